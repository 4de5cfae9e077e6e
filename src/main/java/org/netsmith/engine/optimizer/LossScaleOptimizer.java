package org.netsmith.engine.optimizer;

import jakarta.validation.constraints.Positive;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Operation;

/**
 * Another optimizer whose loss is scaled up against underflow: gradients come multiplied by the scale and are divided
 * by it. A batch with a gradient that is not finite is left out and halves the scale; {@code dynamic_growth_steps}
 * batches without one double it. The inner optimizer's own loss scale factor does nothing.
 */
public record LossScaleOptimizer(
        Optimizer innerOptimizer,
        @Nullable @Positive Double initialScale,
        @Nullable @Positive Integer dynamicGrowthSteps)
        implements Optimizer {

    public LossScaleOptimizer {
        if (innerOptimizer instanceof LossScaleOptimizer) {
            throw new IllegalArgumentException("expected an inner_optimizer that does not scale the loss itself");
        }
        initialScale = initialScale == null ? 32768.0 : initialScale;
        dynamicGrowthSteps = dynamicGrowthSteps == null ? 2000 : dynamicGrowthSteps;
    }

    @Override
    public LearningRate learningRate() {
        return innerOptimizer.learningRate();
    }

    @Override
    public Common common() {
        return innerOptimizer.common();
    }

    @Override
    public Operation step(Workspace workspace) {
        return innerOptimizer.step(workspace);
    }

    @Override
    public void setNumbers(long update, double learningRate, ObjDoubleConsumer<String> numbers) {
        innerOptimizer.setNumbers(update, learningRate, numbers);
    }
}
