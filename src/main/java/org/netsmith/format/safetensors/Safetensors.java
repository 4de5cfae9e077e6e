package org.netsmith.format.safetensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Tensor;

/**
 * The safetensors format: the length of a header in 8 little-endian bytes, the header as JSON, then the tensors'
 * little-endian bytes without gaps. Nothing in such a file is ever executed.
 *
 * @param metadata the header's {@code __metadata__}
 * @param tensors in the order of their bytes
 * @see <a href="https://huggingface.co/docs/safetensors">safetensors</a>
 */
public record Safetensors(SortedMap<String, String> metadata, List<Entry> tensors) {

    /** A tensor and its name, as in {@code dense/kernel}. */
    public record Entry(String name, Tensor tensor) {}

    public Safetensors {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /**
     * Writes deterministically: same content, same bytes. The header is padded to 8 bytes; the file is not fsynced.
     * Names that occur twice are an {@link IllegalArgumentException}.
     */
    public void write(Path file) {
        byte[] header = Header.of(this).encode();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            TensorBytes bytes = new TensorBytes(channel);
            bytes.write(ByteBuffer.wrap(header));
            for (Entry entry : tensors) {
                bytes.write(entry.tensor());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads and checks a file; throws {@link UncheckedIOException} naming what is wrong. Nothing is allocated before
     * the whole header has been checked against the length of the file.
     */
    public static Safetensors read(Path file, Memory memory) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            TensorBytes bytes = new TensorBytes(channel);
            Header header = bytes.readHeader();
            List<Entry> entries = new ArrayList<>();
            for (Header.Slot slot : header.slots()) {
                Tensor tensor = memory.allocate(slot.type(), slot.shape());
                bytes.read(tensor, slot);
                entries.add(new Entry(slot.name(), tensor));
            }
            return new Safetensors(header.metadata(), entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
