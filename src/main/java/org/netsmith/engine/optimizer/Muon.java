package org.netsmith.engine.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Momentum made nearly orthogonal, for matrices: {@code m = μ·m + g; x = g + μ·m} (without Nesterov {@code x = m}),
 * then {@code x = x/(‖x‖ + 1e-7)} and Newton–Schulz steps {@code A = x·xᵀ; x = a·x + (b·A + c·A²)·x}, and {@code w −=
 * lr·√max(rows, columns)·rms_rate·x}. What is no matrix, embeddings, and variables in whose path a pattern of {@code
 * exclude_layers} is found learn by {@link Optimizer.Adam} with the rate times {@code adam_lr_ratio} (Jordan 2024; Liu
 * et al. 2025).
 *
 * @param excludeLayers regular expressions
 * @param rmsRate without it (None) the step is not scaled
 */
public record Muon(
        @Nullable LearningRate learningRate,
        @JsonUnwrapped @Nullable Common common,

        @JsonProperty("adam_beta_1") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double adamBeta1,

        @JsonProperty("adam_beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double adamBeta2,

        @Nullable @PositiveOrZero Double epsilon,
        List<String> excludeLayers,
        @Nullable Double muonA,
        @Nullable Double muonB,
        @Nullable Double muonC,

        @JsonProperty("adam_lr_ratio") @Nullable @PositiveOrZero
        Double adamLearningRateRatio,

        @Nullable @DecimalMin("0") @DecimalMax("1") Double momentum,

        @JsonProperty("ns_steps") @Nullable @PositiveOrZero @Max(100)
        Integer newtonSchulzSteps,

        @Nullable Boolean nesterov,
        @Nullable Boolean excludeEmbeddings,
        @Nullable @PositiveOrZero @NullIs(0) Double adamWeightDecay,
        @Nullable @Positive @NullIs(0) Double rmsRate)
        implements Optimizer {

    private static final int MAXIMUM_PATTERNS = 100;

    public Muon {
        learningRate = LearningRate.or(learningRate, 0.001);
        common = Common.or(common).decayingBy(0.004);
        adamBeta1 = adamBeta1 == null ? 0.9 : adamBeta1;
        adamBeta2 = adamBeta2 == null ? 0.999 : adamBeta2;
        epsilon = epsilon == null ? 1e-7 : epsilon;
        excludeLayers = List.copyOf(excludeLayers);
        if (excludeLayers.size() > MAXIMUM_PATTERNS) {
            throw new IllegalArgumentException("expected at most %d patterns in exclude_layers, received %d"
                    .formatted(MAXIMUM_PATTERNS, excludeLayers.size()));
        }
        excludeLayers.forEach(PathPattern::of);
        muonA = muonA == null ? 3.4445 : muonA;
        muonB = muonB == null ? -4.775 : muonB;
        muonC = muonC == null ? 2.0315 : muonC;
        adamLearningRateRatio = adamLearningRateRatio == null ? 1.0 : adamLearningRateRatio;
        momentum = momentum == null ? 0.95 : momentum;
        newtonSchulzSteps = newtonSchulzSteps == null ? 5 : newtonSchulzSteps;
        nesterov = nesterov == null || nesterov;
        excludeEmbeddings = excludeEmbeddings == null || excludeEmbeddings;
        adamWeightDecay = adamWeightDecay == null ? 0.004 : adamWeightDecay;
        rmsRate = rmsRate == null ? 0.2 : rmsRate;
    }

    @Override
    public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
        numbers.accept("alpha", rate * adamLearningRateRatio * Optimizer.correction(adamBeta1, adamBeta2, update));
    }

    @Override
    public Operation step(Workspace workspace) {
        workspace.add(Slot.zero("m"));
        workspace.add(Slot.zero("v"));
        workspace.scratch("x");
        workspace.scratch("y");
        return new InOrder(workspace.variables().stream()
                .map(variable -> learnsByAdam(variable) ? adam(workspace, variable) : orthogonal(workspace, variable))
                .toList());
    }

    boolean learnsByAdam(Variable variable) {
        return !variable.isMatrix()
                || excludeEmbeddings && variable.path().toLowerCase(Locale.ROOT).contains("embedding")
                || excludeLayers.stream()
                        .anyMatch(pattern -> PathPattern.of(pattern).isIn(variable.path()));
    }

    private Operation adam(Workspace workspace, Variable variable) {
        return workspace.pass(
                common.clipping()
                        + Common.decay(adamWeightDecay)
                        + "q = g^2; "
                        + Optimizer.moments(adamBeta1, adamBeta2)
                        + "w = w - alpha * m / (sqrt(v) + %s)".formatted(epsilon),
                variable,
                Map.of());
    }

    private Operation orthogonal(Workspace workspace, Variable variable) {
        Tensor square = workspace.scratch(Shape.of());
        Tensor x = workspace.part("x", variable);
        List<Operation> work = new ArrayList<>();
        work.add(workspace.pass(
                common.prelude()
                        + "m = %1$s * m + g; ".formatted(momentum)
                        + (nesterov ? "x = g + %s * m".formatted(momentum) : "x = m"),
                variable,
                Map.of()));
        work.add(workspace.sumOfSquares(x, square));
        work.add(workspace.pass("x = x / (sqrt(s) + 1e-7)", variable, Map.of("s", square)));
        Operation newtonSchulz = newtonSchulz(workspace, variable, x);
        for (int i = 0; i < newtonSchulzSteps; i++) {
            work.add(newtonSchulz);
        }
        work.add(workspace.pass("w = w - lr * %s * x".formatted(scale(variable)), variable, Map.of()));
        return new InOrder(work);
    }

    /** A tall matrix stands for its transpose: {@code xᵀ·x} is small then, and comes from the other side. */
    private Operation newtonSchulz(Workspace workspace, Variable variable, Tensor x) {
        Backend backend = workspace.backend();
        long rows = x.shape().extent(0);
        long columns = x.shape().extent(1);
        boolean tall = rows > columns;
        Shape small = Shape.of(Math.min(rows, columns), Math.min(rows, columns));
        Tensor product = workspace.scratch(small);
        Tensor square = workspace.scratch(small);
        Tensor y = workspace.part("y", variable);
        return InOrder.of(
                tall ? backend.productTransposedLeft(x, x, product) : backend.productTransposedRight(x, x, product),
                backend.product(product, product, square),
                workspace.pass("p = %s * p + %s * q".formatted(muonB, muonC), Map.of("p", product, "q", square)),
                tall ? backend.product(x, product, y) : backend.product(product, x, y),
                workspace.pass("x = %s * x + y".formatted(muonA), variable, Map.of()));
    }

    private double scale(Variable variable) {
        Shape shape = variable.weight().shape();
        return rmsRate == 0 ? 1 : Math.sqrt(Math.max(shape.extent(0), shape.extent(1))) * rmsRate;
    }
}
