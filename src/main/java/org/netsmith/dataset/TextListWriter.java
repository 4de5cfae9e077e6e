package org.netsmith.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Gathers the texts of a column in files of its own and gives each a number. A text gets the same number again as long
 * as not too many different ones have come: then memory counts more, and a text may stand in the list twice.
 */
final class TextListWriter implements AutoCloseable {

    private static final int MOST_REMEMBERED_CHARACTERS = 16 << 20;

    private final Path endsFile;
    private final Path bytesFile;
    private final OutputStream ends;
    private final OutputStream bytes;
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    private final Map<String, Integer> remembered = new HashMap<>();
    private long characters;
    private int count;
    private long end;

    /** @param stem where the two files lie; they are deleted again */
    TextListWriter(Path stem) throws IOException {
        this.endsFile = stem.resolveSibling(stem.getFileName() + ".ends");
        this.bytesFile = stem.resolveSibling(stem.getFileName() + ".bytes");
        this.ends = new BufferedOutputStream(Files.newOutputStream(endsFile));
        this.bytes = new BufferedOutputStream(Files.newOutputStream(bytesFile));
    }

    /** The number of a text. */
    int add(String text) throws IOException {
        Integer known = remembered.get(text);
        return known == null ? append(text) : known;
    }

    private int append(String text) throws IOException {
        if (characters < MOST_REMEMBERED_CHARACTERS) {
            remembered.put(text, count);
            characters += text.length();
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes.write(encoded);
        end += encoded.length;
        write(ends, end);
        count = Math.addExact(count, 1);
        return count - 1;
    }

    private void write(OutputStream out, long value) throws IOException {
        out.write(number.putLong(0, value).array());
    }

    /** Appends the list to a file. */
    void appendTo(FileChannel file) throws IOException {
        ends.close();
        bytes.close();
        file.write(number.putLong(0, count).rewind());
        append(endsFile, file);
        append(bytesFile, file);
    }

    private static void append(Path from, FileChannel file) throws IOException {
        try (FileChannel source = FileChannel.open(from)) {
            for (long done = 0; done < source.size(); ) {
                done += source.transferTo(done, source.size() - done, file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        ends.close();
        bytes.close();
        Files.deleteIfExists(endsFile);
        Files.deleteIfExists(bytesFile);
    }
}
