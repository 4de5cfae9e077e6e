package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows data sets as networks see them. */
@RestController
@RequestMapping(path = "/api/v1/datasets", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Datasets", description = "Named, versioned data sets")
class EncodeController {

    private static final int MOST_ROWS = 500;
    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;

    /**
     * What is to be encoded, said as in a training job.
     *
     * @param target the column that is predicted: it is no feature, and rows without it are left out
     * @param features absent: every usable column but the target
     */
    @Schema(name = "EncodeRequest")
    record Request(
            @Nullable String target,
            @JsonSetter(contentNulls = Nulls.FAIL) @Nullable List<FeatureSpec> features) {}

    /**
     * The first rows in numbers.
     *
     * @param columns what each number of a row is
     * @param encoders with the numbers learnt, from every row that has a target
     * @param warnings columns left out, and why
     */
    @Schema(name = "EncodedRows")
    record Answer(
            @Schema(example = "[\"island=Biscoe\", \"body_mass_g\", \"body_mass_g missing\"]")
            List<String> columns,

            List<Encoders.Input> encoders,
            List<double[]> rows,
            List<Finding> warnings) {}

    private final Datasets datasets;
    private final EncodedPreview preview;

    EncodeController(Datasets datasets, EncodedPreview preview) {
        this.datasets = datasets;
        this.preview = preview;
    }

    @PostMapping("/{name}/encode")
    @Operation(
            summary = "Show the first rows of a data set as a network sees them",
            description = DESCRIPTION,
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Request.class),
                                            examples = @ExampleObject(EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "The encoders and the rows",
            content = @Content(examples = @ExampleObject(ANSWER_EXAMPLE)))
    @ApiResponse(
            responseCode = "400",
            description = "The body or limit cannot be read",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "404", description = "No such data set", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "409",
            description = "The version is not ready",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "422",
            description = "The features cannot be encoded so: every finding with its JSON pointer",
            content = @Content(mediaType = PROBLEM))
    Answer encode(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(description = "1 to 500; fewer where rows are wide") @RequestParam(defaultValue = "20")
                    int limit,
            @RequestBody(required = false) @Nullable Request request) {
        return encode(datasets.require(name, null), limit, request);
    }

    @PostMapping("/{name}/versions/{version}/encode")
    @Operation(
            summary = "Show the first rows of a version as a network sees them",
            description = DESCRIPTION,
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Request.class),
                                            examples = @ExampleObject(EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "The encoders and the rows",
            content = @Content(examples = @ExampleObject(ANSWER_EXAMPLE)))
    @ApiResponse(
            responseCode = "400",
            description = "The body or limit cannot be read",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "404", description = "No such version", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "409",
            description = "The version is not ready",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "422",
            description = "The features cannot be encoded so: every finding with its JSON pointer",
            content = @Content(mediaType = PROBLEM))
    Answer encode(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable int version,
            @Parameter(description = "1 to 500; fewer where rows are wide") @RequestParam(defaultValue = "20")
                    int limit,
            @RequestBody(required = false) @Nullable Request request) {
        return encode(datasets.require(name, version), limit, request);
    }

    private Answer encode(StoredVersion version, int limit, @Nullable Request request) {
        if (limit < 1 || limit > MOST_ROWS) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "The query parameter 'limit' must be between 1 and %d, received %d.".formatted(MOST_ROWS, limit));
        }
        datasets.requireReady(version);
        Request asked = request == null ? new Request(null, null) : request;
        EncodedPreview.Encoded encoded = preview.encode(version.ready(), asked.target(), asked.features(), limit);
        EncodeTask.Result result = encoded.result();
        return new Answer(result.columns(), result.encoders(), result.rows(), encoded.warnings());
    }

    private static final String DESCRIPTION =
            "Target and features are said as in a training job. The encoders are fitted on every row that has a target;"
                    + " a job fits them on its training rows alone.";

    private static final String EXAMPLE = """
        {"target": "species", "features": ["bill_length_mm", {"name": "island", "encoding": "one_hot"}]}\
        """;

    private static final String ANSWER_EXAMPLE = """
        {"columns": ["bill_length_mm", "bill_length_mm missing", "island=Biscoe", "island=Dream", "island=Torgersen"],
         "encoders": [
          {"name": "bill_length_mm", "type": "number", "encoder": {"kind": "standardize", "mean": 43.92, "scale": 5.45,
           "missing": {"policy": "median", "fill": 44.45, "indicator": true}}},
          {"name": "island", "type": "category", "encoder": {"kind": "one_hot", "categories":
           {"values": ["Biscoe", "Dream", "Torgersen"], "places": 3, "other": false, "missing": "zero", "fill": null,
            "unseen": "other"}}}],
         "rows": [[-0.88, 0.0, 0.0, 0.0, 1.0]], "warnings": []}\
        """;
}
