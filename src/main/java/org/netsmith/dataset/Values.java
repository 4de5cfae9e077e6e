package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one column, in memory or in a file that is mapped into it. */
sealed interface Values {

    boolean missing(int row);

    /** The value as text, as it stands in a column's categories; null where it is missing. */
    @Nullable
    String text(int row);

    /**
     * Numbers, integers, and times as milliseconds since 1970; NaN is a missing value.
     *
     * @param values a double a row
     */
    record Numbers(MemorySegment values) implements Values {

        static Numbers of(double... values) {
            return new Numbers(MemorySegment.ofArray(values));
        }

        double number(int row) {
            return values.getAtIndex(ValueLayout.JAVA_DOUBLE, row);
        }

        @Override
        public boolean missing(int row) {
            return Double.isNaN(number(row));
        }

        @Override
        public @Nullable String text(int row) {
            return missing(row) ? null : Numerals.text(number(row));
        }
    }

    /**
     * Places in a dictionary, in which a text may stand twice; -1 is a missing value.
     *
     * @param codes an int a row
     */
    record Codes(MemorySegment codes, List<String> dictionary) implements Values {

        static Codes of(int[] codes, List<String> dictionary) {
            return new Codes(MemorySegment.ofArray(codes), dictionary);
        }

        int code(int row) {
            return codes.getAtIndex(ValueLayout.JAVA_INT, row);
        }

        @Override
        public boolean missing(int row) {
            return code(row) < 0;
        }

        @Override
        public @Nullable String text(int row) {
            return missing(row) ? null : dictionary.get(code(row));
        }
    }

    /** Tensors of {@code size} unsigned bytes a row. */
    record Bytes(MemorySegment bytes, int size) implements Values {

        @Override
        public boolean missing(int row) {
            return false;
        }

        @Override
        public @Nullable String text(int row) {
            return null;
        }
    }

    /** Tensors of {@code size} big-endian 32-bit real numbers a row, none of them missing. */
    record Floats(MemorySegment floats, int size) implements Values {

        private static final ValueLayout.OfFloat BIG_ENDIAN =
                ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

        double value(int row, int place) {
            return floats.get(BIG_ENDIAN, ((long) row * size + place) * Float.BYTES);
        }

        @Override
        public boolean missing(int row) {
            return false;
        }

        @Override
        public @Nullable String text(int row) {
            return null;
        }
    }

    /** Tensors of {@code size} numbers a row. */
    record Reals(double[] values, int size) implements Values {

        double value(int row, int place) {
            return values[row * size + place];
        }

        @Override
        public boolean missing(int row) {
            return Double.isNaN(value(row, 0));
        }

        @Override
        public @Nullable String text(int row) {
            return null;
        }
    }
}
