package org.netsmith.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/** Numbers for the categories of a column. */
public sealed interface CategoryEncoder extends Encoder
        permits Encoder.OneHot, Encoder.Embedding, CategoryEncoder.Ordinal {

    Categories categories();

    @Override
    default @Nullable Object example() {
        return categories().values().isEmpty() ? null : categories().values().getFirst();
    }

    /** Writes for each row 1 + the place of its category, 0 where it has none. */
    static void codes(Categories categories, Values values, int[] rows, Slots slots) {
        Places places = Places.of(categories.values(), values);
        for (int i = 0; i < rows.length; i++) {
            slots.set(i, 0, categories.of(places, values, rows[i]) + 1);
        }
    }

    /** The number of a category, counted from 1 in their order; 0 where the value is missing or has no place. */
    record Ordinal(Categories categories) implements CategoryEncoder {

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
            return new Ordinal(categories.fit(values, rows, List::of));
        }

        @Override
        public void encode(Values values, int[] rows, Slots slots) {
            codes(categories, values, rows, slots);
        }
    }
}
