package org.netsmith.engine.layer;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Adapted;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * {@code y = (x − mean) / max(√variance, 1e-7)}, or back: {@code y = x·max(√variance, 1e-7) + mean}. Input and output
 * {@code [batch, …]}.
 *
 * @param axis the axes along which positions have moments of their own, counted with the batch; default the last, none
 *     for one mean of everything
 * @param mean one number for everything, or one for each position on the last of the axes
 * @param variance likewise, as many as there are means
 * @param invert whether normalised numbers are taken back, default false
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/numerical/normalization/">Keras: Normalization</a>
 */
public record Normalization(
        @Nullable @ScalarOrList(writesAlone = false) List<Integer> axis,
        @NotEmpty @Adapted @ScalarOrList List<Double> mean,
        @NotEmpty @Adapted @ScalarOrList List<@PositiveOrZero Double> variance,
        @Nullable Boolean invert)
        implements Preprocessing {

    /** What a deviation is at least, so that nothing is divided by 0. */
    private static final double LEAST_DEVIATION = 1e-7;

    public Normalization {
        axis = axis == null ? List.of(-1) : List.copyOf(axis);
        mean = List.copyOf(mean);
        variance = List.copyOf(variance);
        invert = invert != null && invert;
        if (mean.isEmpty() || mean.size() != variance.size()) {
            throw new IllegalArgumentException("mean and variance must be equally many numbers, received %d and %d"
                    .formatted(mean.size(), variance.size()));
        }
        if (axis.isEmpty() && mean.size() > 1) {
            throw new IllegalArgumentException(
                    "without an axis there is one mean for everything, received " + mean.size());
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        int last = lastAxis(input);
        if (mean.size() > 1 && input.extent(last) != mean.size()) {
            throw new ShapeException(("Normalization.mean must be one number or one for each position on axis %d, "
                            + "received %d for rows of shape %s")
                    .formatted(last + 1, mean.size(), input));
        }
        return input;
    }

    /** The last of the axes within a row. */
    private int lastAxis(Shape row) {
        int[] axes = Axes.behindBatch("Normalization.axis", axis, row.rank() + 1);
        return axes.length == 0 ? 0 : axes[axes.length - 1] - 1;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape row = x.shape().tail();
        Tensor flat = x.reshape(Shape.of(x.shape().extent(0), row.size()));
        Tensor y = scope.tensor(x.shape());
        Tensor deviations = Constant.of(scope, spread(variance, row, Normalization::deviation));
        Tensor means = Constant.of(scope, spread(mean, row, value -> value));
        scope.run(
                invert ? "y = x * d + m" : "y = (x - m) / d",
                Map.of("y", y.reshape(flat.shape()), "x", flat, "m", means, "d", deviations));
        return Pass.of(y, (dy, needed) -> {
            if (needed) {
                scope.run(invert ? "g = g * d" : "g = g / d", Map.of("g", dy.reshape(flat.shape()), "d", deviations));
            }
            return needed ? dy : null;
        });
    }

    private static double deviation(double variance) {
        return Math.max(Math.sqrt(variance), LEAST_DEVIATION);
    }

    /** The moment of every element of a row. */
    private double[] spread(List<Double> moments, Shape row, DoubleUnaryOperator of) {
        long stride =
                moments.size() == 1 ? 1 : FeatureAxis.of(row, lastAxis(row)).inner();
        double[] spread = new double[Math.toIntExact(row.size())];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = of.applyAsDouble(moments.get((int) (i / stride % moments.size())));
        }
        return spread;
    }
}
