package org.netsmith.dataset;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/**
 * A number as the share of each bin that lies below it: 1 for the bins that it is above, 0 for those that it is below,
 * {@code (value − lower edge) / (upper edge − lower edge)} for the one that it is in; so a network's first layer can
 * bend at the edges, and be flat or steep between two of them. The edges cut the rows fitted into parts that are as
 * equal as equal values allow. A number beyond the edges counts as the nearest of them.
 *
 * <p>The piecewise linear encoding of Gorishniy, Rubachev and Babenko, <i>On Embeddings for Numerical Features in
 * Tabular Deep Learning</i> (2022), with edges that no two bins share.
 *
 * @param edges one more than there are bins, ascending, equal ones last; null until they are learnt
 */
public record PiecewiseLinear(int bins, @Nullable List<Double> edges, Gap missing) implements Encoder {

    public PiecewiseLinear {
        edges = edges == null ? null : List.copyOf(edges);
    }

    @Override
    public Shape shape() {
        return Shape.of(missing.width(bins));
    }

    @Override
    public List<String> names() {
        return missing.names(
                IntStream.rangeClosed(1, bins).mapToObj(bin -> " bin " + bin).toList());
    }

    @Override
    public Encoder fit(Values values, int[] rows) {
        Values.Numbers numbers = (Values.Numbers) values;
        List<Double> learnt = Quantiles.of(numbers, rows).edges(bins);
        return new PiecewiseLinear(bins, learnt, missing.fit(numbers, rows));
    }

    @Override
    public void encode(Values values, int[] rows, Slots slots) {
        Values.Numbers numbers = (Values.Numbers) values;
        for (int i = 0; i < rows.length; i++) {
            double number = numbers.number(rows[i]);
            boolean gone = Double.isNaN(number);
            for (int bin = 0; bin < bins; bin++) {
                slots.set(i, bin, share(gone ? missing.fill() : number, bin));
            }
            missing.mark(slots, i, bins, gone);
        }
    }

    /** The share of a bin that lies below a number. */
    private double share(double number, int bin) {
        double low = edges.get(bin);
        double high = edges.get(bin + 1);
        if (number <= low || low == high) {
            return 0;
        }
        return number >= high ? 1 : (number / 2 - low / 2) / (high / 2 - low / 2);
    }

    @Override
    public @Nullable Object example() {
        return missing.fill() == null ? null : Moments.short4(missing.fill());
    }
}
