package org.netsmith.training;

import static org.hamcrest.Matchers.containsString;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.netsmith.web.Finding;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.node.ObjectNode;

class TrainingJobControllerTests {

    private static final String JOBS = "/api/v1/training-jobs";
    private static final String LEAST = "{\"dataset\": \"iris\", \"target\": \"species\"}";

    private final TrainingJobs jobs = Mockito.mock(TrainingJobs.class);
    private final JobStreams streams = Mockito.mock(JobStreams.class);
    private final MockMvc http = MockMvcBuilders.standaloneSetup(new TrainingJobController(jobs, streams))
            .setMessageConverters(
                    new JacksonJsonHttpMessageConverter(TestTraining.JSON),
                    new StringHttpMessageConverter(),
                    new ResourceHttpMessageConverter())
            .build();

    @BeforeEach
    void iris() throws Exception {
        when(jobs.submit(any())).thenReturn(job(new JobState.Queued()));
        when(jobs.await(eq("1"), any())).thenReturn(job(new JobState.Queued()));
        when(jobs.get("1")).thenReturn(job(new JobState.Succeeded(TestTraining.NOON, "iris@1")));
    }

    @Test
    void aSubmittedJobIsAcceptedWithItsPlace() throws Exception {
        http.perform(post(JOBS).contentType(MediaType.APPLICATION_JSON).content(LEAST))
                .andExpect(status().isAccepted())
                .andExpect(header().string("Location", JOBS + "/1"))
                .andExpect(header().string("Retry-After", "1"))
                .andExpect(jsonPath("$.state").value("queued"))
                .andExpect(jsonPath("$.spec.dataset").value("iris@1"))
                .andExpect(jsonPath("$.created_at").value("2026-11-22T12:00:00Z"));
        Mockito.verify(jobs).await("1", Duration.ZERO);
    }

    @Test
    void waitsAsLongAsIsPreferred() throws Exception {
        http.perform(post(JOBS)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(LEAST)
                        .header("Prefer", "wait=7"))
                .andExpect(status().isAccepted());
        Mockito.verify(jobs).await("1", Duration.ofSeconds(7));
    }

    @Test
    void aFinishedJobTellsItsModel() throws Exception {
        http.perform(get(JOBS + "/1"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("succeeded"))
                .andExpect(jsonPath("$.model").value("iris@1"))
                .andExpect(jsonPath("$.encoders").isArray())
                .andExpect(jsonPath("$.error").isEmpty());
    }

    @Test
    void aFailedJobIsNoFailedRequest() throws Exception {
        ObjectNode error = TestTraining.JSON.createObjectNode().put("type", "/problems/diverged");
        when(jobs.get("1")).thenReturn(job(new JobState.Failed(TestTraining.NOON, error)));

        http.perform(get(JOBS + "/1"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("failed"))
                .andExpect(jsonPath("$.error.type").value("/problems/diverged"));
    }

    @Test
    void listsAPageAndWhereTheNextBegins() throws Exception {
        when(jobs.list(eq("queued"), any(), any(), anyInt()))
                .thenReturn(List.of(job(new JobState.Queued()), job(new JobState.Queued())));

        http.perform(get(JOBS + "?state=queued&limit=1&label=team=a"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.next_cursor").isNotEmpty());
    }

    @Test
    void eventsAreAListUnlessAStreamIsAskedFor() throws Exception {
        when(jobs.events(eq("1"), eq(4L), anyInt()))
                .thenReturn(List.of(new JobEvent(
                        5,
                        "done",
                        TestTraining.NOON,
                        TestTraining.JSON.createObjectNode().put("state", "succeeded"))));

        http.perform(get(JOBS + "/1/events").header("Last-Event-ID", "4"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$[0].id").value(5))
                .andExpect(jsonPath("$[0].type").value("done"))
                .andExpect(jsonPath("$[0].data.state").value("succeeded"));
    }

    @Test
    void aStreamIsTakenUpAfterTheLastEvent() throws Exception {
        when(streams.open(eq("1"), anyLong())).thenReturn(new SseEmitter());

        http.perform(get(JOBS + "/1/events").accept(MediaType.TEXT_EVENT_STREAM).header("Last-Event-ID", "4"))
                .andExpect(status().isOk());
        Mockito.verify(streams).open("1", 4);
    }

    @Test
    void aFoldHasAHistoryOfItsOwn() throws Exception {
        var metrics = TestTraining.JSON.valueToTree(Map.of("epoch", 0, "fold", 2, "metrics", Map.of("loss", 0.7)));
        when(jobs.epochs("1", 2)).thenReturn(List.of(new JobEvent(3, "epoch", TestTraining.NOON, metrics)));

        http.perform(get(JOBS + "/1/history?fold=2"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.loss[0]").value(0.7));
    }

    @Test
    void theHistoryIsThatOfKeras() throws Exception {
        var metrics = TestTraining.JSON.valueToTree(Map.of("epoch", 0, "metrics", Map.of("loss", 0.5)));
        when(jobs.epochs("1", 0))
                .thenReturn(
                        List.of(new JobEvent(3, "epoch", TestTraining.NOON, TestTraining.JSON.valueToTree(metrics))));

        http.perform(get(JOBS + "/1/history"))
                .andExpect(jsonPath("$.epoch[0]").value(0))
                .andExpect(jsonPath("$.loss[0]").value(0.5));
        http.perform(get(JOBS + "/1/history?format=csv"))
                .andExpect(status().isOk())
                .andExpect(content().contentTypeCompatibleWith("text/csv"))
                .andExpect(content().string(containsString("epoch,loss\r\n0,0.5")));
    }

    @Test
    void aCheckpointIsAFileThatIsNamedByItsContent(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "weights");
        Checkpoint best =
                new Checkpoint(Checkpoint.Kind.BEST, 3, TestTraining.JSON.createObjectNode(), "ab".repeat(32), 7);
        when(jobs.checkpoint("1", "best")).thenReturn(best);
        when(jobs.file(best)).thenReturn(file);

        http.perform(get(JOBS + "/1/checkpoints/best"))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"" + "ab".repeat(32) + "\""))
                .andExpect(header().string("Content-Disposition", containsString("1-best.safetensors")))
                .andExpect(content().string("weights"));
        http.perform(get(JOBS + "/1/checkpoints/best").header("If-None-Match", "\"" + "ab".repeat(32) + "\""))
                .andExpect(status().isNotModified());
    }

    @Test
    void aJobTellsWhatItKept() throws Exception {
        http.perform(get(JOBS + "/1"))
                .andExpect(jsonPath("$.checkpoints[0].kind").value("last"))
                .andExpect(jsonPath("$.checkpoints[0].epoch").value(4))
                .andExpect(jsonPath("$.checkpoints[0].metrics.loss").value(0.5))
                .andExpect(jsonPath("$.checkpoints[0].sha256").value("cd".repeat(32)))
                .andExpect(jsonPath("$.checkpoints[0].bytes").value(9));
    }

    @Test
    void cancellingIsAcceptedAndDeletingSaysNothing() throws Exception {
        when(jobs.cancel("1")).thenReturn(job(new JobState.Cancelling()));

        http.perform(post(JOBS + "/1/cancel"))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.state").value("cancelling"));
        http.perform(delete(JOBS + "/1")).andExpect(status().isNoContent());
    }

    private static Job job(JobState state) {
        return new Job(
                "1",
                null,
                state,
                1,
                0,
                Map.of(),
                TestTraining.JSON.createObjectNode().put("dataset", "iris@1"),
                List.of(new Finding("/features", "left out")),
                null,
                "iris@1",
                null,
                null,
                null,
                TestTraining.JSON.createObjectNode().putArray("inputs"),
                List.of(new Checkpoint(
                        Checkpoint.Kind.LAST,
                        4,
                        TestTraining.JSON.createObjectNode().put("loss", 0.5),
                        "cd".repeat(32),
                        9)),
                null,
                TestTraining.NOON,
                TestTraining.NOON,
                null);
    }
}
