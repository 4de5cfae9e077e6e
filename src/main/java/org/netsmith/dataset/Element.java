package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How one number lies in a file.
 *
 * @param bytes 1, 2, 4 or 8; for real numbers 2, 4 or 8
 */
record Element(Kind kind, int bytes, ByteOrder order) {

    enum Kind {
        TRUTH,
        UNSIGNED,
        SIGNED,
        REAL
    }

    /** What images are made of. */
    static final Element BYTE = new Element(Kind.UNSIGNED, 1, ByteOrder.BIG_ENDIAN);

    /** What all other tensors are kept as. */
    static final Element FLOAT = new Element(Kind.REAL, 4, ByteOrder.BIG_ENDIAN);

    boolean isInteger() {
        return kind == Kind.UNSIGNED || kind == Kind.SIGNED;
    }

    /** Whether a byte without a sign holds every value. */
    boolean fitsByte() {
        return bytes == 1 && (kind == Kind.UNSIGNED || kind == Kind.TRUTH);
    }

    /** Whether a float may lose digits of a value. */
    boolean isWiderThanFloat() {
        return bytes == 8 || bytes == 4 && isInteger();
    }

    /** The number that begins at a byte, to the precision of a double. */
    double number(MemorySegment segment, long offset) {
        return switch (kind) {
            case TRUTH, SIGNED -> integer(segment, offset);
            case UNSIGNED -> unsigned(integer(segment, offset));
            case REAL -> real(segment, offset);
        };
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0;
    }

    /** The integer that begins at a byte; one of 64 bits without a sign that is over 2^63 comes out negative. */
    long integer(MemorySegment segment, long offset) {
        long signed = switch (bytes) {
            case 1 -> segment.get(ValueLayout.JAVA_BYTE, offset);
            case 2 -> segment.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset);
            case 4 -> segment.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset);
            default -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset);
        };
        boolean extend = kind == Kind.SIGNED || bytes == 8;
        return extend ? signed : signed & (1L << 8 * bytes) - 1;
    }

    private double real(MemorySegment segment, long offset) {
        return switch (bytes) {
            case 2 -> Float.float16ToFloat(segment.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset));
            case 4 -> segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), offset);
            default -> segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), offset);
        };
    }
}
