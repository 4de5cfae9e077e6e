package org.netsmith.dataset;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.netsmith.worker.Running;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Tells what is in the rows of data sets, and gives them back. */
@RestController
@RequestMapping("/api/v1/datasets")
@Tag(name = "Datasets", description = "Named, versioned data sets")
class DatasetContentController {

    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    private static final MediaType PARQUET = new MediaType("application", "vnd.apache.parquet");
    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

    private final Datasets datasets;
    private final Inspection inspection;

    DatasetContentController(Datasets datasets, Inspection inspection) {
        this.datasets = datasets;
        this.inspection = inspection;
    }

    @GetMapping(path = "/{name}/profile", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Profile a data set",
            description = "Of each column its statistics, histogram and top values, and whether it is constant or like"
                    + " an identifier; with a target how strongly each column goes with it and whether it alone tells"
                    + " it, and how even the labels are. Of the newest version.")
    @ApiResponse(
            responseCode = "200",
            description = "The profile",
            content = @Content(examples = @ExampleObject(PROFILE_EXAMPLE)))
    @ApiResponse(responseCode = "404", description = "No such data set", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "409", description = "It is not ready", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "422", description = "No such target", content = @Content(mediaType = PROBLEM))
    ProfileAnswer profile(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(description = "A column to learn", example = "species") @RequestParam(required = false) @Nullable
                    String target) {
        return inspection.profile(ready(name, null), target);
    }

    @GetMapping(path = "/{name}/versions/{version}/profile", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Profile a version of a data set", description = "As for a data set.")
    @ApiResponse(
            responseCode = "200",
            description = "The profile",
            content = @Content(examples = @ExampleObject(PROFILE_EXAMPLE)))
    @ApiResponse(responseCode = "404", description = "No such version", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "409", description = "It is not ready", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "422", description = "No such target", content = @Content(mediaType = PROBLEM))
    ProfileAnswer profile(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable int version,
            @Parameter(description = "A column to learn", example = "species") @RequestParam(required = false) @Nullable
                    String target) {
        return inspection.profile(ready(name, version), target);
    }

    @GetMapping("/{name}/content")
    @Operation(
            summary = "Download a data set",
            description = "The rows of its newest version as they were understood: CSV in UTF-8 with a header, or"
                    + " Parquet, which can be asked for in parts. In CSV, names and texts that a spreadsheet would run"
                    + " as a formula begin with an apostrophe; Parquet keeps every letter.")
    @ApiResponse(
            responseCode = "200",
            description = "The rows",
            content = {
                @Content(
                        mediaType = "text/csv",
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject(CSV_EXAMPLE)),
                @Content(
                        mediaType = "application/vnd.apache.parquet",
                        schema = @Schema(type = "string", format = "binary"))
            })
    @ApiResponse(responseCode = "404", description = "No such data set", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "409", description = "It is not ready", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "422",
            description = "It holds tensors, or the format is not known",
            content = @Content(mediaType = PROBLEM))
    ResponseEntity<Resource> content(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(description = "csv or parquet") @RequestParam(defaultValue = "csv") String format) {
        return content(ready(name, null), format);
    }

    @GetMapping("/{name}/versions/{version}/content")
    @Operation(summary = "Download a version of a data set", description = "As for a data set.")
    @ApiResponse(
            responseCode = "200",
            description = "The rows",
            content = {
                @Content(
                        mediaType = "text/csv",
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject(CSV_EXAMPLE)),
                @Content(
                        mediaType = "application/vnd.apache.parquet",
                        schema = @Schema(type = "string", format = "binary"))
            })
    @ApiResponse(responseCode = "404", description = "No such version", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "409", description = "It is not ready", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "422",
            description = "It holds tensors, or the format is not known",
            content = @Content(mediaType = PROBLEM))
    ResponseEntity<Resource> content(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable int version,
            @Parameter(description = "csv or parquet") @RequestParam(defaultValue = "csv") String format) {
        return content(ready(name, version), format);
    }

    private StoredVersion ready(String name, @Nullable Integer version) {
        return Datasets.requireReady(datasets.require(name, version));
    }

    private ResponseEntity<Resource> content(StoredVersion version, String format) {
        return switch (format) {
            case "parquet" ->
                answer(version, PARQUET, "parquet")
                        .eTag(version.reading().blobs().getOrDefault("table", ""))
                        .body(new FileSystemResource(inspection.parquet(version)));
            case "csv" -> answer(version, CSV, "csv").body(streamed(inspection.csv(version)));
            default ->
                throw new ProblemException(
                        ProblemType.INVALID_REQUEST,
                        "A data set is given as csv or parquet; received \"%s\"".formatted(Received.shortened(format)),
                        List.of(new Finding("/format", "expected csv or parquet")),
                        Map.of("allowed", List.of("csv", "parquet")));
        };
    }

    private static ResponseEntity.BodyBuilder answer(StoredVersion version, MediaType type, String suffix) {
        ContentDisposition disposition = ContentDisposition.attachment()
                .filename("%s-%d.%s".formatted(version.name(), version.version(), suffix))
                .build();
        return ResponseEntity.ok().contentType(type).header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString());
    }

    /** The file goes when it has been read, or when whoever asked has gone. */
    private static Resource streamed(Running running) {
        try {
            Path file = running.directory().resolve(CsvTask.FILE);
            return new InputStreamResource(new FilterInputStream(Files.newInputStream(file)) {
                @Override
                public void close() throws IOException {
                    super.close();
                    running.close();
                }
            });
        } catch (IOException e) {
            running.close();
            throw new UncheckedIOException(e);
        }
    }

    private static final String CSV_EXAMPLE = "petal_length_cm,species\n1.4,setosa\n4.7,versicolor\n";

    private static final String PROFILE_EXAMPLE = """
        {"name": "iris", "version": 1, "rows": 150, "duplicate_rows": 1,
         "columns": [
          {"name": "petal_length_cm", "type": "number", "shape": [], "missing": 0, "distinct": 43, "constant": false,
           "identifier_like": false, "min": 1.0, "max": 6.9, "mean": 3.758, "std": 1.7653,
           "quantiles": {"0.05": 1.3, "0.25": 1.6, "0.5": 4.35, "0.75": 5.1, "0.95": 6.1},
           "histogram": {"edges": [1.0, 3.95, 6.9], "counts": [61, 89]},
           "association": {"measure": "correlation_ratio", "value": 0.97, "leak": false}},
          {"name": "species", "type": "category", "shape": [], "missing": 0, "distinct": 3, "constant": false,
           "identifier_like": false, "top_values": [{"value": "setosa", "count": 50}]}],
         "target": "species",
         "class_balance": [{"value": "setosa", "count": 50, "share": 0.3333333333333333}]}\
        """;
}
