package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/**
 * How the values of one column become numbers. Immutable; an encoder that learns has nulls until it is fitted. The name
 * of a kind is its name in JSON, its components are that JSON's members.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Encoder.Standardize.class, name = "standardize"),
    @JsonSubTypes.Type(value = Encoder.None.class, name = "none"),
    @JsonSubTypes.Type(value = Encoder.Binary.class, name = "binary"),
    @JsonSubTypes.Type(value = Encoder.OneHot.class, name = "one_hot"),
    @JsonSubTypes.Type(value = Encoder.Embedding.class, name = "embedding"),
    @JsonSubTypes.Type(value = Encoder.Scale.class, name = "scale")
})
public sealed interface Encoder {

    /** The shape of one encoded value. Known before fitting. */
    Shape shape();

    /** The same encoder with numbers learnt from these rows. */
    Encoder fit(Values values, int[] rows);

    /** Writes row {@code rows[i]} into row {@code i} of the slots. */
    void encode(Values values, int[] rows, Slots slots);

    /** A value that such a column may hold, or null where there is none short enough to show. */
    @Nullable
    Object example();

    /**
     * {@code (value − mean) / scale}, where scale is the standard deviation of the rows fitted (divisor n), or 1 where
     * that is 0. A missing value is the mean, so 0.
     *
     * @param indicator whether a second number says 1 for missing and 0 for present
     */
    record Standardize(@Nullable Double mean, @Nullable Double scale, boolean indicator) implements Encoder {

        @Override
        public Shape shape() {
            return Shape.of(indicator ? 2 : 1);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            Moments moments = Moments.of((Values.Numbers) values, rows);
            return new Standardize(moments.mean(), moments.scale(), indicator);
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            Moments moments = new Moments(mean, scale);
            Values.Numbers numbers = (Values.Numbers) values;
            for (int i = 0; i < rows.length; i++) {
                double number = numbers.number(rows[i]);
                slots.set(i, 0, Double.isNaN(number) ? 0 : moments.standardize(number));
                if (indicator) {
                    slots.set(i, 1, Double.isNaN(number) ? 1 : 0);
                }
            }
        }

        @Override
        public @Nullable Object example() {
            return mean == null ? null : Moments.short4(mean);
        }
    }

    /** The number itself. A missing value is the mean of the rows fitted. */
    record None(@Nullable Double mean, boolean indicator) implements Encoder {

        @Override
        public Shape shape() {
            return Shape.of(indicator ? 2 : 1);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return new None(Moments.of((Values.Numbers) values, rows).mean(), indicator);
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            Values.Numbers numbers = (Values.Numbers) values;
            for (int i = 0; i < rows.length; i++) {
                double number = numbers.number(rows[i]);
                slots.set(i, 0, Double.isNaN(number) ? mean : number);
                if (indicator) {
                    slots.set(i, 1, Double.isNaN(number) ? 1 : 0);
                }
            }
        }

        @Override
        public @Nullable Object example() {
            return mean == null ? null : Moments.short4(mean);
        }
    }

    /** True is 1, false and missing are 0. */
    record Binary(boolean indicator) implements Encoder {

        @Override
        public Shape shape() {
            return Shape.of(indicator ? 2 : 1);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            for (int i = 0; i < rows.length; i++) {
                String text = values.text(rows[i]);
                slots.set(i, 0, "true".equalsIgnoreCase(text) ? 1 : 0);
                if (indicator) {
                    slots.set(i, 1, text == null ? 1 : 0);
                }
            }
        }

        @Override
        public Object example() {
            return true;
        }
    }

    /**
     * A 1 at the category's place and 0 elsewhere; zeros alone where the value is missing or not among the categories.
     */
    record OneHot(List<String> categories) implements Encoder {

        public OneHot {
            categories = List.copyOf(categories);
        }

        @Override
        public Shape shape() {
            return Shape.of(categories.size());
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            Places places = Places.of(categories, values);
            for (int i = 0; i < rows.length; i++) {
                slots.clear(i, categories.size());
                int place = places.of(rows[i]);
                if (place >= 0) {
                    slots.set(i, place, 1);
                }
            }
        }

        @Override
        public Object example() {
            return categories.getFirst();
        }
    }

    /**
     * The number of a category, counted from 1 in their order, for a network that learns a vector for each; 0 where the
     * value is missing or not among the categories.
     *
     * @param dimension the length of the vectors
     */
    record Embedding(List<String> categories, int dimension) implements Encoder {

        public Embedding {
            categories = List.copyOf(categories);
        }

        /** How many vectors there are: one a category, and the first for all other values. Known before fitting. */
        public long codes() {
            return categories.size() + 1L;
        }

        @Override
        public Shape shape() {
            return Shape.of(1);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            Places places = Places.of(categories, values);
            for (int i = 0; i < rows.length; i++) {
                slots.set(i, 0, places.of(rows[i]) + 1);
            }
        }

        @Override
        public Object example() {
            return categories.getFirst();
        }
    }

    /** Every number of a tensor divided by {@code divisor}. */
    record Scale(List<Long> extents, double divisor) implements Encoder {

        public Scale {
            extents = List.copyOf(extents);
        }

        @Override
        public Shape shape() {
            return new Shape(extents);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            switch (values) {
                case Values.Bytes bytes -> encode(bytes, rows, slots);
                case Values.Floats floats -> encode(floats, rows, slots);
                case Values.Reals reals -> encode(reals, rows, slots);
                case Values.Numbers _, Values.Codes _ -> throw new IllegalArgumentException("not a tensor");
            }
        }

        private void encode(Values.Bytes bytes, int[] rows, Slots slots) {
            double[] table = new double[256];
            for (int i = 0; i < table.length; i++) {
                table[i] = i / divisor;
            }
            byte[] row = new byte[bytes.size()];
            for (int i = 0; i < rows.length; i++) {
                MemorySegment.copy(
                        bytes.bytes(), ValueLayout.JAVA_BYTE, (long) rows[i] * row.length, row, 0, row.length);
                slots.look(i, row, table);
            }
        }

        private void encode(Values.Floats floats, int[] rows, Slots slots) {
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < floats.size(); j++) {
                    slots.set(i, j, floats.value(rows[i], j) / divisor);
                }
            }
        }

        private void encode(Values.Reals reals, int[] rows, Slots slots) {
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < reals.size(); j++) {
                    double value = reals.value(rows[i], j);
                    slots.set(i, j, Double.isNaN(value) ? 0 : value / divisor);
                }
            }
        }

        @Override
        public @Nullable Object example() {
            return null;
        }
    }
}
