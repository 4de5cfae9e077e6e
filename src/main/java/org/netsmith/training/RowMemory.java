package org.netsmith.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Memory for the encoded rows of a job. Many rows lie in files of the task's directory that are mapped into memory, so
 * that there may be more of them than memory.
 */
record RowMemory(Path directory, Backend backend) {

    private static final long MOST_IN_MEMORY = 64L << 20;

    /** A tensor of zeros to be filled. */
    Tensor allocate(DType type, Shape shape) {
        long bytes = Math.multiplyExact(shape.size(), type.bytes());
        return bytes <= MOST_IN_MEMORY ? backend.allocate(type, shape) : Tensor.over(type, shape, file(bytes));
    }

    private MemorySegment file(long bytes) {
        try {
            Path file = Files.createTempFile(directory, "rows-", ".tensor");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
