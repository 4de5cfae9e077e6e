package org.netsmith.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCacheTests {

    @TempDir
    Path directory;

    private void file(String name, int bytes, long used) throws IOException {
        Path file = Files.write(directory.resolve(name), new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.fromMillis(used));
    }

    @Test
    void theFileUsedLongestAgoGoesFirst() throws IOException {
        file("old", 40, 1_000);
        file("new", 40, 3_000);
        file("middle", 40, 2_000);

        new TaskCache(directory, 100).trim();

        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("new", "middle");
    }

    @Test
    void whatFitsStays() throws IOException {
        file("one", 50, 1_000);
        file("two", 50, 2_000);

        new TaskCache(directory, 100).trim();

        assertThat(directory.toFile().list()).hasSize(2);
    }
}
