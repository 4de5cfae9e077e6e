package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a column have places of their own. How many places there are is known before fitting; which values
 * take them may be learnt: the most frequent ones, without those in fewer than 10 rows (or than one row of a hundred,
 * where that is less).
 *
 * @param values in the order of their places; empty until they are learnt
 * @param places how many there may be; those that no value takes stay empty
 * @param other whether all values without a place of their own share one
 * @param fill the value that stands in where {@code missing} is {@code constant}, else null
 */
public record Categories(
        List<String> values,
        int places,
        boolean other,
        Missing missing,
        @Nullable String fill,
        Unseen unseen) {

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Categories(
            @JsonProperty("values") List<String> values,
            @JsonProperty("places") int places,
            @JsonProperty("other") boolean other,
            @JsonProperty("missing") Missing missing,
            @JsonProperty("fill") @Nullable String fill,
            @JsonProperty("unseen") Unseen unseen) {
        this.values = List.copyOf(values);
        this.places = places;
        this.other = other;
        this.missing = missing;
        this.fill = fill;
        this.unseen = unseen;
    }

    /** These values and no other place. Models were stored with them alone before there was a choice. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Categories of(List<String> values) {
        return new Categories(values, values.size(), false, Missing.ZERO, null, Unseen.OTHER);
    }

    /** With the values learnt from these rows, unless they are known. */
    Categories fit(Values column, int[] rows, Function<String, List<String>> terms) {
        if (!values.isEmpty()) {
            return this;
        }
        Frequent frequent = new Frequent();
        for (int row : rows) {
            String text = column.text(row);
            if (text != null) {
                frequent.add(terms.apply(text));
            }
        }
        return new Categories(frequent.most(places), places, other, missing, fill, unseen);
    }

    /** How many places there are in all. */
    int width() {
        return places + (other ? 1 : 0) + (missing == Missing.CATEGORY ? 1 : 0);
    }

    /** The place of a row's value; −1 where it has none. */
    int of(Places known, Values column, int row) {
        if (column.missing(row)) {
            return ofMissing(known);
        }
        int place = known.of(row);
        return place < 0 ? ofOther() : place;
    }

    /** The place of all values without one of their own; −1 where there is none. */
    int ofOther() {
        return other ? places : -1;
    }

    private int ofMissing(Places known) {
        return switch (missing) {
            case CATEGORY -> width() - 1;
            case CONSTANT -> {
                int place = known.byText().getOrDefault(fill, -1);
                yield place < 0 ? ofOther() : place;
            }
            case ZERO, MEAN, MEDIAN -> -1;
            case REFUSE -> {
                missing.requireAllowed();
                yield -1;
            }
        };
    }

    /** The names of the places. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        values.forEach(value -> names.add("=" + value));
        for (int place = values.size(); place < places; place++) {
            names.add(" unused " + (place - values.size() + 1));
        }
        if (other) {
            names.add(" other");
        }
        if (missing == Missing.CATEGORY) {
            names.add(" missing");
        }
        return names;
    }
}
