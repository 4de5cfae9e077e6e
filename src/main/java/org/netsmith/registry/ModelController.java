package org.netsmith.registry;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Datasets;
import org.netsmith.web.Cursor;
import org.netsmith.web.Page;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The registry's models and versions. A name holds no colon, so that {@code iris:predict} is never taken for one. */
@RestController
@RequestMapping("/api/v1/models")
@Tag(name = "models", description = "The registry: models, their versions, and where they came from")
class ModelController {

    private final Models models;
    private final ModelCards cards;
    private final Datasets datasets;

    ModelController(Models models, ModelCards cards, Datasets datasets) {
        this.models = models;
        this.cards = cards;
        this.datasets = datasets;
    }

    /** A model: its versions, newest first, and where its aliases point. */
    record Family(String name, List<ModelView> versions, Map<String, Integer> aliases) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List the newest version of every model, newest first")
    @ApiResponse(responseCode = "200", description = "One page")
    @ApiResponse(responseCode = "400", description = "The limit or the cursor cannot be read")
    Page<ModelView> list(
            @Parameter(example = "50") @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page<ModelVersion> page = models.newest(Cursor.of(limit, cursor));
        return new Page<>(page.items().stream().map(this::view).toList(), page.nextCursor());
    }

    @GetMapping(path = "/{name:[^:]+}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Show a model: its versions, newest first, and its aliases")
    @ApiResponse(responseCode = "200", description = "The model")
    @ApiResponse(responseCode = "404", description = "There is no such model")
    Family family(@Parameter(example = "iris") @PathVariable String name) {
        List<ModelView> versions =
                models.versions(name).stream().map(this::view).toList();
        return new Family(name, versions, models.aliases(name));
    }

    @GetMapping(path = "/{name:[^:]+}/versions/{version:[^:]+}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Show one version of a model")
    @ApiResponse(responseCode = "200", description = "The model version")
    @ApiResponse(responseCode = "404", description = "There is no such model or version")
    ModelView version(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable String version) {
        return view(models.version(name, version));
    }

    @GetMapping("/{name:[^:]+}/versions/{version:[^:]+}/artifact")
    @Operation(
            summary = "Download a model",
            description = "The file is safetensors; its metadata hold the network in Keras' JSON, the encoders and the"
                    + " lineage.")
    @ApiResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE, schema = @Schema(format = "binary")))
    @ApiResponse(responseCode = "404", description = "There is no such model or version")
    @ApiResponse(responseCode = "422", description = "The model cannot be had in that format")
    ResponseEntity<Resource> artifact(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable String version,
            @RequestParam(defaultValue = "safetensors") String format,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable
                    String range) {
        return ModelArtifact.of(models, models.version(name, version), format).answer(range != null);
    }

    @DeleteMapping("/{name:[^:]+}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a model with all its versions")
    @ApiResponse(responseCode = "204", description = "It is gone; its version numbers are never given again")
    @ApiResponse(responseCode = "404", description = "There is no such model")
    @ApiResponse(responseCode = "409", description = "An alias points at one of its versions")
    void delete(@Parameter(example = "iris") @PathVariable String name, HttpServletRequest request) {
        models.delete(name, Caller.of(request));
    }

    @DeleteMapping("/{name:[^:]+}/versions/{version:[^:]+}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete one version of a model")
    @ApiResponse(responseCode = "204", description = "It is gone; its number is never given again")
    @ApiResponse(responseCode = "404", description = "There is no such model or version")
    @ApiResponse(responseCode = "409", description = "An alias points at it")
    void delete(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable String version,
            HttpServletRequest request) {
        models.delete(name, models.version(name, version).version(), Caller.of(request));
    }

    private ModelView view(ModelVersion model) {
        return ModelView.of(model, cards.of(model), datasets::exists);
    }
}
