package org.netsmith.dataset;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** How many values there are, how many different ones, and which of those are most frequent. */
final class MostFrequent {

    /** As many are told. */
    static final int MOST = 10;

    private final long[] values = new long[MOST + 1];
    private final long[] counts = new long[MOST + 1];
    private int told;
    private long distinct;
    private long present;

    static MostFrequent of(Frequencies.Runs runs) {
        MostFrequent most = new MostFrequent();
        runs.each(most::add);
        return most;
    }

    /** Of two that are as frequent, the one that came first stays first. */
    void add(long value, long count) {
        distinct++;
        present += count;
        int place = told;
        while (place > 0 && counts[place - 1] < count) {
            values[place] = values[place - 1];
            counts[place] = counts[place - 1];
            place--;
        }
        values[place] = value;
        counts[place] = count;
        told = Math.min(MOST, told + 1);
    }

    long distinct() {
        return distinct;
    }

    long present() {
        return present;
    }

    /** Whether any value is there more than once. */
    boolean recurs() {
        return distinct < present;
    }

    /** The most frequent first. */
    List<Column.TopValue> told(LongFunction<String> text) {
        return IntStream.range(0, told)
                .mapToObj(i -> new Column.TopValue(text.apply(values[i]), counts[i]))
                .toList();
    }
}
