package org.netsmith.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.registry.TestModels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LoadedModelsTests {

    private static final JsonNode ROW = JsonMapper.shared().readTree("[[1.4, 0.2, \"Dream\"]]");

    private Path file;

    @BeforeEach
    void writesAModel(@TempDir Path directory) {
        file = directory.resolve("model.safetensors");
        TestModels.species(1).write(file);
    }

    @Test
    void aModelIsLoadedOnceForManyThreads() throws Exception {
        LoadedModels models = new LoadedModels(Long.MAX_VALUE);
        AtomicInteger loads = new AtomicInteger();
        Supplier<LoadedModel> loading = () -> {
            loads.incrementAndGet();
            return LoadedModel.load(file);
        };

        List<Object> answers = inParallel(8, () -> models.with("a", loading, LoadedModelsTests::predict));

        assertThat(loads).hasValue(1);
        assertThat(answers).hasSize(8).containsOnly(answers.getFirst());
    }

    @Test
    void whileOneModelIsLoadedOthersAnswer() throws Exception {
        LoadedModels models = new LoadedModels(Long.MAX_VALUE);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Object> slow = threads.submit(() -> models.with(
                    "slow",
                    () -> {
                        started.countDown();
                        await(released);
                        return LoadedModel.load(file);
                    },
                    LoadedModelsTests::predict));
            await(started);

            Object quick = models.with("quick", () -> LoadedModel.load(file), LoadedModelsTests::predict);

            assertThat(slow).isNotDone();
            released.countDown();
            assertThat(slow.get(30, TimeUnit.SECONDS)).isEqualTo(quick);
        }
    }

    @Test
    void whatCouldNotBeLoadedIsTriedAgain() {
        LoadedModels models = new LoadedModels(Long.MAX_VALUE);

        assertThatIllegalStateException()
                .isThrownBy(() -> models.with("a", LoadedModelsTests::fail, LoadedModelsTests::predict));

        assertThat(models.size()).isZero();
        assertThat(models.with("a", () -> LoadedModel.load(file), LoadedModelsTests::predict))
                .isNotNull();
    }

    @Test
    void theLeastRecentlyUsedModelGivesWay() {
        long bytes = LoadedModel.load(file).bytes();
        LoadedModels models = new LoadedModels(2 * bytes);
        for (String sha256 : List.of("a", "b", "a", "c")) {
            models.with(sha256, () -> LoadedModel.load(file), LoadedModelsTests::predict);
        }

        assertThat(models.size()).isEqualTo(2);
        models.with("a", LoadedModelsTests::fail, LoadedModelsTests::predict);
        models.with("c", LoadedModelsTests::fail, LoadedModelsTests::predict);
        assertThatIllegalStateException()
                .isThrownBy(() -> models.with("b", LoadedModelsTests::fail, LoadedModelsTests::predict));
    }

    @Test
    void aModelThatGivesWayWhileItWorksEndsItsWork() {
        LoadedModels models = new LoadedModels(0);
        Supplier<LoadedModel> loading = () -> LoadedModel.load(file);
        Function<LoadedModel, Object> afterAnother = model -> {
            models.with("b", loading, LoadedModelsTests::predict);
            return predict(model);
        };

        Object answer = models.with("a", loading, afterAnother);

        assertThat(models.size()).isEqualTo(1);
        assertThat(answer).isEqualTo(models.with("b", loading, LoadedModelsTests::predict));
    }

    @Test
    void evictionAndUseBesideEachOtherGiveNothingButAnswers() throws Exception {
        LoadedModels models = new LoadedModels(0);
        Object expected = models.with("0", () -> LoadedModel.load(file), LoadedModelsTests::predict);
        AtomicInteger turn = new AtomicInteger();

        List<Object> answers = inParallel(
                40,
                () -> models.with(
                        String.valueOf(turn.incrementAndGet() % 3),
                        () -> LoadedModel.load(file),
                        LoadedModelsTests::predict));

        assertThat(answers).containsOnly(expected);
    }

    private static Object predict(LoadedModel model) {
        return model.predict(model.read(ROW).table());
    }

    private static LoadedModel fail() {
        throw new IllegalStateException("not to be loaded");
    }

    private static List<Object> inParallel(int times, Callable<Object> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Object> results = new ArrayList<>();
            for (Future<Object> result : threads.invokeAll(Collections.nCopies(times, work))) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
