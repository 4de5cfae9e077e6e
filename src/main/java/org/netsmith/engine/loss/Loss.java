package org.netsmith.engine.loss;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.Shorthand;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.expression.Differentiable;

/**
 * What training minimises. The record's name is the Keras class name, its components the Keras config with Keras'
 * defaults. A row is one position of all axes but the last: the loss of {@code [batch, steps, units]} has {@code
 * batch·steps} rows. In formulas {@code y} is the target, {@code p} the prediction and ε is 1e-7.
 *
 * @see <a href="https://keras.io/api/losses/">Keras: losses</a>
 */
public sealed interface Loss {

    /** What a loss compares predictions with. */
    enum Target {

        /** Any numbers, one for each unit. */
        NUMBERS,

        /** Yes or no for each unit: 1 and 0, for the hinges also 1 and −1. */
        BINARY,

        /** How probable each class is, usually one 1 among zeros. */
        DISTRIBUTION,

        /** One class number a row. */
        CLASS_NUMBER,

        /** One label for each row, which is an embedding: rows of a label belong together. */
        GROUPS,

        /** A sequence of symbol numbers for each sequence of predictions. */
        SYMBOLS
    }

    /** Default {@link Reduction#SUM_OVER_BATCH_SIZE}. */
    Reduction reduction();

    /** What predictions are compared with. */
    default Target target() {
        return switch (this) {
            case BinaryCrossentropy _, BinaryFocalCrossentropy _, Signed _, Dice _, Tversky _ -> Target.BINARY;
            case Elementwise _, CosineSimilarity _ -> Target.NUMBERS;
            case CategoricalCrossentropy _, CategoricalFocalCrossentropy _ -> Target.DISTRIBUTION;
            case KLDivergence _, CategoricalHinge _ -> Target.DISTRIBUTION;
            case SparseCategoricalCrossentropy _, CategoricalGeneralizedCrossEntropy _ -> Target.CLASS_NUMBER;
            case Unresolved _ -> Target.CLASS_NUMBER;
            case Circle _ -> Target.GROUPS;
            case CTC _ -> Target.SYMBOLS;
        };
    }

    /** Whether predictions should be probabilities, as a sigmoid or softmax answers them. */
    default boolean ofProbabilities() {
        return switch (this) {
            case Crossentropy crossentropy -> !crossentropy.fromLogits();
            case CategoricalFocalCrossentropy focal -> !focal.fromLogits();
            case KLDivergence _, CategoricalGeneralizedCrossEntropy _, Dice _, Tversky _, Unresolved _ -> true;
            case Elementwise _, CosineSimilarity _, CategoricalHinge _, Circle _, CTC _ -> false;
        };
    }

    /** The loss that is meant, where that depends on the shapes of target and prediction, batch in front. */
    default Loss resolve(Shape target, Shape prediction) {
        return this;
    }

    /** A loss made of one formula in the target {@code y} and the prediction {@code p}. */
    sealed interface Formulated extends Loss, Differentiable {

        @Override
        default String variable() {
            return "p";
        }
    }

    /** The row is the mean of the formula over the units. */
    sealed interface Elementwise extends Formulated {}

    /**
     * Labels are −1 and 1 in the formula; where all labels of a batch are 0 or 1, the zeros become −1.
     */
    sealed interface Signed extends Elementwise {}

    /** The row is the sum of the formula over the units. */
    sealed interface Summed extends Formulated {}

    /** The row is the sum of the formula over the units, of probabilities that were divided by their sum. */
    sealed interface Normalized extends Formulated {

        /** Whether predictions are logits rather than probabilities. */
        Boolean fromLogits();

        /** How much of each target is spread over all classes. */
        Double labelSmoothing();
    }

    /** A loss that needs more than the units of one row at a time; it is computed in double on the host. */
    sealed interface Structured extends Loss {}

    /**
     * A cross-entropy. Straight behind a sigmoid or softmax it goes back to the logits, as in Keras: no clipping, and
     * full gradients where the probabilities are saturated.
     */
    sealed interface Crossentropy extends Loss {

        /** Whether predictions are logits rather than probabilities. */
        Boolean fromLogits();

        /** The same loss of logits. */
        Crossentropy ofLogits();
    }

    /** {@code mean (y − p)²}. */
    @Aliases({"mse", "MSE"})
    record MeanSquaredError(@Nullable Reduction reduction) implements Elementwise {

        public MeanSquaredError {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "(y - p)^2";
        }
    }

    /** {@code mean |y − p|}. */
    @Aliases({"mae", "MAE"})
    record MeanAbsoluteError(@Nullable Reduction reduction) implements Elementwise {

        public MeanAbsoluteError {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "abs(y - p)";
        }
    }

    /** {@code 100·mean |y − p| / max(|y|, ε)}. */
    @Aliases({"mape", "MAPE"})
    record MeanAbsolutePercentageError(@Nullable Reduction reduction) implements Elementwise {

        public MeanAbsolutePercentageError {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "100 * abs((y - p) / max(abs(y), 1e-7))";
        }
    }

    /** {@code mean (log(1 + y) − log(1 + p))²}, y and p at least ε. */
    @Aliases({"msle", "MSLE"})
    record MeanSquaredLogarithmicError(@Nullable Reduction reduction) implements Elementwise {

        public MeanSquaredLogarithmicError {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "(log1p(max(y, 1e-7)) - log1p(max(p, 1e-7)))^2";
        }
    }

    /** {@code mean log cosh(p − y)}: a square near 0, a straight line far from it. */
    record LogCosh(@Nullable Reduction reduction) implements Elementwise {

        public LogCosh {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "p - y + softplus(-2 * (p - y)) - log(2)";
        }
    }

    /**
     * {@code ½(y − p)²} up to a distance of {@code delta}, the straight line that continues it farther away.
     *
     * @param delta default 1
     */
    record Huber(@Nullable @Positive Double delta, @Nullable Reduction reduction) implements Elementwise {

        public Huber {
            delta = delta == null ? 1.0 : delta;
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "select(abs(y - p) <= delta, 0.5 * (y - p)^2, delta * abs(y - p) - 0.5 * delta^2)";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("delta", delta);
        }
    }

    /** {@code mean p − y·log(p + ε)}, for counts. */
    record Poisson(@Nullable Reduction reduction) implements Elementwise {

        public Poisson {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "p - y * log(p + 1e-7)";
        }
    }

    /** {@code mean max(1 − y·p, 0)}. */
    record Hinge(@Nullable Reduction reduction) implements Signed {

        public Hinge {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "max(1 - y * p, 0)";
        }
    }

    /** {@code mean max(1 − y·p, 0)²}. */
    record SquaredHinge(@Nullable Reduction reduction) implements Signed {

        public SquaredHinge {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "max(1 - y * p, 0)^2";
        }
    }

    /**
     * {@code max(max (1 − y)·p − Σ y·p + 1, 0)}: the right class should lead every other by 1.
     */
    record CategoricalHinge(@Nullable Reduction reduction) implements Structured {

        public CategoricalHinge {
            reduction = orDefault(reduction);
        }
    }

    /** {@code Σ y·log(y / p)}, both clipped to [ε, 1]. */
    @Aliases({"kld", "KLD"})
    record KLDivergence(@Nullable Reduction reduction) implements Summed {

        public KLDivergence {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "clip(y, 1e-7, 1) * log(clip(y, 1e-7, 1) / clip(p, 1e-7, 1))";
        }
    }

    /**
     * {@code −(y·log p + (1 − y)·log(1 − p))}, p clipped to [ε, 1 − ε]; of logits {@code softplus(p) − p·y}. Label
     * smoothing s makes y·(1 − s) + s/2 of y.
     */
    @Aliases({"bce", "BCE"})
    record BinaryCrossentropy(
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing,
            @Nullable Reduction reduction)
            implements Elementwise, Crossentropy {

        public BinaryCrossentropy {
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return binary(fromLogits, label(labelSmoothing));
        }

        @Override
        public BinaryCrossentropy ofLogits() {
            return new BinaryCrossentropy(true, labelSmoothing, reduction);
        }
    }

    /**
     * The binary cross-entropy times {@code (1 − pₜ)^gamma}, where pₜ is the probability given to the truth: what is
     * known already counts little. With class balancing also times alpha where y is 1 and 1 − alpha where it is 0.
     *
     * @param applyClassBalancing default false
     * @param alpha default 0.25
     * @param gamma default 2
     * @see <a href="https://arxiv.org/abs/1708.02002">Lin et al. 2017</a>
     */
    record BinaryFocalCrossentropy(
            @Nullable Boolean applyClassBalancing,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double alpha,
            @Nullable @DecimalMin("0") Double gamma,
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing,
            @Nullable Reduction reduction)
            implements Elementwise, Crossentropy {

        public BinaryFocalCrossentropy {
            applyClassBalancing = applyClassBalancing != null && applyClassBalancing;
            alpha = alpha == null ? 0.25 : alpha;
            gamma = gamma == null ? 2.0 : gamma;
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            String label = label(labelSmoothing);
            String truth = "(%1$s * %2$s + (1 - %1$s) * (1 - %2$s))".formatted(label, fromLogits ? "sigmoid(p)" : "p");
            String balance = applyClassBalancing ? "(%1$s * alpha + (1 - %1$s) * (1 - alpha)) * " : "";
            return balance.formatted(label) + "(1 - %s)^gamma * (%s)".formatted(truth, binary(fromLogits, label));
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("alpha", alpha, "gamma", gamma);
        }

        /** Keras sends only the cross-entropy back to the logits; the modulating factor is the same either way. */
        @Override
        public BinaryFocalCrossentropy ofLogits() {
            return new BinaryFocalCrossentropy(applyClassBalancing, alpha, gamma, true, labelSmoothing, reduction);
        }
    }

    /**
     * {@code −Σ y·log p}. Targets are distributions {@code [rows, classes]}. Probabilities are divided by their sum,
     * then clipped, as Keras does. Label smoothing s makes y·(1 − s) + s/classes of y.
     */
    record CategoricalCrossentropy(
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing,
            @Nullable Reduction reduction)
            implements Normalized, Crossentropy {

        public CategoricalCrossentropy {
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "-(y * log(clip(p, 1e-7, 1 - 1e-7)))";
        }

        @Override
        public CategoricalCrossentropy ofLogits() {
            return new CategoricalCrossentropy(true, labelSmoothing, reduction);
        }
    }

    /**
     * {@code −alpha·Σ (1 − p)^gamma·y·log p}, probabilities divided by their sum, then clipped. Of logits the softmax
     * is taken first.
     *
     * @param alpha default 0.25
     * @param gamma default 2
     */
    record CategoricalFocalCrossentropy(
            @Nullable @DecimalMin("0") Double alpha,
            @Nullable @DecimalMin("0") Double gamma,
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing,
            @Nullable Reduction reduction)
            implements Normalized {

        public CategoricalFocalCrossentropy {
            alpha = alpha == null ? 0.25 : alpha;
            gamma = gamma == null ? 2.0 : gamma;
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "-(alpha * (1 - %1$s)^gamma * y * log(%1$s))".formatted("clip(p, 1e-7, 1 - 1e-7)");
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("alpha", alpha, "gamma", gamma);
        }
    }

    /**
     * {@code −log p} of the class. Targets are class numbers, one a row. Probabilities are clipped and go through a
     * log-softmax of their logarithms, as Keras does.
     *
     * @param ignoreClass rows of this class count nothing
     */
    record SparseCategoricalCrossentropy(
            @Nullable Boolean fromLogits,
            @Nullable Integer ignoreClass,
            @Nullable Reduction reduction) implements Crossentropy {

        public SparseCategoricalCrossentropy {
            fromLogits = fromLogits != null && fromLogits;
            reduction = orDefault(reduction);
        }

        @Override
        public SparseCategoricalCrossentropy ofLogits() {
            return new SparseCategoricalCrossentropy(true, ignoreClass, reduction);
        }
    }

    /**
     * {@code (1 − p^q) / q} of the class: between the cross-entropy (q → 0) and the absolute error (q → 1), for labels
     * that may be wrong. Targets are class numbers.
     *
     * @param q default 0.5
     * @see <a href="https://arxiv.org/abs/1805.07836">Zhang and Sabuncu 2018</a>
     */
    record CategoricalGeneralizedCrossEntropy(
            @Nullable @DecimalMin(value = "0", inclusive = false) @DecimalMax(value = "1", inclusive = false)
            Double q,

            @Nullable Reduction reduction)
            implements Summed {

        public CategoricalGeneralizedCrossEntropy {
            q = q == null ? 0.5 : q;
            reduction = orDefault(reduction);
        }

        /** Classes that are not meant are left out, because the slope of {@code p^q} at 0 is infinite. */
        @Override
        public String formula() {
            return "select(y == 0, 0, y * (1 - p^q) / q)";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("q", q);
        }
    }

    /**
     * {@code −Σ ŷ·p̂}, where ŷ and p̂ are divided by their length along the axis.
     *
     * @param axis default −1; along another one there is a loss for every position of the remaining axes
     */
    record CosineSimilarity(
            @Nullable Integer axis, @Nullable Reduction reduction) implements Structured {

        public CosineSimilarity {
            axis = axis == null ? -1 : axis;
            reduction = orDefault(reduction);
        }
    }

    /**
     * {@code 1 − 2·Σ y·p / (Σ y + Σ p + ε)}.
     *
     * @param axis what is summed over, default all axes
     */
    record Dice(
            @Nullable @ScalarOrList List<Integer> axis,
            @Nullable Reduction reduction) implements Structured {

        public Dice {
            axis = orNull(axis);
            reduction = orDefault(reduction);
        }
    }

    /**
     * {@code 1 − t / (t + alpha·Σ y·(1 − p) + beta·Σ (1 − y)·p + ε)} with {@code t = Σ y·p}.
     *
     * @param alpha default 0.5
     * @param beta default 0.5
     * @param axis what is summed over, default all axes
     * @see <a href="https://arxiv.org/abs/1706.05721">Salehi et al. 2017</a>
     */
    record Tversky(
            @Nullable @DecimalMin("0") Double alpha,
            @Nullable @DecimalMin("0") Double beta,
            @Nullable @ScalarOrList List<Integer> axis,
            @Nullable Reduction reduction)
            implements Structured {

        public Tversky {
            alpha = alpha == null ? 0.5 : alpha;
            beta = beta == null ? 0.5 : beta;
            axis = orNull(axis);
            reduction = orDefault(reduction);
        }
    }

    /**
     * The circle loss of embeddings: rows {@code [batch, size]} of unit length, and one label each. Pairs of a label
     * are pulled together and all others pushed apart, each as hard as it is far from where it should be. A row
     * without a partner, or without a stranger, counts nothing.
     *
     * @param gamma scale, default 80
     * @param margin how much may be left, default 0.4
     * @param removeDiagonal whether a row is no partner of itself, default true
     * @see <a href="https://arxiv.org/abs/2002.10857">Sun et al. 2020</a>
     */
    record Circle(
            @Nullable @Positive Double gamma,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double margin,
            @Nullable Boolean removeDiagonal,
            @Nullable Reduction reduction)
            implements Structured {

        public Circle {
            gamma = gamma == null ? 80.0 : gamma;
            margin = margin == null ? 0.4 : margin;
            removeDiagonal = removeDiagonal == null || removeDiagonal;
            reduction = orDefault(reduction);
        }
    }

    /**
     * Connectionist temporal classification: {@code −log} of the probability of the symbols of a sequence, over all
     * ways to spread them over the steps. Predictions are logits {@code [batch, steps, symbols]}, targets symbol
     * numbers {@code [batch, length]} padded with 0, which is the blank.
     *
     * @see <a href="https://www.cs.toronto.edu/~graves/icml_2006.pdf">Graves et al. 2006</a>
     */
    record CTC(@Nullable Reduction reduction) implements Structured {

        public CTC {
            reduction = orDefault(reduction);
        }
    }

    /**
     * A formula that somebody posted: the mean over the units of any expression in {@code y}, {@code p} and its
     * parameters.
     */
    record Formula(
            String expression,
            @Nullable Map<String, Double> parameters,
            @Nullable Reduction reduction) implements Elementwise {

        public Formula {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return expression;
        }
    }

    /**
     * {@code "crossentropy"} or {@code "ce"} as written: which one it is depends on output and target.
     *
     * @param name as it was written
     */
    @Shorthand({"crossentropy", "ce"})
    record Unresolved(String name) implements Loss {

        @Override
        public Reduction reduction() {
            return Reduction.SUM_OVER_BATCH_SIZE;
        }

        @Override
        public Loss resolve(Shape target, Shape prediction) {
            return switch (Labels.of(target, prediction)) {
                case BINARY -> new BinaryCrossentropy(null, null, null);
                case CLASS_NUMBERS -> new SparseCategoricalCrossentropy(null, null, null);
                case ONE_HOT -> new CategoricalCrossentropy(null, null, null);
            };
        }
    }

    private static Reduction orDefault(@Nullable Reduction reduction) {
        return reduction == null ? Reduction.SUM_OVER_BATCH_SIZE : reduction;
    }

    private static @Nullable List<Integer> orNull(@Nullable List<Integer> axis) {
        return axis == null || axis.isEmpty() ? null : List.copyOf(axis);
    }

    /** The label of a formula: y, or y·(1 − s) + s/2 where it is smoothed. */
    private static String label(double smoothing) {
        return smoothing == 0 ? "y" : "(y * %s + %s)".formatted(1 - smoothing, smoothing / 2);
    }

    private static String binary(boolean logits, String label) {
        return logits
                ? "softplus(p) - p * %s".formatted(label)
                : "-(%1$s * log(%2$s) + (1 - %1$s) * log(1 - %2$s))".formatted(label, "clip(p, 1e-7, 1 - 1e-7)");
    }
}
