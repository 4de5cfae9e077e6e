package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.initializer.Initializer.Ones;
import org.netsmith.engine.initializer.Initializer.Zeros;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * Normalises each feature: {@code y = gamma·(x − mean) / √(variance + epsilon) + beta}. In training mean and
 * (population) variance are those of the batch, and the moving ones follow: {@code moving = moving·momentum +
 * batch·(1 − momentum)}; otherwise, and where the layer is frozen, they are the moving ones.
 *
 * <p>Input and output {@code [batch, …]}; gamma, beta, moving_mean, moving_variance {@code [features]}, the extent of
 * {@code axis}.
 *
 * @param axis the axis of the features in {@code [batch, …]}, default −1, the last
 * @param momentum default 0.99
 * @param epsilon default 0.001
 * @param center whether there is a beta, default true
 * @param scale whether there is a gamma, default true
 * @param betaRegularizer what beta adds to the loss, default none
 * @param gammaRegularizer what gamma adds to the loss, default none
 * @param betaConstraint what beta must keep to, default none
 * @param gammaConstraint what gamma must keep to, default none
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015</a>
 * @see <a href="https://keras.io/api/layers/normalization_layers/batch_normalization/">Keras: BatchNormalization</a>
 */
public record BatchNormalization(
        @Nullable Integer axis,
        @Nullable @DecimalMin("0") @DecimalMax("1") Double momentum,
        @Nullable @DecimalMin("0") Double epsilon,
        @Nullable Boolean center,
        @Nullable Boolean scale,
        @Nullable Initializer betaInitializer,
        @Nullable Initializer gammaInitializer,
        @Nullable Initializer movingMeanInitializer,
        @Nullable Initializer movingVarianceInitializer,
        @Nullable Regularizer betaRegularizer,
        @Nullable Regularizer gammaRegularizer,
        @Nullable Constraint betaConstraint,
        @Nullable Constraint gammaConstraint)
        implements Stepwise {

    public BatchNormalization {
        axis = axis == null ? -1 : axis;
        momentum = momentum == null ? 0.99 : momentum;
        epsilon = epsilon == null ? 0.001 : epsilon;
        center = center == null || center;
        scale = scale == null || scale;
        betaInitializer = betaInitializer == null ? new Zeros() : betaInitializer;
        gammaInitializer = gammaInitializer == null ? new Ones() : gammaInitializer;
        movingMeanInitializer = movingMeanInitializer == null ? new Zeros() : movingMeanInitializer;
        movingVarianceInitializer = movingVarianceInitializer == null ? new Ones() : movingVarianceInitializer;
    }

    /** A layer without regularizers and constraints. */
    public BatchNormalization(
            @Nullable Integer axis,
            @Nullable Double momentum,
            @Nullable Double epsilon,
            @Nullable Boolean center,
            @Nullable Boolean scale,
            @Nullable Initializer betaInitializer,
            @Nullable Initializer gammaInitializer,
            @Nullable Initializer movingMeanInitializer,
            @Nullable Initializer movingVarianceInitializer) {
        this(
                axis,
                momentum,
                epsilon,
                center,
                scale,
                betaInitializer,
                gammaInitializer,
                movingMeanInitializer,
                movingVarianceInitializer,
                null,
                null,
                null,
                null);
    }

    @Override
    public Shape outputShape(Shape input) {
        featureAxis(input.rank() + 1);
        return input;
    }

    @Override
    public List<Weight> weights(Shape input) {
        Shape features = Shape.of(input.extent(featureAxis(input.rank() + 1) - 1));
        List<Weight> weights = new ArrayList<>();
        if (scale) {
            weights.add(new Weight("gamma", features, gammaInitializer, true, gammaRegularizer, gammaConstraint));
        }
        if (center) {
            weights.add(new Weight("beta", features, betaInitializer, true, betaRegularizer, betaConstraint));
        }
        weights.add(new Weight("moving_mean", features, movingMeanInitializer, false));
        weights.add(new Weight("moving_variance", features, movingVarianceInitializer, false));
        return weights;
    }

    /** The axis counted from the front of {@code [batch, …]}, so at least 1. */
    private int featureAxis(int rank) {
        int fromFront = axis < 0 ? axis + rank : axis;
        if (fromFront < 1 || fromFront >= rank) {
            throw new ShapeException(
                    "BatchNormalization.axis must name an axis behind the batch, between 1 and %d (or -1), received %d"
                            .formatted(rank - 1, axis));
        }
        return fromFront;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        FeatureAxis features = FeatureAxis.of(x.shape(), featureAxis(x.shape().rank()));
        Tensor y = scope.tensor(x.shape());
        return scope.training() && scope.trainable()
                ? buildTraining(scope, features, x, y)
                : buildInference(scope, features, x, y);
    }

    private Pass buildInference(Scope scope, FeatureAxis features, Tensor x, Tensor y) {
        Shape vector = scope.weight("moving_mean").shape();
        Tensor factor = scope.tensor(vector);
        Tensor offset = scope.tensor(vector);
        scope.run(
                "k = %s / sqrt(v + %s); o = %s - m * k"
                        .formatted(scale ? "gamma" : "1", epsilon, center ? "beta" : "0"),
                operands(
                        scope,
                        Map.of(
                                "k",
                                factor,
                                "o",
                                offset,
                                "v",
                                scope.weight("moving_variance"),
                                "m",
                                scope.weight("moving_mean"))));
        features.run(scope, "y = x * k + o", Map.of("x", x, "y", y), Map.of("k", factor, "o", offset));
        return Pass.of(y, (dy, _) -> {
            features.run(scope, "g = g * k", Map.of("g", dy), Map.of("k", factor));
            return dy;
        });
    }

    private Pass buildTraining(Scope scope, FeatureAxis features, Tensor x, Tensor y) {
        Shape vector = scope.weight("moving_mean").shape();
        Tensor mean = scope.tensor(vector);
        Tensor inverse = scope.tensor(vector);
        Tensor normalized = scope.tensor(x.shape());
        Tensor squares = scope.tensor(x.shape());
        double count = (double) x.size() / vector.size();
        features.sum(scope, x, mean);
        scope.run("m = m / %s".formatted(count), Map.of("m", mean));
        features.run(scope, "n = x - m; s = n^2", Map.of("x", x, "n", normalized, "s", squares), Map.of("m", mean));
        features.sum(scope, squares, inverse);
        scope.run(
                ("v = i / %1$s; mm = mm * %2$s + m * %3$s; mv = mv * %2$s + v * %3$s; i = 1 / sqrt(v + %4$s)")
                        .formatted(count, momentum, 1 - momentum, epsilon),
                Map.of(
                        "i",
                        inverse,
                        "m",
                        mean,
                        "mm",
                        scope.weight("moving_mean"),
                        "mv",
                        scope.weight("moving_variance")));
        features.run(
                scope,
                "n = n * i; y = n%s%s".formatted(scale ? " * gamma" : "", center ? " + beta" : ""),
                Map.of("n", normalized, "y", y),
                operands(scope, Map.of("i", inverse)));
        return Pass.of(y, (dy, needed) -> {
            Tensor sum = center ? scope.gradient("beta") : scope.tensor(vector);
            Tensor product = scale ? scope.gradient("gamma") : scope.tensor(vector);
            features.sum(scope, dy, sum);
            scope.run("s = g * n", Map.of("s", squares, "g", dy, "n", normalized));
            features.sum(scope, squares, product);
            if (!needed) {
                return null;
            }
            features.run(
                    scope,
                    "g = (g - (a + n * b) / %s) * i%s".formatted(count, scale ? " * gamma" : ""),
                    Map.of("g", dy, "n", normalized),
                    operands(scope, Map.of("a", sum, "b", product, "i", inverse), "beta"));
            return dy;
        });
    }

    /** The operands with gamma and beta as far as the layer has them and the program reads them. */
    private Map<String, Tensor> operands(Scope scope, Map<String, Tensor> others, String... unread) {
        Map<String, Tensor> all = new java.util.HashMap<>(others);
        List<String> without = List.of(unread);
        if (scale && !without.contains("gamma")) {
            all.put("gamma", scope.weight("gamma"));
        }
        if (center && !without.contains("beta")) {
            all.put("beta", scope.weight("beta"));
        }
        return all;
    }
}
