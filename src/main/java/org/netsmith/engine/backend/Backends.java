package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;

/** The backends of a server and of a worker. */
public final class Backends {

    /** A worker process has one backend, with its threads, for all its tasks. */
    private static final Map<String, Backend> WORKER = new HashMap<>();

    private Backends() {}

    /** The {@code cpu} backend in an arena: no native library is loaded. */
    public static Backend server(Arena arena, int threads) {
        return new CpuBackend(Memory.of(arena), threads);
    }

    /**
     * The backend of a worker. {@code cpu} works in ND4J's memory; where ND4J does not start or is on a GPU, it works
     * in the memory of the JDK and {@link Backend#device} says so.
     *
     * @param choice {@code cpu}, {@code nd4j}, or {@code auto}: {@code nd4j} if it has a GPU, else {@code cpu}
     * @throws IllegalArgumentException for any other choice
     * @throws IllegalStateException if {@code nd4j} is chosen and cannot run here
     */
    public static synchronized Backend worker(String choice, int threads) {
        return WORKER.computeIfAbsent(choice + threads, _ -> make(choice, threads));
    }

    private static Backend make(String choice, int threads) {
        return switch (choice) {
            case "auto" -> Nd4jPlatform.hasGpu() ? new Nd4jBackend() : cpu(threads);
            case "cpu" -> cpu(threads);
            case "nd4j" -> nd4j();
            default -> throw new IllegalArgumentException("backend must be auto, cpu or nd4j, received " + choice);
        };
    }

    private static Backend cpu(int threads) {
        if (Nd4jPlatform.failure() == null && !Nd4jPlatform.hasGpu()) {
            return new CpuBackend(Nd4jMemory.HOST, threads, "memory of ND4J");
        }
        String reason = Nd4jPlatform.hasGpu() ? "that of ND4J is on a GPU" : Nd4jPlatform.failure();
        Memory memory = (type, shape) -> Memory.of(Arena.ofAuto()).allocate(type, shape);
        return new CpuBackend(memory, threads, "memory of the JDK as " + reason);
    }

    private static Backend nd4j() {
        String failure = Nd4jPlatform.failure();
        if (failure != null) {
            throw new IllegalStateException("the nd4j backend cannot run here: " + failure + "; choose cpu");
        }
        return new Nd4jBackend();
    }
}
