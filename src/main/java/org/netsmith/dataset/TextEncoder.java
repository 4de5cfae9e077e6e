package org.netsmith.dataset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/** Texts taken apart into terms, each of which has a place. */
public sealed interface TextEncoder extends Encoder
        permits TextEncoder.Hashing, TextEncoder.HashedWords, TextEncoder.TopWords, TextEncoder.MultiHot {

    Gap missing();

    /** How many places there are. */
    int width();

    /** What a text is made of. */
    List<String> terms(String text);

    /** Where a term has its place; −1 for nowhere. */
    ToIntFunction<String> places();

    /** Whether a place says how often it is met, instead of 1 where it is. */
    boolean counts();

    @Override
    default Shape shape() {
        return Shape.of(missing().width(width()));
    }

    @Override
    default void encode(Values values, int[] rows, Slots slots) {
        ToIntFunction<String> places = places();
        double[] numbers = new double[width()];
        for (int i = 0; i < rows.length; i++) {
            Arrays.fill(numbers, 0);
            String text = values.text(rows[i]);
            if (text != null) {
                fill(numbers, terms(text), places);
            }
            for (int j = 0; j < numbers.length; j++) {
                slots.set(i, j, numbers[j]);
            }
            missing().mark(slots, i, numbers.length, text == null);
        }
    }

    private void fill(double[] numbers, List<String> terms, ToIntFunction<String> places) {
        for (String term : terms) {
            int place = places.applyAsInt(term);
            if (place >= 0) {
                numbers[place] = counts() ? numbers[place] + 1 : 1;
            }
        }
    }

    private static List<String> buckets(int buckets) {
        return IntStream.range(0, buckets).mapToObj(i -> " bucket " + i).toList();
    }

    private static ToIntFunction<String> known(List<String> terms, int other) {
        Map<String, Integer> places = HashMap.newHashMap(terms.size());
        for (int i = 0; i < terms.size(); i++) {
            places.put(terms.get(i), i);
        }
        return term -> places.getOrDefault(term, other);
    }

    /** A 1 in one of the buckets, chosen by the text's hash; nothing is learnt and nothing is unknown. */
    record Hashing(int buckets, Gap missing) implements TextEncoder {

        @Override
        public int width() {
            return buckets;
        }

        @Override
        public List<String> terms(String text) {
            return List.of(text);
        }

        @Override
        public ToIntFunction<String> places() {
            return text -> Words.bucket(text, buckets);
        }

        @Override
        public boolean counts() {
            return false;
        }

        @Override
        public List<String> names() {
            return missing.names(TextEncoder.buckets(buckets));
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public @Nullable Object example() {
            return null;
        }
    }

    /** How many of a text's words fall into each bucket, chosen by the lower-case word's hash. */
    record HashedWords(int buckets, Gap missing) implements TextEncoder {

        @Override
        public int width() {
            return buckets;
        }

        @Override
        public List<String> terms(String text) {
            return Words.of(text);
        }

        @Override
        public ToIntFunction<String> places() {
            return word -> Words.bucket(word, buckets);
        }

        @Override
        public boolean counts() {
            return true;
        }

        @Override
        public List<String> names() {
            return missing.names(TextEncoder.buckets(buckets));
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return this;
        }

        @Override
        public @Nullable Object example() {
            return null;
        }
    }

    /** How often a text has each of the lower-case words that are in most of the rows fitted. */
    record TopWords(Categories words, Gap missing) implements TextEncoder {

        @Override
        public int width() {
            return words.width();
        }

        @Override
        public List<String> terms(String text) {
            return Words.of(text);
        }

        @Override
        public ToIntFunction<String> places() {
            return known(words.values(), words.ofOther());
        }

        @Override
        public boolean counts() {
            return true;
        }

        @Override
        public List<String> names() {
            return missing.names(words.names());
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return new TopWords(words.fit(values, rows, Words::of), missing);
        }

        @Override
        public @Nullable Object example() {
            return words.values().isEmpty() ? null : words.values().getFirst();
        }
    }

    /** A 1 for each value of a list, given as a JSON array or as its text, and 0 elsewhere. */
    record MultiHot(Categories items, Gap missing) implements TextEncoder {

        @Override
        public int width() {
            return items.width();
        }

        @Override
        public List<String> terms(String text) {
            return Words.listed(text);
        }

        @Override
        public ToIntFunction<String> places() {
            return known(items.values(), items.ofOther());
        }

        @Override
        public boolean counts() {
            return false;
        }

        @Override
        public List<String> names() {
            return missing.names(items.names());
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return new MultiHot(items.fit(values, rows, Words::listed), missing);
        }

        @Override
        public @Nullable Object example() {
            return items.values().isEmpty() ? null : List.of(items.values().getFirst());
        }
    }
}
