package org.netsmith.engine.loss;

import java.util.function.DoubleBinaryOperator;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.loss.Loss.CategoricalCrossentropy;
import org.netsmith.engine.loss.Loss.CategoricalGeneralizedCrossEntropy;
import org.netsmith.engine.loss.Loss.Formulated;
import org.netsmith.engine.loss.Loss.Normalized;
import org.netsmith.engine.loss.Loss.Signed;
import org.netsmith.engine.loss.Loss.SparseCategoricalCrossentropy;

/** Rows that are the mean or the sum of a formula over the units, on the host. */
final class HostFormula implements HostRows {

    private final int rows;
    private final int units;
    private final Preparation targets;
    private final Preparation predictions;
    private final DoubleBinaryOperator formula;
    private final double divisor;
    private final double[] y;
    private final double[] p;

    private HostFormula(
            Shape matrix, Preparation targets, Preparation predictions, DoubleBinaryOperator formula, double divisor) {
        this.rows = Math.toIntExact(matrix.extent(0));
        this.units = Math.toIntExact(matrix.extent(1));
        this.targets = targets;
        this.predictions = predictions;
        this.formula = formula;
        this.divisor = divisor;
        this.y = new double[rows * units];
        this.p = new double[rows * units];
    }

    /** The formulas of one kind of rows. */
    record Maker(DType type, Shape matrix) {

        HostFormula mean(Formulated loss) {
            return make(Preparation.plain(), Preparation.plain(), loss.asExpression(), units());
        }

        HostFormula signed(Signed loss) {
            return make(Preparation.signed(), Preparation.plain(), loss.asExpression(), units());
        }

        HostFormula sum(Formulated loss) {
            return make(Preparation.plain(), Preparation.plain(), loss.asExpression(), 1);
        }

        HostFormula oneHot(CategoricalGeneralizedCrossEntropy loss) {
            return make(Preparation.oneHot(null, units()), Preparation.plain(), loss.asExpression(), 1);
        }

        HostFormula normalized(Normalized loss) {
            Preparation probabilities = loss.fromLogits()
                    ? Preparation.logSoftmax(units()).then(Math::exp)
                    : Preparation.normalized(units());
            return make(Preparation.smooth(loss.labelSmoothing(), units()), probabilities, loss.asExpression(), 1);
        }

        HostFormula logits(CategoricalCrossentropy loss) {
            Preparation smooth = Preparation.smooth(loss.labelSmoothing(), units());
            return make(smooth, Preparation.logSoftmax(units()), Expression.parse("-(y * p)"), 1);
        }

        HostFormula sparse(SparseCategoricalCrossentropy loss) {
            DoubleBinaryOperator logarithm = new CompiledFormula(type)
                    .of(Expression.parse("log(clip(p, 1e-7, 1 - 1e-7))").simplify());
            Preparation logits = loss.fromLogits()
                    ? Preparation.plain()
                    : Preparation.plain().then(p -> logarithm.applyAsDouble(0, p));
            Preparation oneHot = Preparation.oneHot(loss.ignoreClass(), units());
            return make(oneHot, logits.then(Preparation.logSoftmax(units())), Expression.parse("-(y * p)"), 1);
        }

        private HostFormula make(Preparation y, Preparation p, Expression formula, double divisor) {
            return new HostFormula(matrix, y, p, new CompiledFormula(type).of(formula.simplify()), divisor);
        }

        private int units() {
            return Math.toIntExact(matrix.extent(1));
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void losses(double[] target, double[] prediction, double[] losses) {
        targets.prepare(target, y);
        predictions.prepare(prediction, p);
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                sum += formula.applyAsDouble(y[i], p[i]);
            }
            losses[row] = sum / divisor;
        }
    }
}
