package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/** A number made of each number of a tensor, all in the same way. A number that is missing becomes 0. */
public sealed interface TensorEncoder extends Encoder permits Encoder.Scale, TensorEncoder.StandardizeAll {

    List<Long> extents();

    /** What a number becomes. */
    double encode(double number);

    @Override
    default Shape shape() {
        return new Shape(extents());
    }

    @Override
    default List<String> names() {
        List<String> names = List.of("");
        for (long extent : extents()) {
            List<String> longer = new ArrayList<>();
            for (String name : names) {
                for (long i = 0; i < extent; i++) {
                    longer.add(name + "[" + i + "]");
                }
            }
            names = longer;
        }
        return names;
    }

    @Override
    default void encode(Values values, int[] rows, Slots slots) {
        switch (values) {
            case Values.Bytes bytes -> encode(bytes, rows, slots);
            case Values.Floats floats -> encode(floats::value, floats.size(), rows, slots);
            case Values.Reals reals -> encode(reals, rows, slots);
            case Values.Numbers _, Values.Codes _ -> throw new IllegalArgumentException("not a tensor");
        }
    }

    /** Where the numbers of a tensor are found. */
    interface Elements {
        double value(int row, int place);
    }

    private void encode(Values.Bytes bytes, int[] rows, Slots slots) {
        double[] table = new double[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = encode(i);
        }
        byte[] row = new byte[bytes.size()];
        for (int i = 0; i < rows.length; i++) {
            MemorySegment.copy(bytes.bytes(), ValueLayout.JAVA_BYTE, (long) rows[i] * row.length, row, 0, row.length);
            slots.look(i, row, table);
        }
    }

    private void encode(Values.Reals reals, int[] rows, Slots slots) {
        double[] encoded = new double[reals.size()];
        for (int i = 0; i < rows.length; i++) {
            int start = rows[i] * encoded.length;
            for (int j = 0; j < encoded.length; j++) {
                double value = reals.values()[start + j];
                encoded[j] = Double.isNaN(value) ? 0 : encode(value);
            }
            slots.setAll(i, encoded);
        }
    }

    private void encode(Elements elements, int size, int[] rows, Slots slots) {
        double[] encoded = new double[size];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < size; j++) {
                double value = elements.value(rows[i], j);
                encoded[j] = Double.isNaN(value) ? 0 : encode(value);
            }
            slots.setAll(i, encoded);
        }
    }

    @Override
    default @Nullable Object example() {
        return null;
    }

    /** {@code (number − mean) / scale}, with the mean and standard deviation of all numbers of the rows fitted. */
    record StandardizeAll(
            List<Long> extents,
            @Nullable Double mean,
            @Nullable Double scale) implements TensorEncoder {

        public StandardizeAll {
            extents = List.copyOf(extents);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            return switch (values) {
                case Values.Bytes bytes ->
                    fit(
                            (row, place) ->
                                    bytes.bytes().get(ValueLayout.JAVA_BYTE, (long) row * bytes.size() + place) & 0xff,
                            bytes.size(),
                            rows);
                case Values.Floats floats -> fit(floats::value, floats.size(), rows);
                case Values.Reals reals -> fit(reals::value, reals.size(), rows);
                case Values.Numbers _, Values.Codes _ -> throw new IllegalArgumentException("not a tensor");
            };
        }

        private Encoder fit(Elements elements, int size, int[] rows) {
            double center = mean(elements, size, rows, 0, false);
            double deviation = Math.sqrt(mean(elements, size, rows, center, true));
            boolean constant = !(deviation > 1e-12 * Math.abs(center)) || !Double.isFinite(deviation);
            return new StandardizeAll(extents, center, constant ? 1 : deviation);
        }

        /** The mean of the numbers' distances from the center, or of their squares. */
        private static double mean(Elements elements, int size, int[] rows, double center, boolean squared) {
            double sum = 0;
            long count = 0;
            for (int row : rows) {
                for (int place = 0; place < size; place++) {
                    double distance = elements.value(row, place) - center;
                    if (!Double.isNaN(distance)) {
                        sum += squared ? distance * distance : distance;
                        count++;
                    }
                }
            }
            return count == 0 ? 0 : sum / count;
        }

        @Override
        public double encode(double number) {
            return new Moments(mean, scale).standardize(number);
        }
    }
}
