package org.netsmith.engine.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
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
 * Keeps of a matrix's second moments only the means of rows and columns. With {@code β = 1 − t^decay} and {@code q =
 * g² + ε₁}, a matrix has {@code r = β·r + (1 − β)·mean of q's rows}, c likewise of its columns and {@code v =
 * r/mean(r)·c}, any other variable {@code v = β·v + (1 − β)·q}; then {@code u = g/√v; w −= max(ε₂, rms w)·min(lr,
 * 1/√t)·u/max(1, rms u/threshold)}. Of variables of more than two axes the last two are factored (Shazeer and Stern
 * 2018).
 *
 * @param relativeStep whether the rate is at most 1/√t; in Keras' formula it always is, so it changes nothing
 */
public record Adafactor(
        @Nullable LearningRate learningRate,
        @JsonUnwrapped @Nullable Common common,

        @JsonProperty("beta_2_decay") @Nullable @DecimalMax(value = "0", inclusive = false)
        Double beta2Decay,

        @JsonProperty("epsilon_1") @Nullable @PositiveOrZero Double epsilon1,

        @JsonProperty("epsilon_2") @Nullable @PositiveOrZero Double epsilon2,

        @Nullable @Positive Double clipThreshold,
        @Nullable Boolean relativeStep)
        implements Optimizer {

    public Adafactor {
        learningRate = LearningRate.or(learningRate, 0.001);
        common = Common.or(common);
        beta2Decay = beta2Decay == null ? -0.8 : beta2Decay;
        epsilon1 = epsilon1 == null ? 1e-30 : epsilon1;
        epsilon2 = epsilon2 == null ? 1e-3 : epsilon2;
        clipThreshold = clipThreshold == null ? 1.0 : clipThreshold;
        relativeStep = relativeStep == null || relativeStep;
    }

    @Override
    public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
        numbers.accept("rho", Math.min(rate, 1 / Math.sqrt(update)));
        numbers.accept("new", StrictMath.pow(update, beta2Decay));
    }

    @Override
    public Operation step(Workspace workspace) {
        workspace.scratch("q");
        workspace.scratch("u");
        List<Operation> work = new ArrayList<>();
        work.add(workspace.pass(common.prelude() + "q = g^2 + %s".formatted(epsilon1)));
        for (Variable variable : workspace.variables()) {
            boolean matrix = variable.weight().shape().rank() >= 2;
            work.add(matrix ? factored(workspace, variable) : whole(workspace, variable));
            work.add(clipped(workspace, variable));
        }
        return new InOrder(work);
    }

    private static Operation whole(Workspace workspace, Variable variable) {
        Tensor v = workspace.keep("v/" + variable.path(), variable.weight().shape());
        return workspace.pass("v = (1 - new) * v + new * q; u = g / sqrt(v)", variable, Map.of("v", v));
    }

    private static Operation factored(Workspace workspace, Variable variable) {
        Factors factors = new Factors(workspace, variable);
        List<Operation> work = new ArrayList<>();
        work.add(factors.rowMeans());
        for (long i = 0; i < factors.matrices; i++) {
            work.add(factors.step(i));
        }
        return new InOrder(work);
    }

    private Operation clipped(Workspace workspace, Variable variable) {
        Tensor weight = workspace.scratch(Shape.of());
        Tensor step = workspace.scratch(Shape.of());
        Tensor factor = workspace.scratch(Shape.of());
        return InOrder.of(
                workspace.sumOfSquares(variable.weight(), weight),
                workspace.sumOfSquares(workspace.part("u", variable), step),
                workspace.pass(
                        "f = rho * max(%2$s, sqrt(a / %1$s)) / max(1, sqrt(b / %1$s) / %3$s)"
                                .formatted((double) variable.size(), epsilon2, clipThreshold),
                        Map.of("a", weight, "b", step, "f", factor)),
                workspace.pass("w = w - f * u", variable, Map.of("f", factor)));
    }

    /** The means of rows and columns of one variable, seen as matrices {@code [rows, columns]} one after another. */
    private static final class Factors {

        private final Workspace workspace;
        private final Variable variable;
        private final long rows;
        private final long columns;
        private final long matrices;
        private final Tensor rowMeans;
        private final Tensor columnMeans;
        private final Tensor rowSums;
        private final Tensor columnSums;
        private final Tensor total;

        Factors(Workspace workspace, Variable variable) {
            this.workspace = workspace;
            this.variable = variable;
            Shape shape = variable.weight().shape();
            this.rows = shape.extent(-2);
            this.columns = shape.extent(-1);
            this.matrices = variable.size() / (rows * columns);
            this.rowMeans = workspace.keep("r/" + variable.path(), Shape.of(matrices * rows, 1));
            this.columnMeans = workspace.keep("c/" + variable.path(), Shape.of(matrices, columns));
            this.rowSums = workspace.scratch(rowMeans.shape());
            this.columnSums = workspace.scratch(Shape.of(1, columns));
            this.total = workspace.scratch(Shape.of(1, 1));
        }

        /** {@code r = β·r + (1 − β)·mean of each row}. */
        Operation rowMeans() {
            return InOrder.of(
                    workspace.backend().sumRows(workspace.part("q", variable), rowSums),
                    workspace.pass(mean(columns), Map.of("m", rowMeans, "s", rowSums)));
        }

        /** {@code c = β·c + (1 − β)·mean of each column; u = g/√(r/mean(r)·c)} for one of the matrices. */
        Operation step(long index) {
            Tensor r = rowMeans.view(index * rows, Shape.of(rows, 1));
            Tensor c = columnMeans.view(index * columns, Shape.of(1, columns));
            return InOrder.of(
                    workspace.backend().sumColumns(matrix("q", index), columnSums),
                    workspace.pass(mean(rows), Map.of("m", c, "s", columnSums)),
                    workspace.backend().sumRows(r.reshape(Shape.of(1, rows)), total),
                    workspace.pass(
                            "u = g / sqrt(r / (t / %s) * c)".formatted((double) rows),
                            Map.of("u", matrix("u", index), "g", matrix("g", index), "r", r, "c", c, "t", total)));
        }

        private static String mean(long count) {
            return "m = (1 - new) * m + new * s / %s".formatted((double) count);
        }

        private Tensor matrix(String name, long index) {
            return workspace.part(name, variable).view(index * rows * columns, Shape.of(rows, columns));
        }
    }
}
