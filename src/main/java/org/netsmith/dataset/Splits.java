package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Philox;
import org.netsmith.engine.backend.Randomness;

/** The ways to set validation rows apart. Each is a pure function: same arguments, same rows. */
public final class Splits {

    private Splits() {}

    /** The last rows, as Keras' {@code validation_split}: training keeps the first {@code floor(n·(1 − fraction))}. */
    public static Split last(int[] rows, double fraction) {
        int kept = (int) (rows.length * (1.0 - fraction));
        return new Split(Arrays.copyOfRange(rows, 0, kept), Arrays.copyOfRange(rows, kept, rows.length));
    }

    /** {@code round(n·fraction)} rows drawn by seed, at least 1 on either side where there are 2 rows. */
    public static Split random(int[] rows, double fraction, long seed) {
        boolean[] chosen = new boolean[rows.length];
        choose(IntStream.range(0, rows.length).toArray(), count(rows.length, fraction), seed, 0, chosen);
        return split(rows, chosen);
    }

    /**
     * As {@link #random}, each value of the column in proportion; a value that stands in one row only stays in
     * training.
     */
    public static Split stratified(Table table, String column, int[] rows, double fraction, long seed) {
        Values values = table.values(column);
        Map<String, List<Integer>> strata = new TreeMap<>();
        for (int i = 0; i < rows.length; i++) {
            String text = values.text(rows[i]);
            strata.computeIfAbsent(text == null ? "" : text, key -> new ArrayList<>())
                    .add(i);
        }
        List<int[]> places = strata.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        int[] counts = shares(places, count(rows.length, fraction), fraction);
        boolean[] chosen = new boolean[rows.length];
        for (int stratum = 0; stratum < counts.length; stratum++) {
            choose(places.get(stratum), counts[stratum], seed, stratum, chosen);
        }
        return split(rows, chosen);
    }

    /** Validation are the rows with this value in the column, as it stands in its categories or as a number. */
    public static Split where(Table table, String column, String value, int[] rows) {
        Values values = table.values(column);
        boolean[] chosen = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = value.equals(values.text(rows[i]));
        }
        return split(rows, chosen);
    }

    private static int count(int rows, double fraction) {
        int count = (int) Math.round(rows * fraction);
        return rows < 2 ? 0 : Math.clamp(count, 1, rows - 1);
    }

    /**
     * How many rows of each stratum: in proportion, the largest remainders rounded up, and one row of each left for
     * training.
     */
    private static int[] shares(List<int[]> strata, int total, double fraction) {
        int[] shares = strata.stream()
                .mapToInt(rows -> Math.min((int) (rows.length * fraction), rows.length - 1))
                .toArray();
        int left = total - IntStream.of(shares).sum();
        List<Integer> byRemainder = IntStream.range(0, shares.length)
                .filter(stratum -> shares[stratum] < strata.get(stratum).length - 1)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer stratum) -> shares[stratum] - strata.get(stratum).length * fraction))
                .toList();
        byRemainder.stream().limit(Math.max(0, left)).forEach(stratum -> shares[stratum]++);
        return shares;
    }

    private static void choose(int[] places, int count, long seed, int stratum, boolean[] chosen) {
        int[] order = Philox.permutation(places.length, new Randomness(seed, Randomness.Purpose.SPLIT, 0, stratum, 0));
        for (int i = 0; i < count; i++) {
            chosen[places[order[i]]] = true;
        }
    }

    private static Split split(int[] rows, boolean[] validation) {
        int[] kept = IntStream.range(0, rows.length)
                .filter(i -> !validation[i])
                .map(i -> rows[i])
                .toArray();
        int[] apart = IntStream.range(0, rows.length)
                .filter(i -> validation[i])
                .map(i -> rows[i])
                .toArray();
        return new Split(kept, apart);
    }
}
