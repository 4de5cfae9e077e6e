package org.netsmith.bench.peer;

import java.nio.file.Path;

/** Tells a library's version where its manifest does not. */
final class Jar {

    private Jar() {}

    /** The name of the jar that a class is from, as in {@code deeplearning4j-nn-1.0.0-M2.1}. */
    static String of(Class<?> type) {
        String location =
                type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return Path.of(location).getFileName().toString().replaceAll("\\.jar$", "");
    }
}
