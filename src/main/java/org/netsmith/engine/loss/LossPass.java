package org.netsmith.engine.loss;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;
import org.netsmith.engine.expression.Program.Assignment;
import org.netsmith.engine.layer.Scope;
import org.netsmith.engine.loss.Loss.CategoricalCrossentropy;
import org.netsmith.engine.loss.Loss.Elementwise;
import org.netsmith.engine.loss.Loss.SparseCategoricalCrossentropy;

/**
 * A loss built for one batch: its targets, the weight of each row, the loss of each row, and in training the gradient
 * of the prediction. Before a run, {@link #weigh} turns sample weights into row weights; after it, {@link #value()}
 * is the reduced loss.
 */
public final class LossPass {

    private final Loss loss;
    private final Scope scope;
    private final Tensor prediction;
    private final Tensor target;
    private final Tensor rowWeights;
    private final Tensor rowLosses;
    private final @Nullable Tensor gradient;
    private final long rows;
    private boolean weighedAlike;

    /**
     * Appends the loss of a prediction {@code [batch, …, units]} to what the scope runs.
     *
     * @param loss of logits where the prediction is logits
     * @param targetShape {@code [batch, …, units]}, or for class numbers {@code [batch, …]} or {@code [batch, …, 1]}
     */
    public LossPass(Loss loss, Scope scope, Tensor prediction, Shape targetShape) {
        this.loss = loss;
        this.scope = scope;
        this.prediction = prediction;
        this.rows = prediction.size() / units();
        this.target = scope.tensor(targetShape);
        this.rowWeights = scope.backend().allocate(prediction.type(), Shape.of(rows, 1));
        this.rowLosses = scope.tensor(Shape.of(rows, 1));
        this.gradient = scope.training() ? scope.tensor(matrix()) : null;
        switch (loss) {
            case Elementwise elementwise -> buildElementwise(elementwise);
            case CategoricalCrossentropy categorical -> buildCategorical(categorical);
            case SparseCategoricalCrossentropy sparse -> buildSparse(sparse);
        }
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

    /**
     * Sets the weight of each row from the targets and the sample weights, which count for all rows of a sample where
     * there are fewer of them than rows.
     */
    public void weigh(@Nullable Tensor sampleWeights) {
        boolean masks = loss instanceof SparseCategoricalCrossentropy sparse && sparse.ignoreClass() != null;
        if (sampleWeights == null && !masks) {
            weighAlike();
            return;
        }
        weighedAlike = false;
        double mask = masks ? maskFactor() : 1;
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            double weight = sampleWeights == null ? 1 : sampleWeights.get(row * sampleWeights.size() / rows);
            double masked = isIgnored(row) ? 0 : weight * mask;
            rowWeights.set(row, masked);
            sum += masked;
        }
        double divisor = loss.reduction().divisor(rows, sum);
        for (long row = 0; row < rows; row++) {
            rowWeights.set(row, rowWeights.get(row) / divisor);
        }
        scope.backend().upload(rowWeights);
    }

    /**
     * Every row counts 1: set once, then left alone; that is why these weights share no memory with another batch
     * size.
     */
    private void weighAlike() {
        if (weighedAlike) {
            return;
        }
        double weight = 1 / loss.reduction().divisor(rows, rows);
        for (long row = 0; row < rows; row++) {
            rowWeights.set(row, weight);
        }
        scope.backend().upload(rowWeights);
        weighedAlike = true;
    }

    /** As Keras: a mean over all rows becomes one over the rows that count. */
    private double maskFactor() {
        boolean mean = loss.reduction() == Reduction.SUM_OVER_BATCH_SIZE || loss.reduction() == Reduction.MEAN;
        long counted = 0;
        for (long row = 0; row < rows; row++) {
            counted += isIgnored(row) ? 0 : 1;
        }
        return mean ? (double) rows / Math.max(1, counted) : 1;
    }

    private boolean isIgnored(long row) {
        return loss instanceof SparseCategoricalCrossentropy sparse
                && sparse.ignoreClass() != null
                && target.get(row) == sparse.ignoreClass();
    }

    /** The reduced loss of the batch that ran last. */
    public double value() {
        scope.backend().download(rowLosses);
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            double weight = rowWeights.get(row);
            sum += weight == 0 ? 0 : weight * rowLosses.get(row);
        }
        return sum;
    }

    private long units() {
        return prediction.shape().rank() < 2 ? 1 : prediction.shape().extent(-1);
    }

    private Shape matrix() {
        return Shape.of(rows, units());
    }

    /** {@code row = mean f(y, p)}, {@code gradient = ∂f/∂p·weight/units}. */
    private void buildElementwise(Elementwise elementwise) {
        Expression f = Expression.parse(elementwise.formula());
        Tensor y = target.reshape(matrix());
        Tensor p = prediction.reshape(matrix());
        Tensor values = units() == 1 ? rowLosses : scope.tensor(matrix());
        Expression derivative = Expression.parse("d * w / " + units())
                .substitute(Map.of("d", f.derivative("p")))
                .simplify();
        Program program = gradient == null
                ? new Program(java.util.List.of(new Assignment("l", f)))
                : new Program(java.util.List.of(new Assignment("l", f), new Assignment("g", derivative)));
        scope.run(
                program,
                gradient == null
                        ? Map.of("y", y, "p", p, "l", values)
                        : operands(program, Map.of("y", y, "p", p, "l", values, "g", gradient, "w", rowWeights)));
        if (units() > 1) {
            scope.run(scope.backend().sumRows(values, rowLosses));
            scope.run("l = l / " + units(), Map.of("l", rowLosses));
        }
    }

    /** Only what the program names: a formula need not use the prediction. */
    private static Map<String, Tensor> operands(Program program, Map<String, Tensor> all) {
        Map<String, Tensor> named = new java.util.HashMap<>(all);
        named.keySet()
                .removeIf(name ->
                        !program.inputs().contains(name) && !program.outputs().contains(name));
        return named;
    }

    private void buildCategorical(CategoricalCrossentropy categorical) {
        Tensor y = target.reshape(matrix());
        if (categorical.labelSmoothing() != 0) {
            Tensor smooth = scope.tensor(matrix());
            double s = categorical.labelSmoothing();
            scope.run("t = y * %s + %s".formatted(1 - s, s / units()), Map.of("t", smooth, "y", y));
            y = smooth;
        }
        if (categorical.fromLogits()) {
            buildFromLogits(prediction.reshape(matrix()), y, gradient);
        } else {
            buildFromProbabilities(prediction.reshape(matrix()), y);
        }
    }

    private void buildSparse(SparseCategoricalCrossentropy sparse) {
        Tensor oneHot = scope.tensor(matrix());
        Backend backend = scope.backend();
        scope.run(() -> OneHot.write(backend, target, oneHot));
        Tensor p = prediction.reshape(matrix());
        if (sparse.fromLogits()) {
            buildFromLogits(p, oneHot, gradient);
            return;
        }
        Tensor logits = scope.tensor(matrix());
        scope.run("z = log(clip(p, 1e-7, 1 - 1e-7))", Map.of("z", logits, "p", p));
        buildFromLogits(logits, oneHot, gradient);
        if (gradient != null) {
            scope.run("g = select(p < 1e-7 or p > 1 - 1e-7, 0, g / p)", Map.of("g", gradient, "p", p));
        }
    }

    /** {@code row = −Σ y·logsoftmax z}, {@code gradient = (softmax z·Σ y − y)·weight}. */
    private void buildFromLogits(Tensor z, Tensor y, @Nullable Tensor dz) {
        Tensor logarithms = scope.tensor(matrix());
        Tensor products = scope.tensor(matrix());
        scope.run(scope.backend().logSoftmax(z, logarithms));
        scope.run("t = -(y * l)", Map.of("t", products, "y", y, "l", logarithms));
        scope.run(scope.backend().sumRows(products, rowLosses));
        if (dz != null) {
            Tensor mass = scope.tensor(Shape.of(rows, 1));
            scope.run(scope.backend().sumRows(y, mass));
            scope.run("g = (exp(l) * m - y) * w", Map.of("g", dz, "l", logarithms, "m", mass, "y", y, "w", rowWeights));
        }
    }

    /** {@code q = p/Σp}, {@code row = −Σ y·log clip(q)}; the gradient goes through the clip and the division. */
    private void buildFromProbabilities(Tensor p, Tensor y) {
        Tensor sum = scope.tensor(Shape.of(rows, 1));
        Tensor products = scope.tensor(matrix());
        scope.run(scope.backend().sumRows(p, sum));
        scope.run("l = -(y * log(clip(p / s, 1e-7, 1 - 1e-7)))", Map.of("l", products, "y", y, "p", p, "s", sum));
        scope.run(scope.backend().sumRows(products, rowLosses));
        if (gradient != null) {
            Tensor inner = scope.tensor(Shape.of(rows, 1));
            scope.run(
                    "q = p / s; g = select(q < 1e-7 or q > 1 - 1e-7, 0, -(y / q)); t = g * q",
                    Map.of("p", p, "s", sum, "y", y, "g", gradient, "t", products));
            scope.run(scope.backend().sumRows(products, inner));
            scope.run("g = (g - i) / s * w", Map.of("g", gradient, "i", inner, "s", sum, "w", rowWeights));
        }
    }
}
