package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RehearsalTests {

    @Test
    void runsThroughAndLeavesNothing() throws IOException {
        long before = rehearsals();

        new Rehearsal("cpu", 1, 2).run();

        assertThat(rehearsals()).isEqualTo(before);
    }

    private static long rehearsals() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rehearsal"))
                    .count();
        }
    }

    @Test
    void endsEarlyWhenItIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            new Rehearsal("cpu", 1, 1_000_000).run();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
