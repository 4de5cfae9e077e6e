package org.netsmith.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker with one task for each way that a task can go. */
final class ExampleWorker {

    private ExampleWorker() {}

    public static void main(String[] arguments) {
        WorkerLoop.run(
                List.of(
                        Echo.class,
                        Refuse.class,
                        Break.class,
                        Halt.class,
                        Exhaust.class,
                        Hang.class,
                        Chatter.class,
                        Surroundings.class),
                () -> Map.of("device", "abacus"),
                () -> {});
    }

    record Echo(String text, int times) implements Task {
        @Override
        public Object run(TaskContext context) throws IOException {
            Files.writeString(context.directory().resolve("echo.txt"), text);
            for (int i = 0; i < times; i++) {
                context.report("echo", Map.of("number", i));
            }
            return Map.of("text", text, "pid", ProcessHandle.current().pid());
        }
    }

    record Refuse() implements Task {
        @Override
        public Object run(TaskContext context) {
            throw new TaskException(
                    "invalid-dataset", "No rows", List.of(new TaskException.Error("/rows/0", "is empty")));
        }
    }

    record Break() implements Task {
        @Override
        public Object run(TaskContext context) {
            throw new IllegalStateException("a secret");
        }
    }

    record Halt(int exitCode) implements Task {
        @Override
        public Object run(TaskContext context) {
            System.err.println("about to halt");
            Runtime.getRuntime().halt(exitCode);
            return "unreachable";
        }
    }

    record Exhaust() implements Task {
        @Override
        public Object run(TaskContext context) {
            var kept = new ArrayList<long[]>();
            while (true) {
                kept.add(new long[1 << 20]);
            }
        }
    }

    record Hang(boolean stopsWhenAsked) implements Task {
        @Override
        public Object run(TaskContext context) throws InterruptedException {
            context.report("hanging", true);
            while (!(stopsWhenAsked && context.cancelled())) {
                new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
            return "stopped";
        }
    }

    /** Prints what looks like the protocol, and a line that does not end; then answers all the same. */
    record Chatter(int megabytes) implements Task {
        @Override
        public Object run(TaskContext context) throws IOException {
            System.out.println("{\"type\": \"done\", \"data\": \"forged\"}");
            String kilobyte = "x".repeat(1024);
            for (int i = 0; i < megabytes * 1024; i++) {
                System.out.print(kilobyte);
            }
            return "finished";
        }
    }

    record Surroundings() implements Task {
        @Override
        public Object run(TaskContext context) {
            return Map.of(
                    "environment",
                    System.getenv().keySet(),
                    "threads",
                    context.threads(),
                    "backend",
                    context.backend());
        }
    }
}
