package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the target becomes what a network learns, and what its outputs mean. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TargetEncoder.Labels.class, name = "labels"),
    @JsonSubTypes.Type(value = TargetEncoder.Standardized.class, name = "standardized")
})
public sealed interface TargetEncoder {

    /** The same encoder with numbers learnt from these rows. */
    TargetEncoder fit(Values values, int[] rows);

    /** Writes row {@code rows[i]} into row {@code i} of the slots, {@code width} numbers a row. */
    void encode(Values values, int[] rows, Slots slots, long width);

    /**
     * A class for each label; a label's place is its class number. Into one number a row goes the class number, else a
     * one-hot row.
     */
    record Labels(List<String> labels) implements TargetEncoder {

        public Labels {
            labels = List.copyOf(labels);
        }

        @Override
        public TargetEncoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots, long width) {
            Places places = Places.of(labels, values);
            for (int i = 0; i < rows.length; i++) {
                int place = places.of(rows[i]);
                if (place < 0) {
                    throw new IllegalArgumentException("row %d has no label".formatted(rows[i]));
                }
                slots.clear(i, width);
                slots.set(i, width == 1 ? 0 : place, width == 1 ? place : 1);
            }
        }
    }

    /** {@code (value − mean) / scale}, as in {@link Encoder.Standardize}. */
    record Standardized(@Nullable Double mean, @Nullable Double scale) implements TargetEncoder {

        @Override
        public TargetEncoder fit(Values values, int[] rows) {
            Moments moments = Moments.of((Values.Numbers) values, rows);
            return new Standardized(moments.mean(), moments.scale());
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots, long width) {
            Moments moments = new Moments(mean, scale);
            for (int i = 0; i < rows.length; i++) {
                slots.set(i, 0, moments.standardize(((Values.Numbers) values).number(rows[i])));
            }
        }
    }
}
