package org.netsmith.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsTests {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path root;

    @Test
    void namesAFileByItsContent() throws IOException {
        Path original = Files.writeString(root.resolve("original"), "abc");
        var blobs = new Blobs(root.resolve("blobs"));

        Blob blob = blobs.put(original);

        assertThat(blob).isEqualTo(new Blob(ABC, 3));
        assertThat(blobs.path(ABC)).isEqualTo(root.resolve("blobs/ba/" + ABC)).hasContent("abc");
        assertThat(original).hasContent("abc");
    }

    @Test
    void keepsTheFileThatIsThereWhenTheSameComesAgain() throws IOException {
        var blobs = new Blobs(root);
        blobs.put(abc());
        Object first = Files.readAttributes(blobs.path(ABC), "unix:ino").get("ino");

        blobs.put(abc());

        assertThat(Files.readAttributes(blobs.path(ABC), "unix:ino").get("ino")).isEqualTo(first);
        assertThat(root.resolve("unfinished")).isEmptyDirectory();
    }

    @Test
    void noticesEveryFlippedByteAndTruncation() throws IOException {
        var blobs = new Blobs(root);
        Path file = blobs.path(blobs.put(abc()).sha256());
        file.toFile().setWritable(true);
        for (String damaged : new String[] {"bbc", "acc", "abd", "ab", "", "abcd"}) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> blobs.path(ABC))
                    .isInstanceOf(BlobException.class)
                    .hasMessageContaining("corrupt");
        }
    }

    @Test
    void mendsADamagedBlobWhenItsContentComesAgain() throws IOException {
        var blobs = new Blobs(root);
        Path file = blobs.path(blobs.put(abc()).sha256());
        file.toFile().setWritable(true);
        Files.writeString(file, "abd");

        blobs.put(abc());

        assertThat(blobs.path(ABC)).hasContent("abc");
    }

    @Test
    void saysThatABlobIsMissing() {
        assertThatThrownBy(() -> new Blobs(root).path(ABC))
                .isInstanceOf(BlobException.class)
                .hasMessageContaining("missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "../../../etc/passwd",
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
            })
    void acceptsNothingButHashesAsNames(String name) {
        assertThatThrownBy(() -> new Blobs(root).path(name)).isInstanceOf(BlobException.class);
    }

    @Test
    void leavesNothingBehindWhenTheStreamBreaks() {
        var blobs = new Blobs(root);
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        };

        assertThatThrownBy(() -> blobs.put(broken)).isInstanceOf(UncheckedIOException.class);

        assertThat(root.resolve("unfinished")).isEmptyDirectory();
        assertThat(root).isDirectoryNotContaining("glob:**/??");
    }

    @Test
    void sweepsWhatAnEarlierProcessLeftUnfinished() throws IOException {
        Path left = new Blobs(root).scratch();
        Files.writeString(left.resolve("half"), "abc");

        var blobs = new Blobs(root);

        assertThat(left).doesNotExist();
        assertThat(blobs.scratch()).isEmptyDirectory();
    }

    @Test
    void storesTheSameContentFromManyThreadsOnce() throws Exception {
        var blobs = new Blobs(root);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Blob> put = () -> blobs.put(abc());
            for (var blob :
                    threads.invokeAll(IntStream.range(0, 50).mapToObj(i -> put).toList())) {
                assertThat(blob.get().sha256()).isEqualTo(ABC);
            }
        }
        assertThat(blobs.path(ABC)).hasContent("abc");
        assertThat(root.resolve("unfinished")).isEmptyDirectory();
    }

    private static InputStream abc() {
        return new ByteArrayInputStream("abc".getBytes(UTF_8));
    }
}
