package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a missing number becomes.
 *
 * @param fill the number that stands in; null until it is fitted
 * @param indicator whether a further number says 1 for missing and 0 for present
 */
public record Gap(Missing policy, @Nullable Double fill, boolean indicator) {

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Gap(
            @JsonProperty("policy") Missing policy,
            @JsonProperty("fill") @Nullable Double fill,
            @JsonProperty("indicator") boolean indicator) {
        this.policy = policy;
        this.fill = fill;
        this.indicator = indicator;
    }

    /** The mean stands in. Models were stored with the indicator alone before there was a choice. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Gap of(boolean indicator) {
        return new Gap(Missing.MEAN, null, indicator);
    }

    /** With the number that stands in, learnt from these rows. */
    Gap fit(Values.Numbers numbers, int[] rows) {
        return switch (policy) {
            case MEAN -> filled(Moments.of(numbers, rows).mean());
            // Nothing stands in where missing values are refused, but the median is a good example of a value.
            case MEDIAN, REFUSE -> filled(Quantiles.of(numbers, rows).at(0.5));
            case CONSTANT -> this;
            case ZERO, CATEGORY -> filled(0);
        };
    }

    Gap filled(double number) {
        return new Gap(policy, number, indicator);
    }

    /** This one where it is known what stands in, else with this number. */
    Gap orFilled(@Nullable Double number) {
        return fill == null && number != null && policy == Missing.MEAN ? filled(number) : this;
    }

    /** How many numbers there are with the indicator. */
    long width(long numbers) {
        return indicator ? numbers + 1 : numbers;
    }

    /** The names of the numbers with that of the indicator. */
    List<String> names(List<String> names) {
        return indicator ? Stream.concat(names.stream(), Stream.of(" missing")).toList() : names;
    }

    /** Says whether this row is missing in its place after the numbers. */
    void mark(Slots slots, int row, long numbers, boolean missing) {
        if (missing) {
            policy.requireAllowed();
        }
        if (indicator) {
            slots.set(row, numbers, missing ? 1 : 0);
        }
    }
}
