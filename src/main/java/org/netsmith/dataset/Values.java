package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one column in memory. */
sealed interface Values {

    boolean missing(int row);

    /** The value as text, as it stands in a column's categories; null where it is missing. */
    @Nullable
    String text(int row);

    /** Numbers, integers, and times as milliseconds since 1970; NaN is a missing value. */
    record Numbers(double[] values) implements Values {

        double number(int row) {
            return values[row];
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

    /** Places in a dictionary; -1 is a missing value. */
    record Codes(int[] codes, List<String> dictionary) implements Values {

        int code(int row) {
            return codes[row];
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
