package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
    @JsonSubTypes.Type(value = NumberEncoder.MinMax.class, name = "min_max"),
    @JsonSubTypes.Type(value = NumberEncoder.Robust.class, name = "robust"),
    @JsonSubTypes.Type(value = NumberEncoder.Log1p.class, name = "log1p"),
    @JsonSubTypes.Type(value = NumberEncoder.Quantile.class, name = "quantile"),
    @JsonSubTypes.Type(value = PiecewiseLinear.class, name = "piecewise_linear"),
    @JsonSubTypes.Type(value = Encoder.Binary.class, name = "binary"),
    @JsonSubTypes.Type(value = Encoder.OneHot.class, name = "one_hot"),
    @JsonSubTypes.Type(value = Encoder.Embedding.class, name = "embedding"),
    @JsonSubTypes.Type(value = CategoryEncoder.Ordinal.class, name = "ordinal"),
    @JsonSubTypes.Type(value = TextEncoder.Hashing.class, name = "hashing"),
    @JsonSubTypes.Type(value = TextEncoder.HashedWords.class, name = "hashed_words"),
    @JsonSubTypes.Type(value = TextEncoder.TopWords.class, name = "top_words"),
    @JsonSubTypes.Type(value = TextEncoder.MultiHot.class, name = "multi_hot"),
    @JsonSubTypes.Type(value = Dates.class, name = "date_parts"),
    @JsonSubTypes.Type(value = Encoder.Scale.class, name = "scale"),
    @JsonSubTypes.Type(value = TensorEncoder.StandardizeAll.class, name = "standardize_all")
})
public sealed interface Encoder
        permits NumberEncoder, PiecewiseLinear, CategoryEncoder, TextEncoder, TensorEncoder, Encoder.Binary, Dates {

    /** The shape of one encoded value. Known before fitting. */
    Shape shape();

    /** What each number of an encoded value is, to be read after the column's name: {@code =Biscoe}. */
    List<String> names();

    /** The same encoder with numbers learnt from these rows. */
    Encoder fit(Values values, int[] rows);

    /** Writes row {@code rows[i]} into row {@code i} of the slots. */
    void encode(Values values, int[] rows, Slots slots);

    /** A value that such a column may hold, or null where there is none short enough to show. */
    @Nullable
    Object example();

    /**
     * {@code (value − mean) / scale}, where scale is the standard deviation of the rows fitted (divisor n), or 1 where
     * that is 0.
     */
    record Standardize(
            @Nullable Double mean,
            @Nullable Double scale,
            @JsonAlias("indicator") Gap missing) implements NumberEncoder {

        public Standardize {
            missing = missing.orFilled(mean);
        }

        /** The mean stands in for missing values. */
        public Standardize(@Nullable Double mean, @Nullable Double scale, boolean indicator) {
            this(mean, scale, Gap.of(indicator));
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            Values.Numbers numbers = (Values.Numbers) values;
            Moments moments = Moments.of(numbers, rows);
            return new Standardize(moments.mean(), moments.scale(), missing.fit(numbers, rows));
        }

        @Override
        public double encode(double number) {
            return new Moments(mean, scale).standardize(number);
        }
    }

    /** The number itself. */
    record None(
            @Nullable Double mean, @JsonAlias("indicator") Gap missing) implements NumberEncoder {

        public None {
            missing = missing.orFilled(mean);
        }

        /** The mean stands in for missing values. */
        public None(@Nullable Double mean, boolean indicator) {
            this(mean, Gap.of(indicator));
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            Values.Numbers numbers = (Values.Numbers) values;
            return new None(Moments.of(numbers, rows).mean(), missing.fit(numbers, rows));
        }

        @Override
        public double encode(double number) {
            return number;
        }
    }

    /** True is 1, false is 0. A missing value is 0 unless something else stands in. */
    record Binary(@JsonAlias("indicator") Gap missing) implements Encoder {

        public Binary {
            missing = missing.fill() == null ? missing.filled(0) : missing;
        }

        public Binary(boolean indicator) {
            this(new Gap(Missing.ZERO, 0.0, indicator));
        }

        @Override
        public Shape shape() {
            return Shape.of(missing.width(1));
        }

        @Override
        public List<String> names() {
            return missing.names(List.of(""));
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            for (int i = 0; i < rows.length; i++) {
                String text = values.text(rows[i]);
                slots.set(i, 0, text == null ? missing.fill() : "true".equalsIgnoreCase(text) ? 1 : 0);
                missing.mark(slots, i, 1, text == null);
            }
        }

        @Override
        public Object example() {
            return true;
        }
    }

    /** A 1 at the category's place and 0 elsewhere; zeros alone where a value has no place. */
    record OneHot(Categories categories) implements CategoryEncoder {

        public OneHot(List<String> categories) {
            this(Categories.of(categories));
        }

        @Override
        public Shape shape() {
            return Shape.of(categories.width());
        }

        @Override
        public List<String> names() {
            return categories.names();
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return new OneHot(categories.fit(values, rows, List::of));
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            Places places = Places.of(categories.values(), values);
            for (int i = 0; i < rows.length; i++) {
                slots.clear(i, categories.width());
                int place = categories.of(places, values, rows[i]);
                if (place >= 0) {
                    slots.set(i, place, 1);
                }
            }
        }
    }

    /**
     * The number of a category, counted from 1 in their order, for a network that learns a vector for each; 0 where a
     * value has no place.
     *
     * @param dimension the length of the vectors
     */
    record Embedding(Categories categories, int dimension) implements CategoryEncoder {

        public Embedding(List<String> categories, int dimension) {
            this(Categories.of(categories), dimension);
        }

        /** How many vectors there are: one a place, and the first for all other values. Known before fitting. */
        public long codes() {
            return categories.width() + 1L;
        }

        @Override
        public Shape shape() {
            return Shape.of(1);
        }

        @Override
        public List<String> names() {
            return List.of("");
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return new Embedding(categories.fit(values, rows, List::of), dimension);
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            CategoryEncoder.codes(categories, values, rows, slots);
        }
    }

    /** Every number of a tensor divided by {@code divisor}. */
    record Scale(List<Long> extents, double divisor) implements TensorEncoder {

        public Scale {
            extents = List.copyOf(extents);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public double encode(double number) {
            return number / divisor;
        }
    }
}
