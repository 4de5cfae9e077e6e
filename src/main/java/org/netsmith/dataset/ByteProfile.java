package org.netsmith.dataset;

import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Exact statistics of unsigned bytes, from their histogram. */
final class ByteProfile {

    private final long[] counts = new long[256];
    private final long total;

    private ByteProfile(NumberArray array) {
        total = array.bytes().byteSize();
        for (long i = 0; i < total; i++) {
            counts[array.bytes().get(ValueLayout.JAVA_BYTE, i) & 0xff]++;
        }
    }

    /** Images: statistics over all their pixels. */
    static Column tensor(String name, NumberArray array) {
        return new ByteProfile(array).column(name, array.rowExtents());
    }

    private Column column(String name, List<Long> shape) {
        int[] present =
                IntStream.range(0, 256).filter(value -> counts[value] > 0).toArray();
        double mean = mean();
        return new Column(
                name,
                ColumnType.TENSOR,
                shape,
                0,
                present.length,
                (double) present[0],
                (double) present[present.length - 1],
                mean,
                std(mean),
                quantiles(),
                null,
                null);
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
}
