package org.netsmith.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts exactly how often each integer occurs. Up to 131,072 different ones are counted in a table; where there are
 * more, all are sorted in a file.
 */
final class Frequencies implements AutoCloseable {

    /** A different value, in ascending order, and in how many places it was. */
    interface Run {
        void of(long value, long count);
    }

    private static final int FEWEST_SLOTS = 1 << 10;
    private static final int MOST_SLOTS = 1 << 18;

    private final Path file;
    private final long most;
    /** A value and its count by turns; count 0 where a slot is free. */
    private long[] table = new long[0];

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
        clear();
    }

    /** Forgets everything. */
    void clear() {
        table = new long[2 * FEWEST_SLOTS];
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
        int at = slot(value);
        table[at] = value;
        if (table[at + 1]++ == 0 && ++few > table.length / 4) {
            grow();
        }
    }

    /** Where a value is, or may be put. */
    private int slot(long value) {
        int mask = table.length / 2 - 1;
        int slot = (int) ((value * 0x9E3779B97F4A7C15L) >>> Long.numberOfLeadingZeros(mask));
        while (table[2 * slot + 1] != 0 && table[2 * slot] != value) {
            slot = slot + 1 & mask;
        }
        return 2 * slot;
    }

    private void grow() {
        if (table.length == 2 * MOST_SLOTS) {
            leaveTable();
            return;
        }
        long[] old = table;
        table = new long[2 * old.length];
        for (int at = 0; at < old.length; at += 2) {
            if (old[at + 1] > 0) {
                System.arraycopy(old, at, table, slot(old[at]), 2);
            }
        }
    }

    /** In ascending order, so that values that came so need no sorting. */
    private void leaveTable() {
        sorted().clear();
        eachOfFew((value, count) -> {
            for (long i = 0; i < count; i++) {
                sorted().add(value);
            }
        });
        many = true;
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
        long[] values = new long[few];
        int next = 0;
        for (int at = 0; at < table.length; at += 2) {
            if (table[at + 1] > 0) {
                values[next++] = table[at];
            }
        }
        Arrays.sort(values);
        for (long value : values) {
            run.of(value, table[slot(value) + 1]);
        }
    }

    private void eachOfMany(Run run) {
        SortedFile values = sorted();
        long start = 0;
        long value = values.get(0);
        for (long i = 1; i < values.size(); i++) {
            long next = values.get(i);
            if (next != value) {
                run.of(value, i - start);
                start = i;
                value = next;
            }
        }
        run.of(value, values.size() - start);
    }

    @Override
    public void close() {
        if (sorted != null) {
            sorted.close();
        }
    }
}
