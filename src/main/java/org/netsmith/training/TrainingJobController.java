package org.netsmith.training;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Cursor;
import org.netsmith.web.Finding;
import org.netsmith.web.Page;
import org.netsmith.web.Prefer;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Training jobs over HTTP. */
@RestController
@RequestMapping("/api/v1/training-jobs")
@Tag(name = "training jobs", description = "Train a network on a data set, watch it, keep the model")
class TrainingJobController {

    private static final String TWO_FIELDS = "{\"dataset\": \"iris\", \"target\": \"species\"}";
    private static final String WHOLE = """
        {"name": "first try", "dataset": "iris", "target": "species",
         "network": {"layers": [{"dense": {"units": 16, "activation": "relu"}},
                                    {"dense": {"units": 3, "activation": "softmax"}}]},
         "validation": {"split": 0.2, "stratify": true},
         "compile": {"optimizer": {"class_name": "Adam", "config": {"learning_rate": 0.01}},
                         "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"],
                         "weighted_metrics": ["accuracy"]},
         "fit": {"epochs": 50, "batch_size": 16, "validation_freq": 1, "class_weight": {"setosa": 2.0},
                     "callbacks": [{"class_name": "EarlyStopping", "config": {"patience": 5}},
                                   {"class_name": "ReduceLROnPlateau", "config": {"patience": 3}},
                                   {"class_name": "ModelCheckpoint", "config": {"save_best_only": true}}]},
         "seed": 42, "register": {"model": "iris", "aliases": ["champion"]}, "labels": {"team": "a"}}\
        """;

    private final TrainingJobs jobs;
    private final JobStreams streams;

    TrainingJobController(TrainingJobs jobs, JobStreams streams) {
        this.jobs = jobs;
        this.streams = streams;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Submit a training job",
            description = "Data set and target are enough; everything else has a default that the answer's spec shows."
                    + " Whatever can be known to be wrong is refused now, all findings at once. With `Prefer:"
                    + " wait=N` the call returns when the job has finished, or after N seconds.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = JobRequest.class),
                                            examples = {
                                                @ExampleObject(name = "least", value = TWO_FIELDS),
                                                @ExampleObject(name = "whole", value = WHOLE)
                                            })))
    @ApiResponse(
            responseCode = "202",
            description = "The job, queued or further",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = JobView.class)))
    @ApiResponse(
            responseCode = "400",
            description = "The request cannot be read",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    @ApiResponse(
            responseCode = "422",
            description = "The job could not succeed; errors says why",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    ResponseEntity<JobView> submit(
            @RequestBody JobRequest request,
            @Parameter(
                            description = "`wait=N`: wait up to N seconds, at most 60",
                            example = "wait=30",
                            schema = @Schema(type = "string"))
                    @RequestHeader(name = "Prefer", required = false)
                    @Nullable
                    Prefer prefer)
            throws InterruptedException {
        Job job = jobs.submit(request);
        Job shown = jobs.await(job.id(), Prefer.waitOf(prefer, Duration.ZERO));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/training-jobs/" + job.id()))
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(JobView.of(shown));
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "List training jobs, newest first")
    @ApiResponse(responseCode = "200", description = "A page of jobs")
    @ApiResponse(
            responseCode = "400",
            description = "A parameter cannot be read",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    Page<JobView> list(
            @Parameter(description = "Only jobs in this state", example = "running")
                    @RequestParam(required = false)
                    @Nullable
                    String state,
            @Parameter(
                            description =
                                    "Only jobs with this label: `team=a`, or `team` for any value; may be repeated",
                            example = "team=a")
                    @RequestParam(required = false)
                    @Nullable
                    List<String> label,
            @Parameter(description = "At most 500", example = "50") @RequestParam(required = false) @Nullable
                    Integer limit,
            @Parameter(description = "The next_cursor of the page before") @RequestParam(required = false) @Nullable
                    String cursor) {
        if (state != null && !JobState.exists(state)) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    ("The parameter state must be one of queued, running, cancelling, succeeded, failed, "
                                    + "cancelled; received \"%s\".")
                            .formatted(state),
                    List.of(new Finding("/state", "expected the name of a state, received \"%s\"".formatted(state))));
        }
        Cursor page = Cursor.of(limit, cursor);
        List<Job> found = jobs.list(
                state,
                LabelFilter.of(label == null ? List.of() : label),
                page.after().orElse(null),
                page.fetch());
        return page.page(found.stream().map(JobView::of).toList(), JobView::id);
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Show a training job")
    @ApiResponse(responseCode = "200", description = "The job, also where it failed")
    @ApiResponse(
            responseCode = "404",
            description = "There is no such job",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    JobView get(@PathVariable String id) {
        return JobView.of(jobs.get(id));
    }

    @GetMapping(
            path = "/{id}/events",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
    @Operation(
            summary = "Follow a training job",
            description = "With `Accept: text/event-stream` a stream of state, epoch, fold, progress, warning and done"
                    + " events that ends with done and is taken up again after `Last-Event-ID`; otherwise the"
                    + " events so far as a list. Epochs count from 0, as in Keras' History. In a cross-validation"
                    + " an epoch tells its fold, and a fold event follows each fold with its metrics.")
    @ApiResponse(
            responseCode = "200",
            description = "The events",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(type = "array", implementation = EventView.class)),
                @Content(
                        mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                        schema = @Schema(type = "string"),
                        examples = @ExampleObject("id: 3\nevent: epoch\ndata: {\"epoch\":0,\"metrics\":{\"loss\":0.9},"
                                        + "\"seconds\":0.01,\"samples_per_second\":12000.0}\n\n"))
            })
    @ApiResponse(
            responseCode = "404",
            description = "There is no such job",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    Object events(
            @PathVariable String id,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept,
            @Parameter(description = "Only what came after this event", example = "12")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId) {
        long after = number(lastEventId);
        jobs.get(id);
        boolean stream =
                MediaType.parseMediaTypes(accept).stream().anyMatch(MediaType.TEXT_EVENT_STREAM::equalsTypeAndSubtype);
        if (stream) {
            return streams.open(id, after);
        }
        return jobs.events(id, after, Integer.MAX_VALUE).stream()
                .map(EventView::of)
                .toList();
    }

    /** An event of a list. */
    @Schema(name = "TrainingEvent")
    record EventView(
            long id,
            String type,
            java.time.Instant time,
            @Schema(type = "object") tools.jackson.databind.JsonNode data) {

        static EventView of(JobEvent event) {
            return new EventView(event.id(), event.type(), event.time(), event.data());
        }
    }

    @GetMapping(
            path = "/{id}/history",
            produces = {MediaType.APPLICATION_JSON_VALUE, "text/csv"})
    @Operation(
            summary = "Show the metrics of every epoch, as Keras' History does",
            description = "All lists are of one length: null where an epoch was not followed by validation or a value"
                    + " was no finite number. A metric with several values, as an F1 score for each class, has a"
                    + " list of them.")
    @ApiResponse(
            responseCode = "200",
            description = "The history",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        examples =
                                @ExampleObject("{\"epoch\": [0, 1], \"loss\": [1.1, 0.9], \"val_loss\": [1.0, 0.8]}")),
                @Content(mediaType = "text/csv", examples = @ExampleObject("epoch,loss,val_loss\r\n0,1.1,1.0\r\n"))
            })
    @ApiResponse(
            responseCode = "404",
            description = "There is no such job",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    @ApiResponse(
            responseCode = "422",
            description = "The format is not supported",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    ResponseEntity<Object> history(
            @PathVariable String id,
            @Parameter(description = "json or csv", example = "csv") @RequestParam(defaultValue = "json") String format,
            @Parameter(description = "Of this fold of a cross-validation; 0 is the training that makes the model")
                    @RequestParam(defaultValue = "0")
                    int fold) {
        History history = History.of(jobs.epochs(id, fold));
        return switch (format) {
            case "json" ->
                ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(history.columns());
            case "csv" ->
                ResponseEntity.ok()
                        .contentType(new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8))
                        .body(history.csv());
            default ->
                throw new ProblemException(
                        ProblemType.INVALID_REQUEST,
                        "A history is given as json or csv; received \"%s\".".formatted(format),
                        List.of(new Finding(
                                "/format",
                                "expected json or csv, received \"%s\"; tfevents is not supported yet"
                                        .formatted(format))),
                        Map.of("allowed", List.of("json", "csv")));
        };
    }

    @GetMapping("/{id}/checkpoints/{kind}")
    @Operation(
            summary = "Download a checkpoint",
            description = "The weights that a ModelCheckpoint among the callbacks kept, as the file of a model; there"
                    + " whatever became of the job.")
    @ApiResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(
            responseCode = "404",
            description = "There is no such job, or it has kept no such checkpoint",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    ResponseEntity<Resource> checkpoint(
            @PathVariable String id,
            @Parameter(description = "best or last", example = "best") @PathVariable String kind) {
        Checkpoint checkpoint = jobs.checkpoint(id, kind);
        ContentDisposition name = ContentDisposition.attachment()
                .filename("%s-%s.safetensors".formatted(id, kind))
                .build();
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .eTag(checkpoint.sha256())
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .body(new FileSystemResource(jobs.file(checkpoint)));
    }

    @PostMapping(path = "/{id}/cancel", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Cancel a training job",
            description = "A queued job is cancelled at once, a running one within five seconds.")
    @ApiResponse(responseCode = "202", description = "The job, cancelling or cancelled")
    @ApiResponse(
            responseCode = "404",
            description = "There is no such job",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    @ApiResponse(
            responseCode = "409",
            description = "The job has finished",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    JobView cancel(@PathVariable String id) {
        return JobView.of(jobs.cancel(id));
    }

    @PostMapping(
            path = {"/{id}/pause", "/{id}/resume"},
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Pause or resume a training job: not supported yet")
    @ApiResponse(
            responseCode = "404",
            description = "There is no such job",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    @ApiResponse(
            responseCode = "422",
            description = "Not supported yet",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    void pause(@PathVariable String id) {
        jobs.refusePause(id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Forget a finished training job; its model stays")
    @ApiResponse(responseCode = "204", description = "Forgotten")
    @ApiResponse(
            responseCode = "404",
            description = "There is no such job",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    @ApiResponse(
            responseCode = "409",
            description = "The job has not finished",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE))
    void delete(@PathVariable String id) {
        jobs.delete(id);
    }

    private static long number(@Nullable String lastEventId) {
        try {
            return lastEventId == null || lastEventId.isBlank() ? 0 : Long.parseLong(lastEventId.strip());
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "The header Last-Event-ID must be the number of an event; received \"%s\".".formatted(lastEventId));
        }
    }
}
