package org.netsmith.registry;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Cursor;
import org.netsmith.web.Finding;
import org.netsmith.web.Page;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Aliases of models and the trail of their moves. */
@RestController
@RequestMapping(path = "/api/v1/models/{name:[^:]+}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "models")
class AliasController {

    private final Models models;

    AliasController(Models models) {
        this.models = models;
    }

    /** @param version the version that the alias is to point at */
    record AliasRequest(
            @Nullable @Schema(example = "3", requiredMode = Schema.RequiredMode.REQUIRED)
            Integer version) {}

    /** Where an alias points. */
    record AliasView(String name, String alias, int version) {}

    @PutMapping("/aliases/{alias:[^:]+}")
    @Operation(summary = "Point an alias at a version, wherever it pointed before")
    @ApiResponse(responseCode = "200", description = "It points there")
    @ApiResponse(responseCode = "404", description = "There is no such model")
    @ApiResponse(responseCode = "422", description = "There is no such version, or the alias is not a name")
    AliasView set(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "champion") @PathVariable String alias,
            @RequestBody AliasRequest body,
            HttpServletRequest request) {
        int version = required(body.version());
        models.setAlias(name, alias, version, Caller.of(request));
        return new AliasView(name, alias, version);
    }

    @DeleteMapping("/aliases/{alias:[^:]+}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete an alias; the version that it points at stays")
    @ApiResponse(responseCode = "204", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such model or alias")
    void delete(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "champion") @PathVariable String alias,
            HttpServletRequest request) {
        models.deleteAlias(name, alias, Caller.of(request));
    }

    @GetMapping("/audit")
    @Operation(summary = "List what was done to a model's versions and aliases, newest first")
    @ApiResponse(responseCode = "200", description = "One page")
    @ApiResponse(responseCode = "404", description = "There has never been such a model")
    Page<AuditEntry> audit(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "50") @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return models.audit(name, Cursor.of(limit, cursor));
    }

    private static int required(@Nullable Integer version) {
        if (version == null) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "The alias cannot be set.",
                    List.of(new Finding(
                            "/version", "expected the number of a version, received nothing; send {\"version\": 1}")));
        }
        return version;
    }
}
