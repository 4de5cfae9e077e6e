package org.netsmith.dataset;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Cursor;
import org.netsmith.web.Page;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Looks at data sets and deletes them; they come in through {@link UploadController}. */
@RestController
@RequestMapping(path = "/api/v1/datasets", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Datasets", description = "Named, versioned data sets")
class DatasetController {

    private static final int MOST_ROWS = Preview.MOST_ROWS;
    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;

    /** The first rows, each an object by column names, as prediction takes them. */
    record PreviewAnswer(List<String> columns, List<JsonNode> rows) {}

    private final Datasets datasets;

    DatasetController(Datasets datasets) {
        this.datasets = datasets;
    }

    @GetMapping
    @Operation(
            summary = "List data sets",
            description = "The newest version of every data set, the one made last first.")
    @ApiResponse(
            responseCode = "200",
            description = "A page of data sets",
            content = @Content(examples = @ExampleObject(PAGE_EXAMPLE)))
    @ApiResponse(
            responseCode = "400",
            description = "limit or cursor cannot be read",
            content = @Content(mediaType = PROBLEM))
    Page<DatasetAnswer> list(
            @Parameter(description = "1 to 500, 50 by default", example = "50") @RequestParam(required = false) @Nullable
                    Integer limit,
            @Parameter(description = "The next_cursor of the page before") @RequestParam(required = false) @Nullable
                    String cursor) {
        Cursor place = Cursor.of(limit, cursor);
        Page<StoredVersion> page = place.page(
                datasets.page(place.after().map(DatasetController::place).orElse(null), place.fetch()),
                DatasetController::position);
        return new Page<>(page.items().stream().map(DatasetAnswer::of).toList(), page.nextCursor());
    }

    private static String position(StoredVersion version) {
        return version.createdAt().toEpochMilli() + ":" + version.name();
    }

    private static DatasetStore.Place place(String position) {
        int colon = position.indexOf(':');
        try {
            return new DatasetStore.Place(Long.parseLong(position, 0, colon, 10), position.substring(colon + 1));
        } catch (NumberFormatException | IndexOutOfBoundsException foreign) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The cursor is not of this list");
        }
    }

    @GetMapping("/{name}")
    @Operation(summary = "Show a data set", description = "Its newest version, whatever its state.")
    @ApiResponse(
            responseCode = "200",
            description = "The newest version",
            content = @Content(examples = @ExampleObject(VERSION_EXAMPLE)))
    @ApiResponse(responseCode = "404", description = "No such data set", content = @Content(mediaType = PROBLEM))
    DatasetAnswer newest(@Parameter(example = "iris") @PathVariable String name) {
        return DatasetAnswer.of(datasets.require(name, null));
    }

    @GetMapping("/{name}/versions/{version}")
    @Operation(summary = "Show a version of a data set")
    @ApiResponse(
            responseCode = "200",
            description = "The version",
            content = @Content(examples = @ExampleObject(VERSION_EXAMPLE)))
    @ApiResponse(responseCode = "404", description = "No such version", content = @Content(mediaType = PROBLEM))
    DatasetAnswer version(@Parameter(example = "iris") @PathVariable String name, @Parameter(example = "1") @PathVariable int version) {
        return DatasetAnswer.of(datasets.require(name, version));
    }

    @GetMapping("/{name}/preview")
    @Operation(
            summary = "Show the first rows of a data set",
            description = "Texts longer than 1000 characters are cut.")
    @ApiResponse(
            responseCode = "200",
            description = "The first rows",
            content = @Content(examples = @ExampleObject(PREVIEW_EXAMPLE)))
    @ApiResponse(responseCode = "404", description = "No such data set", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "409",
            description = "The version is not ready",
            content = @Content(mediaType = PROBLEM))
    PreviewAnswer preview(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(description = "1 to 500") @RequestParam(defaultValue = "20") int limit) {
        return preview(datasets.require(name, null), limit);
    }

    @GetMapping("/{name}/versions/{version}/preview")
    @Operation(summary = "Show the first rows of a version", description = "Texts longer than 1000 characters are cut.")
    @ApiResponse(
            responseCode = "200",
            description = "The first rows",
            content = @Content(examples = @ExampleObject(PREVIEW_EXAMPLE)))
    @ApiResponse(responseCode = "404", description = "No such version", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "409",
            description = "The version is not ready",
            content = @Content(mediaType = PROBLEM))
    PreviewAnswer preview(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable int version,
            @Parameter(description = "1 to 500") @RequestParam(defaultValue = "20") int limit) {
        return preview(datasets.require(name, version), limit);
    }

    private PreviewAnswer preview(StoredVersion version, int limit) {
        if (limit < 1 || limit > MOST_ROWS) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "The query parameter 'limit' must be between 1 and %d, received %d.".formatted(MOST_ROWS, limit));
        }
        List<JsonNode> rows = datasets.preview(version, limit);
        return new PreviewAnswer(
                version.reading().columns().stream().map(Column::name).toList(), rows);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a data set with all its versions")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "404", description = "No such data set", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "409",
            description = "Models or jobs refer to it",
            content = @Content(mediaType = PROBLEM))
    void delete(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(
                            description = "Delete it although models or jobs refer to it; such a model says so, as"
                                    + " source.dataset_deleted")
                    @RequestParam(defaultValue = "false")
                    boolean force) {
        datasets.delete(name, null, force);
    }

    @DeleteMapping("/{name}/versions/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a version of a data set", description = "Its number is not given again.")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "404", description = "No such version", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "409",
            description = "Models or jobs refer to it",
            content = @Content(mediaType = PROBLEM))
    void delete(
            @Parameter(example = "iris") @PathVariable String name,
            @Parameter(example = "1") @PathVariable int version,
            @Parameter(
                            description = "Delete it although models or jobs refer to it; such a model says so, as"
                                    + " source.dataset_deleted")
                    @RequestParam(defaultValue = "false")
                    boolean force) {
        datasets.delete(name, version, force);
    }

    static final String VERSION_EXAMPLE = """
        {"name": "iris", "version": 1, "state": "ready", "created_at": "2026-11-22T14:00:00Z", "format": "csv",
         "bytes": 3870, "sha256": "b6b8efc86732bc48c9fbddba53e2c191fd4f263c0ee98e2b1b7d3543e8d2121d", "rows": 150,
         "columns": [
          {"name": "petal_length_cm", "type": "number", "shape": [], "missing": 0, "distinct": 43,
           "min": 1.0, "max": 6.9, "mean": 3.758, "std": 1.7653,
           "quantiles": {"0.05": 1.3, "0.25": 1.6, "0.5": 4.35, "0.75": 5.1, "0.95": 6.1}},
          {"name": "species", "type": "category", "shape": [], "missing": 0, "distinct": 3,
           "top_values": [{"value": "setosa", "count": 50}], "categories": ["setosa", "versicolor", "virginica"]}],
         "warnings": [], "error": null}\
        """;

    private static final String PAGE_EXAMPLE = "{\"items\": [" + VERSION_EXAMPLE + "], \"next_cursor\": null}";

    private static final String PREVIEW_EXAMPLE = """
        {"columns": ["petal_length_cm", "species"], "rows": [{"petal_length_cm": 1.4, "species": "setosa"}]}\
        """;
}
