package org.netsmith.dataset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * IDX files: {@code 00 00 type rank}, the extents as big-endian unsigned 32-bit numbers, then the elements, big-endian
 * in row-major order. The normal form of tensors too, there of unsigned bytes or of 32-bit real numbers.
 */
final class Idx {

    private static final int MOST_DIMENSIONS = 4;
    private static final ValueLayout.OfInt BIG_ENDIAN = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final Map<Byte, Element> ELEMENTS = Map.of(
            (byte) 0x08, Element.BYTE,
            (byte) 0x09, new Element(Element.Kind.SIGNED, 1, ByteOrder.BIG_ENDIAN),
            (byte) 0x0b, new Element(Element.Kind.SIGNED, 2, ByteOrder.BIG_ENDIAN),
            (byte) 0x0c, new Element(Element.Kind.SIGNED, 4, ByteOrder.BIG_ENDIAN),
            (byte) 0x0d, Element.FLOAT,
            (byte) 0x0e, new Element(Element.Kind.REAL, 8, ByteOrder.BIG_ENDIAN));

    private Idx() {}

    /**
     * Opens a file whose size agrees with its header to the byte.
     *
     * @param name the name to use in messages
     * @throws org.netsmith.worker.TaskException where it does not
     */
    static NumberArray open(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        }
    }

    private static NumberArray of(String name, MemorySegment file) {
        byte[] magic = magic(name, file);
        Element element = ELEMENTS.get(magic[2]);
        int rank = magic[3];
        List<Long> extents = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            extents.add(Integer.toUnsignedLong(file.get(BIG_ENDIAN, 4 + 4L * axis)));
        }
        long start = 4 + 4L * rank;
        long found = file.byteSize() - start;
        requireSize(name, extents, element, found);
        return new NumberArray(element, extents, false, file.asSlice(start, found));
    }

    private static byte[] magic(String name, MemorySegment file) {
        byte[] magic = file.asSlice(0, Math.min(4, file.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        if (!Format.isIdx(magic)) {
            throw Rejection.of(
                    name,
                    "not IDX: the first four bytes are 00 00, a type and the number of dimensions; received "
                            + HexFormat.ofDelimiter(" ").formatHex(magic));
        }
        if (!ELEMENTS.containsKey(magic[2])) {
            throw Rejection.of(
                    name,
                    "elements of type 0x%02X; the types of IDX are 0x08, 0x09 and 0x0B to 0x0E".formatted(magic[2]));
        }
        if (magic[3] > MOST_DIMENSIONS) {
            throw Rejection.of(name, "%d dimensions; at most %d are read".formatted(magic[3], MOST_DIMENSIONS));
        }
        if (file.byteSize() < 4 + 4L * magic[3]) {
            throw Rejection.of(name, "the header of %d dimensions ends early".formatted(magic[3]));
        }
        return magic;
    }

    private static void requireSize(String name, List<Long> extents, Element element, long found) {
        long expected;
        try {
            expected = Math.multiplyExact(NumberArray.elements(extents), element.bytes());
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

    /** The header of a tensor's normal form. */
    static ByteBuffer header(Element element, List<Long> extents) {
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * extents.size());
        header.putShort((short) 0)
                .put((byte) (element.equals(Element.BYTE) ? 0x08 : 0x0d))
                .put((byte) extents.size());
        extents.forEach(extent -> header.putInt(Math.toIntExact(extent)));
        return header.flip();
    }
}
