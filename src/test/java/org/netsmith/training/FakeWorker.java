package org.netsmith.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.netsmith.worker.Outcome;
import org.netsmith.worker.Running;
import org.netsmith.worker.Task;
import org.netsmith.worker.Workers.Message;
import tools.jackson.databind.node.ObjectNode;

/**
 * A worker that plays one scene for each task it is given, on the calling thread; without a scene left it waits to be
 * cancelled.
 */
final class FakeWorker implements Runner {

    /** What happens in a task: messages, then the outcome; null to go on until cancelled. */
    interface Scene {
        Outcome play(Consumer<Message> messages);
    }

    private final Queue<Scene> scenes = new ArrayDeque<>();
    private volatile int started;
    private int closed;
    private int checkpoints;

    /** Where a task would write. */
    final Path directory;

    FakeWorker(Path directory) {
        this.directory = directory;
    }

    FakeWorker then(Scene scene) {
        scenes.add(scene);
        return this;
    }

    int started() {
        return started;
    }

    int closed() {
        return closed;
    }

    static Message epoch(int epoch, double loss) {
        return new Message(
                "epoch",
                TestTraining.JSON.valueToTree(Map.of(
                        "epoch",
                        epoch,
                        "metrics",
                        Map.of("loss", loss),
                        "seconds",
                        0.1,
                        "samples_per_second",
                        1500.0)));
    }

    /** What the encoders have learnt. */
    static Message encoders() {
        return new Message("encoders", TestTraining.JSON.valueToTree(Map.of("inputs", List.of("as learnt"))));
    }

    static Message progress(int epoch, int step, int steps) {
        return new Message(
                "progress",
                TestTraining.JSON.valueToTree(
                        Map.of("epoch", epoch, "step", step, "steps", steps, "samples_per_second", 1500.0)));
    }

    /** The same, said of a fold. */
    static Message of(int fold, Message message) {
        return new Message(
                message.type(), ((ObjectNode) message.data()).deepCopy().put("fold", fold));
    }

    static Message fold(int fold, double accuracy) {
        return new Message(
                "fold", TestTraining.JSON.valueToTree(new CrossValidation.Fold(fold, Map.of("accuracy", accuracy), 3)));
    }

    /** A checkpoint of an epoch, its file with the epoch as content. */
    Message checkpoint(int epoch, String... kinds) {
        try {
            Files.writeString(directory.resolve("checkpoint-%d.safetensors".formatted(checkpoints)), "epoch " + epoch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Message(
                "checkpoint",
                TestTraining.JSON.valueToTree(Map.of(
                        "number",
                        checkpoints++,
                        "kinds",
                        List.of(kinds),
                        "epoch",
                        epoch,
                        "metrics",
                        Map.of("loss", 1.0 / (epoch + 1)))));
    }

    static Outcome done() {
        return new Outcome.Done(TestTraining.JSON.valueToTree(new TrainTask.Answer(Map.of("loss", 0.5), null, 2, 67)));
    }

    @Override
    public Running run(Task task, Consumer<Message> messages) {
        started++;
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Scene scene = scenes.poll();
        Outcome end = scene == null ? null : scene.play(messages);
        if (end != null) {
            outcome.complete(end);
        }
        return new Run(outcome);
    }

    private final class Run implements Running {

        private final CompletableFuture<Outcome> outcome;

        Run(CompletableFuture<Outcome> outcome) {
            this.outcome = outcome;
        }

        @Override
        public CompletableFuture<Outcome> outcome() {
            return outcome;
        }

        @Override
        public Path directory() {
            return directory;
        }

        @Override
        public long pid() {
            return 4711;
        }

        @Override
        public void cancel() {
            outcome.complete(new Outcome.Cancelled());
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
