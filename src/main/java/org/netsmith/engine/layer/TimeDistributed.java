package org.netsmith.engine.layer;

import java.util.List;
import java.util.Locale;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A layer applied to every step of a sequence alike. Input {@code [batch, steps, …]} · Output {@code [batch, steps, …]}
 * with what the layer makes of {@code […]}.
 *
 * @param layer any layer of one input whose rows do not depend on each other
 * @see <a href="https://keras.io/api/layers/recurrent_layers/time_distributed/">Keras: TimeDistributed</a>
 */
public record TimeDistributed(SingleInput layer) implements Stepwise {

    public TimeDistributed {
        if (layer instanceof BatchNormalization) {
            throw new IllegalArgumentException("TimeDistributed of BatchNormalization is not supported, because it "
                    + "would keep statistics of every step; a BatchNormalization alone normalises all steps together");
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return layer.outputShape(ofStep(input)).prepend(input.extent(0));
    }

    @Override
    public List<Weight> weights(Shape input) {
        return layer.weights(ofStep(input)).stream()
                .map(weight -> weight.within(prefix()))
                .toList();
    }

    private static Shape ofStep(Shape input) {
        if (input.rank() < 2) {
            throw new ShapeException(
                    "TimeDistributed needs rows [steps, …] of two axes or more, received rows of shape " + input);
        }
        return input.tail();
    }

    private String prefix() {
        return snakeCase(layer) + "/";
    }

    /** The name that Keras gives a layer that nobody named. */
    static String snakeCase(Layer layer) {
        return layer.getClass()
                .getSimpleName()
                .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape step = x.shape().tail().tail();
        long rows = x.shape().extent(0) * x.shape().extent(1);
        Pass pass = layer.build(new Within(scope, prefix(), false, 1), x.reshape(step.prepend(rows)));
        Tensor y = pass.output();
        Shape shape =
                y.shape().tail().prepend(x.shape().extent(1)).prepend(x.shape().extent(0));
        return Pass.of(y.reshape(shape), (dy, needed) -> {
            Tensor dx = pass.toInput(dy.reshape(y.shape()), needed);
            return dx == null ? null : dx.reshape(x.shape());
        });
    }
}
