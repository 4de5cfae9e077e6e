package org.netsmith.dataset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of unsigned bytes in an IDX file, memory-mapped: {@code 00 00 08 rank}, the extents as big-endian unsigned
 * 32-bit numbers, then the elements in row-major order.
 *
 * @param extents the number of rows first
 * @param bytes the elements
 */
record Idx(List<Long> extents, MemorySegment bytes) {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MOST_DIMENSIONS = 4;
    private static final ValueLayout.OfInt BIG_ENDIAN = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /**
     * Opens a file whose size agrees with its header to the byte.
     *
     * @param name the name to use in messages
     * @throws org.netsmith.worker.TaskException where it does not
     */
    static Idx open(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        }
    }

    private static Idx of(String name, MemorySegment file) {
        int rank = rank(name, file);
        List<Long> extents = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            extents.add(Integer.toUnsignedLong(file.get(BIG_ENDIAN, 4 + 4L * axis)));
        }
        long start = 4 + 4L * rank;
        long found = file.byteSize() - start;
        requireSize(name, extents, found);
        return new Idx(List.copyOf(extents), file.asSlice(start, found));
    }

    private static int rank(String name, MemorySegment file) {
        byte[] magic = file.asSlice(0, Math.min(4, file.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        if (!Format.isIdx(magic)) {
            throw Rejection.of(
                    name,
                    "not IDX: the first four bytes are 00 00, a type and the number of dimensions; received "
                            + java.util.HexFormat.ofDelimiter(" ").formatHex(magic));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw Rejection.of(
                    name, "elements of type 0x%02X; only unsigned bytes (0x08) are read".formatted(magic[2]));
        }
        if (magic[3] > MOST_DIMENSIONS) {
            throw Rejection.of(name, "%d dimensions; at most %d are read".formatted(magic[3], MOST_DIMENSIONS));
        }
        if (file.byteSize() < 4 + 4L * magic[3]) {
            throw Rejection.of(name, "the header of %d dimensions ends early".formatted(magic[3]));
        }
        return magic[3];
    }

    private static void requireSize(String name, List<Long> extents, long found) {
        long expected;
        try {
            expected = extents.stream().reduce(1L, Math::multiplyExact);
        } catch (ArithmeticException overflow) {
            throw Rejection.of(
                    name,
                    "the header says %s, more elements than any file can hold; %d bytes found"
                            .formatted(extents, found));
        }
        if (expected != found) {
            throw Rejection.of(
                    name, "the header says %s: %d bytes expected, %d found".formatted(extents, expected, found));
        }
        if (expected == 0) {
            throw Rejection.of(name, "no rows: the header says %s".formatted(extents));
        }
    }

    int rank() {
        return extents.size();
    }

    long rows() {
        return extents.getFirst();
    }

    /** The elements of one row. */
    int rowSize() {
        return Math.toIntExact(bytes.byteSize() / rows());
    }

    int get(long index) {
        return bytes.get(ValueLayout.JAVA_BYTE, index) & 0xff;
    }
}
