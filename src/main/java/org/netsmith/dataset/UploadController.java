package org.netsmith.dataset;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netsmith.storage.Blobs;
import org.netsmith.web.Finding;
import org.netsmith.web.MalformedJson;
import org.netsmith.web.Prefer;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes data sets in, as a form with files or as the plain body of a request. */
@RestController
@RequestMapping(path = "/api/v1/datasets", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Datasets")
class UploadController {

    private static final String CSV = "text/csv";
    private static final String TSV = "text/tab-separated-values";
    private static final String NDJSON = "application/x-ndjson";
    private static final String PARQUET = "application/vnd.apache.parquet";
    private static final String ZIP = "application/zip";
    private static final String GZIP = "application/gzip";
    private static final String ZSTD = "application/zstd";
    private static final String BINARY = MediaType.APPLICATION_OCTET_STREAM_VALUE;
    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    private static final Map<String, String> ENDINGS = Map.of(
            CSV, ".csv", TSV, ".tsv", NDJSON, ".ndjson", PARQUET, ".parquet", ZIP, ".zip", GZIP, ".gz", ZSTD, ".zst");
    private static final Set<String> FIELDS = Set.of("name", "options");
    private static final Set<String> FORM_FIELDS = new TreeSet<>(Set.of("file", "name", "options"));
    private static final int MOST_FILES = 16;

    private final Datasets datasets;
    private final Blobs blobs;
    private final DatasetSettings settings;
    private final JsonMapper json;

    UploadController(Datasets datasets, Blobs blobs, DatasetSettings settings, JsonMapper json) {
        this.datasets = datasets;
        this.blobs = blobs;
        this.settings = settings;
        this.json = json;
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(summary = "Upload a data set", description = """
        Delimited text (CSV, TSV and their like), NDJSON, Parquet, NumPy arrays (NPY, or NPZ with x and y or with
        x_train, y_train, x_test and y_test), IDX images and labels as two files (as four with train and test in their
        names), or a ZIP archive with a folder of images (PNG, JPEG, GIF, BMP) for each class; each plain or in gzip or
        Zstandard, and a single table also in ZIP. The format is recognised by content first and name second; where
        they differ there is a warning. The call waits for 30 seconds, or as long as `Prefer: wait=N` says, and answers
        202 if the data set is not ready by then. The same content with the same options answers 200 with the version
        that is there.\
        """)
    @ApiResponse(
            responseCode = "201",
            description = "Ready",
            content = @Content(examples = @ExampleObject(DatasetController.VERSION_EXAMPLE)))
    @ApiResponse(responseCode = "200", description = "This content is there already")
    @ApiResponse(responseCode = "202", description = "Being read; the Location tells when it is ready")
    @ApiResponse(
            responseCode = "400",
            description = "A part is missing or options are not JSON",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "413", description = "Too large", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "422",
            description = "The content cannot be read; the places of the first 20 findings",
            content = @Content(mediaType = PROBLEM))
    ResponseEntity<DatasetAnswer> upload(
            @Parameter(description = "One or more files") @RequestParam("file") List<MultipartFile> files,
            @Parameter(example = "iris") @RequestParam(required = false) @Nullable String name,
            @Parameter(
                            description = "Any of delimiter, quote, header, null_values, types, encoding and image, as JSON",
                            example = "{\"types\": {\"zip\": \"category\"}, \"null_values\": [\"?\"]}")
                    @RequestParam(required = false)
                    @Nullable
                    String options,
            @RequestHeader(required = false) @Nullable Prefer prefer,
            @Parameter(hidden = true) MultipartHttpServletRequest form)
            throws IOException {
        requireKnown(form, form.getMultiFileMap().keySet());
        if (files.size() > MOST_FILES) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "At most %d files make a data set; received %d".formatted(MOST_FILES, files.size()));
        }
        try (UploadedFiles uploaded = new UploadedFiles(blobs)) {
            for (MultipartFile file : files) {
                try (InputStream content = file.getInputStream()) {
                    uploaded.add(name(file), content);
                }
            }
            return add(name, uploaded, options(options), prefer);
        }
    }

    /** A name for messages and for telling formats apart; never a path. */
    private static String name(MultipartFile file) {
        String given = file.getOriginalFilename() == null ? "" : file.getOriginalFilename();
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", " ");
        return last.isBlank() ? "file" : last.substring(0, Math.min(last.length(), 200));
    }

    @PostMapping(consumes = {CSV, TSV, NDJSON, PARQUET, ZIP, GZIP, ZSTD, BINARY})
    @Operation(summary = "Upload a data set as the plain body of a request")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = CSV,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject("x,y\n1,a\n2,b\n3,a\n4,b\n")),
                @Content(mediaType = TSV, schema = @Schema(type = "string")),
                @Content(mediaType = NDJSON, schema = @Schema(type = "string")),
                @Content(mediaType = PARQUET, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = GZIP, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = ZSTD, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = BINARY, schema = @Schema(type = "string", format = "binary"))
            })
    @ApiResponse(
            responseCode = "201",
            description = "Ready",
            content = @Content(examples = @ExampleObject(DatasetController.VERSION_EXAMPLE)))
    @ApiResponse(responseCode = "415", description = "Another media type", content = @Content(mediaType = PROBLEM))
    ResponseEntity<DatasetAnswer> uploadBody(
            @Parameter(hidden = true) InputStream content,
            @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
            @Parameter(example = "iris") @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String options,
            @RequestHeader(required = false) @Nullable Prefer prefer,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        requireKnown(request, Set.of());
        try (UploadedFiles uploaded = new UploadedFiles(blobs)) {
            String ending = ENDINGS.getOrDefault(type.getType() + "/" + type.getSubtype(), "");
            uploaded.add((name == null ? "body" : name) + ending, content);
            return add(name, uploaded, options(options).orEncoding(charset(type)), prefer);
        }
    }

    /** What a client says of its text; UTF-8 is what is found out anyway, and said by default by many. */
    private static @Nullable String charset(MediaType type) {
        String charset = type.getParameter("charset");
        return charset == null || charset.replace("\"", "").matches("(?i)utf-?8|us-ascii")
                ? null
                : charset.replace("\"", "");
    }

    /** A name that is mistyped must not be passed over in silence. */
    private static void requireKnown(HttpServletRequest request, Set<String> files) {
        Set<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
        unknown.addAll(files);
        unknown.removeAll(files.isEmpty() ? FIELDS : FORM_FIELDS);
        if (!unknown.isEmpty()) {
            String expected = "is not a known field; expected one of " + String.join(", ", FORM_FIELDS);
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "\"%s\" %s".formatted(Received.shortened(unknown.iterator().next()), expected),
                    unknown.stream()
                            .map(name -> new Finding("/" + Received.shortened(name), expected))
                            .toList());
        }
    }

    private ResponseEntity<DatasetAnswer> add(
            @Nullable String name, UploadedFiles files, IngestOptions options, @Nullable Prefer prefer) {
        if (name == null) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "The data set needs a name",
                    List.of(new Finding("/name", "expected a name such as iris, received none")));
        }
        Datasets.Added added =
                datasets.add(name, files, options, Prefer.waitOf(prefer, settings.defaultWait()));
        return ResponseEntity.status(status(added))
                .location(location(added.version()))
                .body(DatasetAnswer.of(added.version()));
    }

    private static HttpStatus status(Datasets.Added added) {
        if (added.version().state() == StoredVersion.State.INGESTING) {
            return HttpStatus.ACCEPTED;
        }
        return added.isNew() ? HttpStatus.CREATED : HttpStatus.OK;
    }

    private static URI location(StoredVersion version) {
        return URI.create("/api/v1/datasets/%s/versions/%d".formatted(version.name(), version.version()));
    }

    private IngestOptions options(@Nullable String options) {
        if (options == null || options.isBlank()) {
            return IngestOptions.NONE;
        }
        try {
            IngestOptions read = json.readValue(options, IngestOptions.class);
            return read == null ? IngestOptions.NONE : read;
        } catch (JacksonException unreadable) {
            ProblemException said = MalformedJson.of(unreadable);
            throw new ProblemException(
                    said.type(),
                    "options: " + said.getMessage(),
                    said.errors().stream()
                            .map(error -> new Finding("/options" + error.pointer(), error.detail()))
                            .toList(),
                    said.members());
        }
    }
}
