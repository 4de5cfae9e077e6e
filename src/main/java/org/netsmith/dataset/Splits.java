package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Philox;
import org.netsmith.engine.backend.Randomness;
import tools.jackson.databind.JsonNode;

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
        List<int[]> places = strata(table, column, rows);
        int[] counts = shares(places, count(rows.length, fraction), fraction);
        boolean[] chosen = new boolean[rows.length];
        for (int stratum = 0; stratum < counts.length; stratum++) {
            choose(places.get(stratum), counts[stratum], seed, stratum, chosen);
        }
        return split(rows, chosen);
    }

    /**
     * A value given as JSON as {@link #where} knows it in this column: a number or a date however it is written, true
     * and false as the data set writes them; empty where the column can hold no such value.
     */
    public static Optional<String> value(Column column, JsonNode given) {
        String text = given.asString();
        return switch (column.type()) {
            case NUMBER, INTEGER -> number(text).map(Numerals::text);
            case DATETIME -> DateText.millis(text).stream().mapToObj(Numerals::text).findFirst();
            case BOOLEAN ->
                column.categories() == null
                        ? Optional.of(text)
                        : column.categories().stream()
                                .filter(text::equalsIgnoreCase)
                                .findFirst();
            case CATEGORY, TEXT -> Optional.of(text);
            case TENSOR -> Optional.empty();
        };
    }

    private static Optional<Double> number(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
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

    /**
     * The latest rows by a column of times or numbers: of the places between two different times the one nearest to
     * {@code n·(1 − fraction)}, so that rows of equal time are on one side. Nothing is held out where all times are
     * equal. A row without a time counts as the earliest.
     */
    public static Split latest(Table table, String column, int[] rows, double fraction) {
        int[] order = Folds.byTime(table, column, rows);
        double[] times = Folds.times(table, column, rows);
        double wanted = rows.length * (1 - fraction);
        int cut = IntStream.range(1, rows.length)
                .filter(place -> times[order[place - 1]] < times[order[place]])
                .boxed()
                .min(Comparator.comparingDouble(place -> Math.abs(place - wanted)))
                .orElse(rows.length);
        boolean[] chosen = new boolean[rows.length];
        Arrays.stream(order, cut, rows.length).forEach(place -> chosen[place] = true);
        return split(rows, chosen);
    }

    /**
     * Whole groups of rows that have one value in the column, drawn by seed: each next one that fits into
     * {@code n·fraction}, at last one more where that comes nearer. At least one group on either side where there are
     * two. Rows without a value are a group.
     */
    public static Split grouped(Table table, String column, int[] rows, double fraction, long seed) {
        List<int[]> groups = strata(table, column, rows);
        int[] order = Philox.permutation(groups.size(), new Randomness(seed, Randomness.Purpose.SPLIT, 0, 0, 0));
        double wanted = rows.length * fraction;
        boolean[] chosen = new boolean[rows.length];
        int count = 0;
        List<int[]> left = new ArrayList<>();
        for (int group : order) {
            int[] places = groups.get(group);
            if (count + places.length <= wanted) {
                count += choose(places, chosen);
            } else {
                left.add(places);
            }
        }
        nearer(left, wanted - count, count == 0).ifPresent(places -> choose(places, chosen));
        return split(rows, chosen);
    }

    /** The smallest group that is left, where taking it as well brings the share nearer or nothing is taken yet. */
    private static Optional<int[]> nearer(List<int[]> left, double missing, boolean nothingYet) {
        return left.stream()
                .min(Comparator.comparingInt(places -> places.length))
                .filter(places -> left.size() > 1 && (nothingYet || places.length < 2 * missing));
    }

    private static int choose(int[] places, boolean[] chosen) {
        Arrays.stream(places).forEach(place -> chosen[place] = true);
        return places.length;
    }

    /** The places of the rows that have the same value, by value. */
    static List<int[]> strata(Table table, String column, int[] rows) {
        Values values = table.values(column);
        Map<String, List<Integer>> strata = new TreeMap<>();
        for (int i = 0; i < rows.length; i++) {
            String text = values.text(rows[i]);
            strata.computeIfAbsent(text == null ? "" : text, key -> new ArrayList<>())
                    .add(i);
        }
        return strata.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
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
