package org.netsmith.dataset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Integers that are put into ascending order in a file mapped into memory, so that there may be more of them than fit
 * there. A radix sort: time is linear, and every pass writes each of its buckets from start to end.
 */
final class SortedFile implements AutoCloseable {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int BITS = 11;
    private static final int PASSES = 6;
    private static final int BUCKETS = 1 << BITS;

    private final Arena arena = Arena.ofConfined();
    private MemorySegment values;
    private MemorySegment spare;
    private long size;
    private long last;
    private boolean ascending;

    /**
     * @param file made here, and gone once this is closed
     * @param most how many integers there may be
     */
    SortedFile(Path file, long most) throws IOException {
        long bytes = Math.multiplyExact(most, Long.BYTES);
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE)) {
            MemorySegment both = channel.map(FileChannel.MapMode.READ_WRITE, 0, Math.multiplyExact(2, bytes), arena);
            values = both.asSlice(0, bytes);
            spare = both.asSlice(bytes);
        }
        clear();
    }

    void clear() {
        size = 0;
        last = Long.MIN_VALUE;
        ascending = true;
    }

    void add(long value) {
        values.setAtIndex(LONG, size++, value);
        ascending &= value >= last;
        last = value;
    }

    long size() {
        return size;
    }

    long get(long place) {
        return values.getAtIndex(LONG, place);
    }

    void sort() {
        if (ascending) {
            return;
        }
        long[][] starts = counts(values, size);
        for (int pass = 0; pass < PASSES; pass++) {
            if (toStarts(starts[pass], size)) {
                scatter(values, spare, size, pass * BITS, starts[pass]);
                MemorySegment sorted = spare;
                spare = values;
                values = sorted;
            }
        }
    }

    /** With the sign turned round, so that negative numbers come first. */
    private static int bucket(long value, int shift) {
        return (int) ((value ^ Long.MIN_VALUE) >>> shift) & (BUCKETS - 1);
    }

    /** How many values fall into each bucket, by pass. */
    private static long[][] counts(MemorySegment values, long size) {
        long[][] counts = new long[PASSES][BUCKETS];
        for (long i = 0; i < size; i++) {
            long value = values.getAtIndex(LONG, i);
            for (int pass = 0; pass < PASSES; pass++) {
                counts[pass][bucket(value, pass * BITS)]++;
            }
        }
        return counts;
    }

    /** Makes counts into where each bucket starts; false where all values are in one, and there is nothing to do. */
    private static boolean toStarts(long[] counts, long size) {
        long start = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long count = counts[bucket];
            if (count == size) {
                return false;
            }
            counts[bucket] = start;
            start += count;
        }
        return true;
    }

    private static void scatter(MemorySegment from, MemorySegment to, long size, int shift, long[] starts) {
        for (long i = 0; i < size; i++) {
            long value = from.getAtIndex(LONG, i);
            to.setAtIndex(LONG, starts[bucket(value, shift)]++, value);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
