package org.netsmith.network;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netsmith.network.NetworkDefinitions.Checked;
import org.netsmith.web.Cursor;
import org.netsmith.web.Finding;
import org.netsmith.web.Page;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Named, versioned network definitions in Keras' own language. */
@RestController
@RequestMapping(path = "/api/v1/networks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "networks", description = "Network definitions in Keras' own language")
class NetworkController {

    private static final String POINTER = "/definition";
    private static final String EXAMPLE = """
        {"name": "iris-mlp", "definition": {"input_shape": [4], "layers": [
          {"dense": {"units": 16, "activation": "relu"}}, {"dropout": {"rate": 0.2}},
          {"dense": {"units": 3, "activation": "softmax"}}]}}\
        """;
    private static final String UNNAMED = """
        {"definition": {"input_shape": [4], "layers": [
          {"dense": {"units": 16, "activation": "relu"}}, {"dense": {"units": 3, "activation": "softmax"}}]}}\
        """;

    private final Networks networks;
    private final NetworkDefinitions definitions;

    NetworkController(Networks networks, NetworkDefinitions definitions) {
        this.networks = networks;
        this.definitions = definitions;
    }

    /** @param definition what Keras' {@code to_json()} prints, as an object or a string, or the short form */
    record Submission(
            @Nullable String name,
            @Schema(type = "object") @Nullable JsonNode definition) {}

    record Draft(@Schema(type = "object") @Nullable JsonNode definition) {}

    record Validation(NetworkSummary summary, List<Finding> warnings) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Store a network definition as the next version of its name",
            description = "The definition is what Keras' model.to_json() prints (Keras 3, tf.keras 2, hybrid,"
                    + " modelTopology), as an object or a string, or the short form with one key per layer.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Submission.class),
                                            examples = @ExampleObject(EXAMPLE))))
    @ApiResponse(responseCode = "201", description = "The new version; Location names it")
    @ApiResponse(responseCode = "200", description = "The existing version with the same content")
    @ApiResponse(responseCode = "400", description = "The body cannot be read")
    @ApiResponse(
            responseCode = "422",
            description = "The name or the definition cannot be used: every finding with its JSON pointer")
    ResponseEntity<NetworkView> store(@RequestBody Submission submission) {
        Checked checked = checked(submission);
        Networks.Stored stored = networks.store(submission.name(), checked);
        NetworkView view = NetworkView.of(stored.network());
        URI location = URI.create("/api/v1/networks/%s/versions/%d".formatted(view.name(), view.version()));
        return ResponseEntity.status(stored.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(location)
                .body(view);
    }

    @PostMapping(path = "/validate", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Check a definition without storing it",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Draft.class),
                                            examples = @ExampleObject(UNNAMED))))
    @ApiResponse(responseCode = "200", description = "Shapes, parameter counts and warnings")
    @ApiResponse(responseCode = "400", description = "The body cannot be read")
    @ApiResponse(
            responseCode = "422",
            description = "The definition cannot be used: every finding with its JSON pointer")
    Validation validate(@RequestBody Draft draft) {
        Checked checked = definitions.read(draft.definition(), POINTER);
        return new Validation(checked.summary(), checked.warnings());
    }

    @GetMapping
    @Operation(summary = "List the newest version of every network, newest first")
    @ApiResponse(responseCode = "200", description = "A page of networks")
    @ApiResponse(responseCode = "400", description = "limit or cursor cannot be used")
    Page<NetworkView> list(
            @Parameter(example = "50") @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page<StoredNetwork> page = networks.list(Cursor.of(limit, cursor));
        return new Page<>(page.items().stream().map(NetworkView::of).toList(), page.nextCursor());
    }

    @GetMapping("/{name}")
    @Operation(summary = "Show the newest version of a network, and which versions it has")
    @ApiResponse(responseCode = "200", description = "The newest version")
    @ApiResponse(responseCode = "404", description = "There is no such network")
    NetworkView newest(@Parameter(example = "iris-mlp") @PathVariable String name) {
        return NetworkView.of(networks.get(name, OptionalInt.empty()), networks.versions(name));
    }

    @GetMapping("/{name}/versions/{version}")
    @Operation(summary = "Show one version of a network")
    @ApiResponse(responseCode = "200", description = "The version")
    @ApiResponse(responseCode = "404", description = "There is no such network or version")
    NetworkView version(
            @Parameter(example = "iris-mlp") @PathVariable String name,
            @Parameter(example = "1") @PathVariable String version) {
        return NetworkView.of(networks.get(name, number(name, version)));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a network with all its versions")
    @ApiResponse(responseCode = "204", description = "It is gone; its version numbers are never given again")
    @ApiResponse(responseCode = "404", description = "There is no such network")
    @ApiResponse(responseCode = "409", description = "A job or model refers to one of its versions")
    void delete(@Parameter(example = "iris-mlp") @PathVariable String name) {
        networks.delete(name, OptionalInt.empty());
    }

    @DeleteMapping("/{name}/versions/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete one version of a network")
    @ApiResponse(responseCode = "204", description = "It is gone; its number is never given again")
    @ApiResponse(responseCode = "404", description = "There is no such network or version")
    @ApiResponse(responseCode = "409", description = "A job or model refers to it")
    void delete(
            @Parameter(example = "iris-mlp") @PathVariable String name,
            @Parameter(example = "1") @PathVariable String version) {
        networks.delete(name, number(name, version));
    }

    /** A bad name and a bad definition are reported together. */
    private Checked checked(Submission submission) {
        List<Finding> findings = new ArrayList<>();
        if (submission.name() == null || !NetworkReference.isName(submission.name())) {
            findings.add(new Finding(
                    "/name",
                    "expected a letter or digit and up to 127 letters, digits, dots, underscores or hyphens, received "
                            + shown(submission.name())));
        }
        try {
            Checked checked = definitions.read(submission.definition(), POINTER);
            if (findings.isEmpty()) {
                return checked;
            }
        } catch (ProblemException e) {
            findings.addAll(e.errors());
            throw findings.size() == e.errors().size()
                    ? e
                    : new ProblemException(e.type(), e.getMessage(), findings, e.members());
        }
        throw new ProblemException(
                ProblemType.INVALID_REQUEST,
                "The name cannot be used: " + findings.getFirst().detail(),
                findings);
    }

    private static String shown(@Nullable String name) {
        return name == null ? "nothing" : "'" + (name.length() <= 100 ? name : name.substring(0, 100) + "…") + "'";
    }

    /** What is no number names no version. */
    private static OptionalInt number(String name, String version) {
        return NetworkReference.parse(name + "@" + version)
                .map(NetworkReference::version)
                .orElse(OptionalInt.of(0));
    }
}
