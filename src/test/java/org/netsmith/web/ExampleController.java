package org.netsmith.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** One operation for each thing that the web module does. */
@RestController
@TestComponent
@RequestMapping("/api/v1/examples")
class ExampleController {

    enum Colour {
        RED,
        GREEN
    }

    record Layer(@Positive int units) {}

    record Example(
            String name,
            @Max(100) int batchSize,
            @Nullable Colour colour,
            @Nullable List<@Valid Layer> layers) {}

    @PostMapping(consumes = "application/json")
    ResponseEntity<Example> create(@Valid @RequestBody Example example) {
        return ResponseEntity.status(201)
                .header("Location", "/api/v1/examples/" + example.name())
                .body(example);
    }

    @GetMapping
    Page<Integer> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var page = Cursor.of(limit, cursor);
        int first = page.after().map(Integer::parseInt).orElse(0) + 1;
        return page.page(
                java.util.stream.IntStream.range(first, Math.min(first + page.fetch(), 121))
                        .boxed()
                        .toList(),
                String::valueOf);
    }

    @GetMapping("/wait")
    Map<String, Long> wait(
            @RequestHeader(name = "Prefer", required = false) @Nullable Prefer prefer, @RequestParam int otherwise) {
        return Map.of(
                "seconds",
                Prefer.waitOf(prefer, java.time.Duration.ofSeconds(otherwise)).toSeconds());
    }

    @GetMapping("/conflict")
    void conflict() {
        throw new ProblemException(
                ProblemType.CONFLICT,
                "The job is finished.",
                List.of(new Finding("/state", "is succeeded")),
                Map.of("state", "succeeded"));
    }

    @GetMapping("/broken")
    void broken() {
        throw new IllegalStateException("a secret of org.netsmith at /home/user");
    }
}
