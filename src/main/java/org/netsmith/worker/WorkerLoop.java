package org.netsmith.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A worker process: runs one task after another until its standard input ends. Standard output belongs to the
 * protocol; what a task prints goes to standard error.
 */
public final class WorkerLoop {

    static final String THREADS = "netsmith.threads";
    static final String BACKEND = "netsmith.backend";
    static final String CACHE = "netsmith.cache";

    /** What the virtual machine exits with when its memory is exhausted, by {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int OUT_OF_MEMORY = 3;

    private final Map<String, Class<? extends Task>> tasks;
    private final PrintStream out;
    private final LinkedBlockingQueue<Wire.Start> starts = new LinkedBlockingQueue<>();
    private final Thread runner = Thread.currentThread();
    private boolean warming;
    private volatile @Nullable RunningTask current;

    private WorkerLoop(List<Class<? extends Task>> tasks, PrintStream out) {
        this.tasks = tasks.stream().collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
        this.out = out;
    }

    /**
     * Never returns.
     *
     * @param tasks everything that this worker can be asked to do
     * @param about what the worker says of itself after the warm-up, as in {@code {"device": "…"}}
     * @param warmUp exercise before the first task; its thread is interrupted when a task is waiting, so that it may
     *     end early
     */
    public static void run(List<Class<? extends Task>> tasks, Supplier<?> about, Runnable warmUp) {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        var loop = new WorkerLoop(tasks, out);
        Thread.ofPlatform().name("orders").daemon().start(loop::listen);
        loop.say(Wire.HELLO, Map.of("pid", ProcessHandle.current().pid()));
        loop.warmUp(about, warmUp);
        loop.work();
    }

    /** How many threads the server allows a task of this process. */
    public static int threads() {
        return Integer.getInteger(THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** The backend that the server chose for this process: {@code auto}, {@code cpu} or {@code nd4j}. */
    public static String backend() {
        return System.getProperty(BACKEND, "auto");
    }

    /** Where tasks keep what can be made again. */
    static Path cache() {
        return Path.of(System.getProperty(CACHE));
    }

    /**
     * Runs on a thread of its own, so that a cancellation arrives while a task computes. The end of input is the end
     * of the server.
     */
    private void listen() {
        try {
            var lines = new Lines(new FileInputStream(FileDescriptor.in), Wire.LONGEST_LINE);
            for (String line = lines.next(); line != null; line = lines.next()) {
                obey(Wire.JSON.readValue(line, Wire.Order.class));
            }
        } catch (IOException | JacksonException e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(Wire.Order order) {
        if (order.start() != null) {
            say(Wire.STARTED, true);
            starts.add(order.start());
            endWarmUp();
        } else if (current != null) {
            current.cancel();
        }
    }

    private void warmUp(Supplier<?> about, Runnable warmUp) {
        try {
            say(Wire.ABOUT, about.get());
            if (startsWarming()) {
                warmUp.run();
            }
        } catch (RuntimeException | LinkageError e) {
            e.printStackTrace();
        }
        warm();
    }

    /**
     * Only the exercise may be interrupted: to interrupt what loads native libraries would close their files under
     * it.
     */
    private synchronized boolean startsWarming() {
        warming = starts.isEmpty();
        return warming;
    }

    private synchronized void endWarmUp() {
        if (warming) {
            runner.interrupt();
        }
    }

    /** From here on nothing interrupts the tasks' thread. */
    private synchronized void warm() {
        warming = false;
        Thread.interrupted();
    }

    private void work() {
        try {
            while (true) {
                perform(starts.take());
            }
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void perform(Wire.Start start) {
        var context = new RunningTask(Path.of(start.directory()), this::say);
        current = context;
        try {
            Task task = Wire.JSON.treeToValue(start.payload(), tasks.get(start.task()));
            say(Wire.DONE, task.run(context));
        } catch (TaskException e) {
            say(Wire.FAILED, new Outcome.Failed(e.slug(), e.getMessage(), e.errors()));
        } catch (OutOfMemoryError e) {
            // Thrown by a library's own accounting; the virtual machine's is ended by its flag. Either way nothing can
            // be trusted now.
            e.printStackTrace();
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        } catch (Throwable e) {
            e.printStackTrace();
            say(
                    Wire.FAILED,
                    new Outcome.Failed(
                            "internal", "The task ended unexpectedly; the server's log says why", List.of()));
        }
        current = null;
    }

    /** The empty line before ends whatever native code may have printed without ending its line. */
    private void say(String type, @Nullable Object data) {
        String line = "\n" + Wire.line(new Wire.Said(type, Wire.JSON.valueToTree(data))) + "\n";
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }
}
