package org.netsmith.engine.loss;

import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.loss.Loss.CategoricalCrossentropy;
import org.netsmith.engine.loss.Loss.CategoricalGeneralizedCrossEntropy;
import org.netsmith.engine.loss.Loss.Elementwise;
import org.netsmith.engine.loss.Loss.Normalized;
import org.netsmith.engine.loss.Loss.Signed;
import org.netsmith.engine.loss.Loss.SparseCategoricalCrossentropy;
import org.netsmith.engine.loss.Loss.Structured;
import org.netsmith.engine.loss.Loss.Summed;

/**
 * The losses of rows without a gradient, computed in double on the host for batches of one shape: what a metric shows
 * of a loss. The formulas are those of the loss.
 */
public final class RowLosses {

    private final HostRows rows;
    private final RowMask mask;
    private final double[] losses;
    private double[] target = {};

    /**
     * @param declared of logits where predictions are logits
     * @param type of the predictions
     * @param target and {@code prediction} with the batch in front
     */
    public RowLosses(Loss declared, DType type, Shape target, Shape prediction) {
        Loss loss = declared.resolve(target, prediction);
        this.rows = rows(loss, type, target, prediction);
        this.losses = new double[rows.rows()];
        this.mask = RowMask.of(loss, row -> this.target[(int) row], losses.length);
    }

    /** The loss of each row; the same array every time. */
    public double[] of(double[] target, double[] prediction) {
        this.target = target;
        rows.losses(target, prediction, losses);
        return losses;
    }

    /** Whether the loss counts a row of the last batch at all: not where its class is ignored. */
    public boolean counts(int row) {
        return mask.counts(row);
    }

    private static HostRows rows(Loss loss, DType type, Shape target, Shape prediction) {
        HostFormula.Maker formulas = new HostFormula.Maker(type, Bound.matrix(prediction));
        return switch (loss) {
            case Structured structured -> new HostLoss(target, prediction).of(structured);
            case CategoricalCrossentropy logits when logits.fromLogits() -> formulas.logits(logits);
            case Normalized normalized -> formulas.normalized(normalized);
            case SparseCategoricalCrossentropy sparse -> formulas.sparse(sparse);
            case CategoricalGeneralizedCrossEntropy generalized -> formulas.oneHot(generalized);
            case Signed signed -> formulas.signed(signed);
            case Elementwise elementwise -> formulas.mean(elementwise);
            case Summed summed -> formulas.sum(summed);
            case Loss.Unresolved _ -> throw new IllegalStateException("no shape decides what " + loss + " means");
        };
    }
}
