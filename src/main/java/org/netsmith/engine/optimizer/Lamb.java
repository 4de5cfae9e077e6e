package org.netsmith.engine.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Adam whose step is as long as the variable, times the rate: with {@code u = m/(1 − β₁ᵗ)/(√(v/(1 − β₂ᵗ)) + ε)}, for
 * each variable {@code w −= lr·‖w‖/‖u‖·u}; where a norm is 0 the step stays as it is (You et al. 2019).
 */
public record Lamb(
        @Nullable LearningRate learningRate,
        @JsonUnwrapped @Nullable Common common,

        @JsonProperty("beta_1") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double beta1,

        @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double beta2,

        @Nullable @PositiveOrZero Double epsilon)
        implements Optimizer {

    public Lamb {
        learningRate = LearningRate.or(learningRate, 0.001);
        common = Common.or(common);
        beta1 = beta1 == null ? 0.9 : beta1;
        beta2 = beta2 == null ? 0.999 : beta2;
        epsilon = epsilon == null ? 1e-7 : epsilon;
    }

    @Override
    public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
        numbers.accept("first", 1 / (1 - StrictMath.pow(beta1, update)));
        numbers.accept("second", 1 / (1 - StrictMath.pow(beta2, update)));
    }

    @Override
    public Operation step(Workspace workspace) {
        workspace.add(Slot.zero("m"));
        workspace.add(Slot.zero("v"));
        workspace.scratch("u");
        List<Operation> work = new ArrayList<>();
        work.add(workspace.pass(common.prelude()
                + "q = g^2; "
                + Optimizer.moments(beta1, beta2)
                + "u = m * first / (sqrt(v * second) + %s)".formatted(epsilon)));
        workspace.variables().forEach(variable -> work.add(scaled(workspace, variable)));
        return new InOrder(work);
    }

    private static Operation scaled(Workspace workspace, Variable variable) {
        Tensor length = workspace.scratch(Shape.of());
        Tensor stepLength = workspace.scratch(Shape.of());
        Tensor ratio = workspace.scratch(Shape.of());
        return InOrder.of(
                workspace.sumOfSquares(variable.weight(), length),
                workspace.sumOfSquares(workspace.part("u", variable), stepLength),
                workspace.pass(
                        "r = lr * select(a > 0 and b > 0, sqrt(a) / sqrt(b), 1)",
                        Map.of("a", length, "b", stepLength, "r", ratio)),
                workspace.pass("w = w - r * u", variable, Map.of("r", ratio)));
    }
}
