package org.netsmith.serving;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.netsmith.registry.ModelVersion;
import org.netsmith.registry.Models;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Predictions in our own form: rows with column names in, labels and probabilities or values out. Answers are written
 * here, and {@link PredictionAdapter} takes bytes to these methods and back.
 */
@RestController
@RequestMapping(
        path = "/api/v1/models",
        consumes = {MediaType.APPLICATION_JSON_VALUE, "application/*+json"},
        produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "predictions", description = "What models answer")
@ApiResponse(
        responseCode = "200",
        description = "One prediction for each row, in their order",
        content =
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = Predictions.Answer.class)))
@ApiResponse(responseCode = "400", description = "The request is not JSON of the expected form")
@ApiResponse(responseCode = "404", description = "There is no such model, version or alias")
@ApiResponse(responseCode = "413", description = "More rows than one request may hold")
@ApiResponse(responseCode = "422", description = "The rows do not fit the model: every finding with its JSON pointer")
class PredictionController {

    private final Models models;
    private final Predictions predictions;
    private final JsonMapper json;

    PredictionController(Models models, Predictions predictions, JsonMapper json) {
        this.models = models;
        this.predictions = predictions;
        this.json = json;
    }

    @PostMapping("/{name}:predict")
    @Operation(summary = "Ask the newest version of a model", description = ROWS)
    @Instances
    byte[] predict(@PathVariable String name, @RequestBody byte[] request) {
        return answer(models.get(name), request);
    }

    @PostMapping("/{name}/versions/{version}:predict")
    @Operation(summary = "Ask one version of a model", description = ROWS)
    @Instances
    byte[] predictWithVersion(@PathVariable String name, @PathVariable String version, @RequestBody byte[] request) {
        return answer(models.version(name, version), request);
    }

    @PostMapping("/{name}/aliases/{alias}:predict")
    @Operation(summary = "Ask the version that an alias points at", description = ROWS)
    @Instances
    byte[] predictWithAlias(@PathVariable String name, @PathVariable String alias, @RequestBody byte[] request) {
        return answer(models.aliased(name, alias), request);
    }

    private byte[] answer(ModelVersion model, byte[] request) {
        return json.writeValueAsBytes(predictions.predict(model, request));
    }

    /** The body is read by {@link Predictions}, once it is known what the model expects. */
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = PredictionRequest.class)))
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    private @interface Instances {}

    private static final String ROWS =
            "Rows are objects of column names and values (objects within them stand for dotted names), or arrays of values"
                    + " in the order of the model's inputs; an image is 28 × 28 nested arrays or 784 numbers. Missing"
                    + " values and values never seen in training are handled as in training and listed under `notes`. A"
                    + " classification answers the label and the probability of every label, a regression the value in"
                    + " the target's own units; a model with several targets answers `{\"outputs\": {…}}`"
                    + " with such an answer for each target, by its column.";
}
