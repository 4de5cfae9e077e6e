package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Exact statistics of unsigned bytes, from their histogram. */
final class ByteProfile {

    private static final int MOST_CATEGORIES = 100;
    private static final int TOP_VALUES = 10;

    private final long[] counts = new long[256];
    private final long total;

    private ByteProfile(Idx idx) {
        total = idx.bytes().byteSize();
        for (long i = 0; i < total; i++) {
            counts[idx.get(i)]++;
        }
    }

    /** Images: statistics over all their pixels. */
    static Column tensor(String name, Idx idx) {
        return new ByteProfile(idx)
                .column(name, ColumnType.TENSOR, idx.extents().subList(1, idx.rank()));
    }

    /** Labels. */
    static Column integer(String name, Idx idx) {
        return new ByteProfile(idx).column(name, ColumnType.INTEGER, List.of());
    }

    private Column column(String name, ColumnType type, List<Long> shape) {
        int[] present =
                IntStream.range(0, 256).filter(value -> counts[value] > 0).toArray();
        boolean labels = type == ColumnType.INTEGER;
        double mean = mean();
        return new Column(
                name,
                type,
                shape,
                0,
                present.length,
                (double) present[0],
                (double) present[present.length - 1],
                mean,
                std(mean),
                quantiles(),
                labels ? topValues() : null,
                labels && present.length <= MOST_CATEGORIES
                        ? IntStream.of(present).mapToObj(String::valueOf).toList()
                        : null);
    }

    private double mean() {
        long sum = 0;
        for (int value = 0; value < 256; value++) {
            sum += counts[value] * value;
        }
        return (double) sum / total;
    }

    private Double std(double mean) {
        double squares = 0;
        for (int value = 0; value < 256; value++) {
            squares += counts[value] * (value - mean) * (value - mean);
        }
        return total < 2 ? null : Math.sqrt(squares / (total - 1));
    }

    private Map<String, Double> quantiles() {
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (String probability : TableProfile.PROBABILITIES) {
            double place = Double.parseDouble(probability) * (total - 1);
            double below = at((long) Math.floor(place));
            double above = at((long) Math.ceil(place));
            quantiles.put(probability, below + (above - below) * (place - Math.floor(place)));
        }
        return quantiles;
    }

    /** The value at a place among all values in order. */
    private int at(long place) {
        long passed = 0;
        int value = -1;
        while (passed <= place) {
            passed += counts[++value];
        }
        return value;
    }

    private List<Column.TopValue> topValues() {
        List<Column.TopValue> values = new ArrayList<>();
        IntStream.range(0, 256)
                .filter(value -> counts[value] > 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer value) -> -counts[value]))
                .limit(TOP_VALUES)
                .forEach(value -> values.add(new Column.TopValue(String.valueOf(value), counts[value])));
        return values;
    }
}
