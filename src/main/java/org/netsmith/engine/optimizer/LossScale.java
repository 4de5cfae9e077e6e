package org.netsmith.engine.optimizer;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** What the loss, and with it every gradient, is multiplied by, and how that changes. */
final class LossScale {

    /** The highest power of two in float32: an infinite scale could not come down again. */
    private static final double HIGHEST = 0x1p127;

    private final Workspace workspace;
    private final int growthSteps;
    private final Tensor counts;
    private final Operation scale;
    private final Operation unscale;

    private LossScale(Workspace workspace, double factor, int growthSteps) {
        this.workspace = workspace;
        this.growthSteps = growthSteps;
        this.counts = workspace.backend().allocate(DType.FLOAT64, Shape.of(2));
        counts.set(new double[] {factor, 0});
        workspace.addNumber("loss_scale");
        this.scale = workspace.pass("g = g * loss_scale");
        this.unscale = workspace.pass("g = g / loss_scale");
    }

    /** Null where the loss is not scaled. */
    static @Nullable LossScale of(Optimizer optimizer, Workspace workspace) {
        if (optimizer instanceof LossScaleOptimizer dynamic) {
            LossScale scale = new LossScale(workspace, dynamic.initialScale(), dynamic.dynamicGrowthSteps());
            workspace.state().put("loss_scale", scale.counts);
            return scale;
        }
        Double factor = optimizer.common().lossScaleFactor();
        return factor == null ? null : new LossScale(workspace, factor, 0);
    }

    double factor() {
        return counts.get(0);
    }

    void scale() {
        workspace.set("loss_scale", factor());
        scale.run();
    }

    /** Divides the gradients by the scale, unless one of them is not finite and the batch is to be left out. */
    boolean unscale() {
        if (growthSteps > 0 && !finite(workspace.flat("g"))) {
            set(factor() / 2, 0);
            return false;
        }
        workspace.set("loss_scale", factor());
        unscale.run();
        if (growthSteps > 0) {
            grow();
        }
        return true;
    }

    private void grow() {
        double finite = counts.get(1) + 1;
        boolean full = finite == growthSteps;
        set(full ? Math.min(2 * factor(), HIGHEST) : factor(), full ? 0 : finite);
    }

    private void set(double factor, double finite) {
        counts.set(0, factor);
        counts.set(1, finite);
    }

    private boolean finite(Tensor gradients) {
        workspace.backend().download(gradients);
        for (long i = 0; i < gradients.size(); i++) {
            if (!Double.isFinite(gradients.get(i))) {
                return false;
            }
        }
        return true;
    }
}
