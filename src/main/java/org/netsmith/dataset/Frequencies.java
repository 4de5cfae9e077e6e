package org.netsmith.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts exactly how often each integer occurs. A few thousand different ones are counted in a table that fits a core's
 * cache; where there are more, all are sorted in a file.
 */
final class Frequencies implements AutoCloseable {

    /** A different value, in ascending order, and in how many places it was. */
    interface Run {
        void of(long value, long count);
    }

    private static final int FEW_BITS = 14;
    private static final int FEW = 1 << FEW_BITS;
    private static final int SLOTS = 2 * FEW;

    private final Path file;
    private final long most;
    /** A value and its count by turns; count 0 where a slot is free. */
    private final long[] table = new long[2 * SLOTS];

    private @Nullable SortedFile sorted;
    private int few;
    private boolean many;

    /**
     * @param file made here if it is needed, and gone once this is closed
     * @param most how many integers there may be
     */
    Frequencies(Path file, long most) {
        this.file = file;
        this.most = most;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(table, 0);
        few = 0;
        many = false;
    }

    void add(long value) {
        if (many) {
            sorted().add(value);
        } else {
            count(value);
        }
    }

    private void count(long value) {
        int at = 2 * (int) ((value * 0x9E3779B97F4A7C15L) >>> (63 - FEW_BITS));
        while (table[at + 1] != 0 && table[at] != value) {
            at = (at + 2) % table.length;
        }
        table[at] = value;
        if (table[at + 1]++ == 0 && ++few > FEW) {
            leaveTable();
        }
    }

    private void leaveTable() {
        many = true;
        sorted().clear();
        for (int at = 0; at < table.length; at += 2) {
            for (long i = 0; i < table[at + 1]; i++) {
                sorted().add(table[at]);
            }
        }
    }

    private SortedFile sorted() {
        if (sorted == null) {
            try {
                sorted = new SortedFile(file, most);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return sorted;
    }

    /** Ends adding; what was added is then told as often as needed. */
    Runs runs() {
        if (!many) {
            return this::eachOfFew;
        }
        sorted().sort();
        return this::eachOfMany;
    }

    /** What was counted. */
    interface Runs {
        void each(Run run);
    }

    private void eachOfFew(Run run) {
        IntStream.iterate(0, at -> at < table.length, at -> at + 2)
                .filter(at -> table[at + 1] > 0)
                .boxed()
                .sorted((a, b) -> Long.compare(table[a], table[b]))
                .forEach(at -> run.of(table[at], table[at + 1]));
    }

    private void eachOfMany(Run run) {
        SortedFile values = sorted();
        for (long start = 0, end; start < values.size(); start = end) {
            long value = values.get(start);
            end = start + 1;
            while (end < values.size() && values.get(end) == value) {
                end++;
            }
            run.of(value, end - start);
        }
    }

    @Override
    public void close() {
        if (sorted != null) {
            sorted.close();
        }
    }
}
