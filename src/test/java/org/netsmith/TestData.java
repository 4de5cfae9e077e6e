package org.netsmith;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** The data sets among the test resources. */
final class TestData {

    private TestData() {}

    static Path csv(String name) {
        return file(name + ".csv");
    }

    /** The two files of {@code train} or {@code t10k}. */
    static List<Path> mnist(String part) {
        return List.of(
                file("mnist_whole/%s-images-idx3-ubyte.gz".formatted(part)),
                file("mnist_whole/%s-labels-idx1-ubyte.gz".formatted(part)));
    }

    /** One of the odd and broken files. */
    static Path nasty(String name) {
        return file("nasty/" + name);
    }

    private static Path file(String name) {
        try {
            return Path.of(TestData.class.getResource("/data/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
