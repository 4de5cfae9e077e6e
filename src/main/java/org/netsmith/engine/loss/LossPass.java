package org.netsmith.engine.loss;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Scope;
import org.netsmith.engine.loss.Loss.CategoricalCrossentropy;
import org.netsmith.engine.loss.Loss.CategoricalGeneralizedCrossEntropy;
import org.netsmith.engine.loss.Loss.Elementwise;
import org.netsmith.engine.loss.Loss.Formulated;
import org.netsmith.engine.loss.Loss.Normalized;
import org.netsmith.engine.loss.Loss.Signed;
import org.netsmith.engine.loss.Loss.SparseCategoricalCrossentropy;
import org.netsmith.engine.loss.Loss.Structured;
import org.netsmith.engine.loss.Loss.Summed;

/**
 * A loss built for one batch: its targets, the weight of each row, the loss of each row, and in training the gradient
 * of the prediction. Before a run, {@link #weigh} turns sample weights into row weights; after it, {@link #value()}
 * is the reduced loss.
 */
public final class LossPass {

    private final Scope scope;
    private final Tensor prediction;
    private final Tensor target;
    private final RowWeights weights;
    private final RowMask mask;
    private final Tensor rowLosses;
    private final @Nullable Tensor gradient;

    /**
     * Appends the loss of a prediction {@code [batch, …, units]} to what the scope runs.
     *
     * @param declared of logits where the prediction is logits
     * @param targetShape {@code [batch, …, units]}, or for class numbers {@code [batch, …]} or {@code [batch, …, 1]}
     */
    public LossPass(Loss declared, Scope scope, Tensor prediction, Shape targetShape) {
        Loss loss = declared.resolve(targetShape, prediction.shape());
        Shape matrix = Bound.matrix(prediction.shape());
        this.scope = scope;
        this.prediction = prediction;
        this.target = scope.tensor(targetShape);
        HostRows.@Nullable Differentiable structured =
                loss instanceof Structured kind ? new HostLoss(targetShape, prediction.shape()).of(kind) : null;
        long rows = structured == null ? matrix.extent(0) : structured.rows();
        this.weights = new RowWeights(loss.reduction(), scope.backend(), prediction, rows);
        this.mask = RowMask.of(loss, target::get, rows);
        this.rowLosses = scope.tensor(Shape.of(rows, 1));
        this.gradient = scope.training() ? scope.tensor(matrix) : null;
        if (structured == null) {
            build(loss, matrix);
        } else {
            scope.run(new HostPass(bound(target), structured));
        }
    }

    private void build(Loss loss, Shape matrix) {
        Targets targets = new Targets(scope, target, matrix);
        switch (loss) {
            case CategoricalCrossentropy logits
            when logits.fromLogits() -> LogitRows.build(bound(targets.smooth(logits.labelSmoothing())));
            case Normalized normalized ->
                new NormalizedRows(normalized.asExpression(), normalized.fromLogits())
                        .build(bound(targets.smooth(normalized.labelSmoothing())));
            case SparseCategoricalCrossentropy sparse -> buildSparse(sparse, targets);
            case CategoricalGeneralizedCrossEntropy generalized -> buildFormula(generalized, targets.oneHot(null));
            case Signed signed -> buildFormula(signed, targets.signed());
            case Elementwise elementwise -> buildFormula(elementwise, targets.rows());
            case Summed summed -> buildFormula(summed, targets.rows());
            case Structured _, Loss.Unresolved _ -> throw new IllegalStateException("no formula of " + loss);
        }
    }

    private void buildFormula(Formulated loss, Tensor y) {
        new FormulaRows(loss.asExpression(), loss instanceof Elementwise).build(bound(y));
    }

    private void buildSparse(SparseCategoricalCrossentropy sparse, Targets targets) {
        Bound bound = bound(targets.oneHot(sparse.ignoreClass()));
        if (sparse.fromLogits()) {
            LogitRows.build(bound);
        } else {
            LogitRows.ofProbabilities(bound);
        }
    }

    private Bound bound(Tensor y) {
        Tensor p = prediction.reshape(Bound.matrix(prediction.shape()));
        return new Bound(scope, p, y, weights.tensor(), rowLosses, gradient);
    }

    /** Where the targets go. */
    public Tensor target() {
        return target;
    }

    /** The gradient of the reduced loss by the prediction, in its shape; null where nothing learns. */
    public @Nullable Tensor gradient() {
        return gradient == null ? null : gradient.reshape(prediction.shape());
    }

    /** The loss of each row, unweighted: {@code [rows, 1]}. */
    public Tensor rowLosses() {
        return rowLosses;
    }

    /** Sets the weight of each row from the targets and the sample weights. */
    public void weigh(@Nullable Tensor sampleWeights) {
        weigh(sampleWeights, null);
    }

    /**
     * Sets the weight of each row from the targets, the sample weights and a mask, which count for all rows of a
     * sample where there are fewer of them than rows.
     *
     * @param rowMask 0 for rows that do not count
     */
    public void weigh(@Nullable Tensor sampleWeights, @Nullable Tensor rowMask) {
        if (sampleWeights == null && rowMask == null && mask == RowMask.ALL) {
            weights.alike();
        } else {
            scope.backend().download(target);
            weights.weigh(sampleWeights, rowMask, mask);
        }
    }

    /** The reduced loss of the batch that ran last; without a reduction the sum. */
    public double value() {
        scope.backend().download(rowLosses);
        double sum = 0;
        for (long row = 0; row < rowLosses.size(); row++) {
            sum += weightedLoss(row);
        }
        return sum;
    }

    /** What a row adds to the reduced loss; a row that counts nothing adds 0 whatever its loss is. */
    double weightedLoss(long row) {
        double weight = weights.get(row);
        return weight == 0 ? 0 : weight * rowLosses.get(row);
    }
}
