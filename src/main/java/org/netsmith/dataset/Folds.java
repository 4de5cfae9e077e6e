package org.netsmith.dataset;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Philox;
import org.netsmith.engine.backend.Randomness;

/**
 * The ways to divide rows for cross-validation. Each answers one split a fold and is a pure function: same arguments,
 * same rows.
 */
public final class Folds {

    private Folds() {}

    /** Rows dealt out in an order drawn by seed: folds differ by one row at most, and every row is in one. */
    public static List<Split> random(int[] rows, int count, long seed) {
        return folds(rows, deal(List.of(IntStream.range(0, rows.length).toArray()), rows.length, count, seed), count);
    }

    /** As {@link #random}, the rows of each value of the column dealt out one after another. */
    public static List<Split> stratified(Table table, String column, int[] rows, int count, long seed) {
        return folds(rows, deal(Splits.strata(table, column, rows), rows.length, count, seed), count);
    }

    /**
     * Rows that have one value in the column stay together: groups from the largest to the smallest, equal ones in an
     * order drawn by seed, each into the fold that is smallest so far. Rows without a value are a group.
     */
    public static List<Split> grouped(Table table, String column, int[] rows, int count, long seed) {
        List<int[]> groups = Splits.strata(table, column, rows);
        int[] order = permutation(groups.size(), seed, 0);
        int[] sizes = new int[count];
        int[] folds = new int[rows.length];
        Arrays.stream(order)
                .mapToObj(groups::get)
                .sorted(Comparator.comparingInt((int[] places) -> -places.length))
                .forEach(places -> {
                    int smallest = smallest(sizes);
                    sizes[smallest] += places.length;
                    Arrays.stream(places).forEach(place -> folds[place] = smallest);
                });
        return folds(rows, folds, count);
    }

    /**
     * Rows in the order of a column of times or numbers, cut into {@code count + 1} blocks of about equal size: each
     * fold is a block after the first and is trained for on all blocks before it, so that nothing is learned from what
     * comes later. Rows of equal time are in one block. A row without a time counts as the earliest.
     */
    public static List<Split> timed(Table table, String column, int[] rows, int count) {
        int[] order = byTime(table, column, rows);
        double[] times = times(table, column, rows);
        int[] blocks = new int[rows.length];
        for (int i = 0; i < order.length; i++) {
            boolean tied = i > 0 && times[order[i]] == times[order[i - 1]];
            blocks[order[i]] = tied ? blocks[order[i - 1]] : (int) ((long) i * (count + 1) / rows.length);
        }
        return IntStream.rangeClosed(1, count)
                .mapToObj(block -> new Split(
                        pick(rows, place -> blocks[place] < block), pick(rows, place -> blocks[place] == block)))
                .toList();
    }

    /** The places of the rows from the earliest to the latest, ties in file order. */
    static int[] byTime(Table table, String column, int[] rows) {
        double[] times = times(table, column, rows);
        return IntStream.range(0, rows.length)
                .boxed()
                .sorted(Comparator.comparingDouble(place -> times[place]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    static double[] times(Table table, String column, int[] rows) {
        Values.Numbers times = (Values.Numbers) table.values(column);
        return IntStream.of(rows)
                .mapToDouble(row -> times.missing(row) ? Double.NEGATIVE_INFINITY : times.number(row))
                .toArray();
    }

    /** The fold of each place: strata one after another, each in an order of its own, dealt round the folds. */
    private static int[] deal(List<int[]> strata, int rows, int count, long seed) {
        int[] folds = new int[rows];
        int dealt = 0;
        for (int stratum = 0; stratum < strata.size(); stratum++) {
            int[] places = strata.get(stratum);
            for (int next : permutation(places.length, seed, stratum)) {
                folds[places[next]] = dealt++ % count;
            }
        }
        return folds;
    }

    private static int[] permutation(int size, long seed, int stratum) {
        return Philox.permutation(size, new Randomness(seed, Randomness.Purpose.SPLIT, 0, stratum, 0));
    }

    private static int smallest(int[] sizes) {
        return IntStream.range(0, sizes.length)
                .boxed()
                .min(Comparator.comparingInt(fold -> sizes[fold]))
                .orElseThrow();
    }

    private static List<Split> folds(int[] rows, int[] folds, int count) {
        return IntStream.range(0, count)
                .mapToObj(fold ->
                        new Split(pick(rows, place -> folds[place] != fold), pick(rows, place -> folds[place] == fold)))
                .toList();
    }

    private static int[] pick(int[] rows, IntPredicate places) {
        return IntStream.range(0, rows.length)
                .filter(places)
                .map(place -> rows[place])
                .toArray();
    }
}
