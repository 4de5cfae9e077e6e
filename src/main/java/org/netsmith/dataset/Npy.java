package org.netsmith.dataset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's files: {@code 93 NUMPY}, a version, the length of a header, the header, which is a Python dictionary of
 * {@code descr}, {@code fortran_order} and {@code shape}, then the elements. The header is matched against what NumPy
 * writes, never run.
 *
 * @param type the element type in NumPy's notation, {@code <f4} or {@code |u1}
 * @param extents none for a single number
 * @param bytes the elements, as many as the extents say
 */
record Npy(String name, String type, List<Long> extents, boolean columnMajor, MemorySegment bytes) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int MOST_DIMENSIONS = 8;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?[A-Za-z]\\d*)'");
    private static final Pattern OTHER_DESCR = Pattern.compile("'descr'\\s*:\\s*([^,}]{1,60})");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)");
    private static final Pattern TYPE = Pattern.compile("([<>|=]?)([A-Za-z])(\\d*)");

    /**
     * Opens a file that holds at least what its header says.
     *
     * @param name the name to use in messages
     * @throws org.netsmith.worker.TaskException where it does not
     */
    static FileArray open(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(name, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        }
    }

    private static FileArray of(String name, MemorySegment file) {
        int start = start(name, file);
        int length = length(name, file, start);
        String header =
                new String(file.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        var array = new Npy(
                name,
                type(name, header),
                extents(name, header),
                one(name, ORDER, header).equals("True"),
                file.asSlice(start + length));
        return array.cut().array();
    }

    /** Where the header begins: its length has two bytes in version 1 and four from version 2 on. */
    private static int start(String name, MemorySegment file) {
        if (file.byteSize() < 12 || file.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
            throw Rejection.of(name, "not a NumPy array: the file begins otherwise");
        }
        int version = file.get(ValueLayout.JAVA_BYTE, 6);
        if (version < 1 || version > 3) {
            throw Rejection.of(name, "version %d of the NumPy format; 1 to 3 are read".formatted(version));
        }
        return version == 1 ? 10 : 12;
    }

    private static int length(String name, MemorySegment file, int start) {
        long length = start == 10
                ? new Element(Element.Kind.UNSIGNED, 2, ByteOrder.LITTLE_ENDIAN).integer(file, 8)
                : new Element(Element.Kind.UNSIGNED, 4, ByteOrder.LITTLE_ENDIAN).integer(file, 8);
        if (length > LONGEST_HEADER || start + length > file.byteSize()) {
            throw Rejection.of(name, "the header says it has %d bytes, more than there are".formatted(length));
        }
        return (int) length;
    }

    private static String type(String name, String header) {
        Matcher plain = DESCR.matcher(header);
        if (plain.find()) {
            return plain.group(1);
        }
        Matcher other = OTHER_DESCR.matcher(header);
        String found = other.find() ? other.group(1) : "unknown";
        throw Rejection.of(
                name,
                "elements of %s; arrays of numbers, truth values or text are read"
                        .formatted(found.startsWith("[") ? "several fields" : "type " + found));
    }

    private static String one(String name, Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw Rejection.of(name, "a header that NumPy does not write: " + Received.shortened(header.strip()));
        }
        return matcher.group(1);
    }

    private static List<Long> extents(String name, String header) {
        List<Long> extents = new ArrayList<>();
        for (String extent : one(name, SHAPE, header).split(",")) {
            String digits = extent.strip().replace("L", "");
            if (digits.length() > 18) {
                throw Rejection.of(name, "too large: an extent of " + Received.shortened(digits));
            }
            if (!digits.isEmpty()) {
                extents.add(Long.parseLong(digits));
            }
        }
        if (extents.size() > MOST_DIMENSIONS) {
            throw Rejection.of(name, "%d dimensions; at most %d are read".formatted(extents.size(), MOST_DIMENSIONS));
        }
        return extents;
    }

    /** Only the elements; checks their size before anything is made of it. */
    private Npy cut() {
        long expected;
        try {
            expected = Math.multiplyExact(NumberArray.elements(extents), elementBytes());
        } catch (ArithmeticException overflow) {
            throw Rejection.of(name, "too large: the header says %s, more than any file can hold".formatted(extents));
        }
        if (bytes.byteSize() < expected) {
            throw Rejection.of(
                    name,
                    "the data ends early: the header says %s of %s, %d bytes; %d found"
                            .formatted(extents, type, expected, bytes.byteSize()));
        }
        return new Npy(name, type, extents, columnMajor, bytes.asSlice(0, expected));
    }

    private boolean isText() {
        return letter() == 'U' || letter() == 'S';
    }

    private char letter() {
        return matchedType().group(2).charAt(0);
    }

    private int size() {
        String digits = matchedType().group(3);
        return digits.isEmpty() ? 0 : digits.length() > 6 ? Integer.MAX_VALUE / 4 : Integer.parseInt(digits);
    }

    private ByteOrder order() {
        return matchedType().group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private Matcher matchedType() {
        Matcher matcher = TYPE.matcher(type);
        if (!matcher.matches()) {
            throw new IllegalStateException(type);
        }
        return matcher;
    }

    private long elementBytes() {
        if (letter() == 'O') {
            throw Rejection.of(
                    name, "object arrays are not supported, as they hold Python objects; save numbers or text instead");
        }
        return isText() ? charset().bytes() * (long) size() : element().bytes();
    }

    private TextArray.Letters charset() {
        if (letter() == 'S') {
            return TextArray.Letters.BYTES;
        }
        return order() == ByteOrder.BIG_ENDIAN ? TextArray.Letters.WIDE_BIG : TextArray.Letters.WIDE_LITTLE;
    }

    private Element element() {
        return switch (letter() + Integer.toString(size())) {
            case "b1" -> new Element(Element.Kind.TRUTH, 1, order());
            case "u1", "u2", "u4", "u8" -> new Element(Element.Kind.UNSIGNED, size(), order());
            case "i1", "i2", "i4", "i8" -> new Element(Element.Kind.SIGNED, size(), order());
            case "f2", "f4", "f8" -> new Element(Element.Kind.REAL, size(), order());
            default ->
                throw Rejection.of(
                        name,
                        ("elements of type %s; integers (i1 to i8, u1 to u8), real numbers (f2, f4, f8), truth values "
                                        + "(b1) and text (U, S) are read")
                                .formatted(type));
        };
    }

    private FileArray array() {
        return isText()
                ? new TextArray(extents, charset(), size(), bytes)
                : new NumberArray(element(), extents, columnMajor, bytes);
    }
}
