package org.netsmith.engine.backend;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** Whether ND4J runs on this machine, found out once. */
final class Nd4jPlatform {

    private static final @Nullable String FAILURE = start();

    private Nd4jPlatform() {}

    private static @Nullable String start() {
        try {
            Nd4j.getEnvironment();
            return null;
        } catch (Exception | LinkageError e) {
            return "ND4J does not start (%s)".formatted(e.getClass().getSimpleName());
        }
    }

    /** Why ND4J does not run, or null if it does. */
    static @Nullable String failure() {
        return FAILURE;
    }

    static boolean hasGpu() {
        return FAILURE == null && !Nd4j.getEnvironment().isCPU();
    }
}
