package org.netsmith.engine.regularizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;
import org.netsmith.engine.expression.Program.Assignment;
import org.netsmith.engine.regularizer.Regularizer.Elementwise;
import org.netsmith.engine.regularizer.Regularizer.OrthogonalRegularizer;

/**
 * A regularizer bound to one tensor. Each run computes {@code scale·penalty(w)} and, where there is a gradient to add
 * to, adds {@code scale·∂penalty/∂w}. Made once, run every step; runs allocate nothing.
 */
public final class Penalty implements Operation {

    private final Backend backend;
    private final Tensor total;
    private final Operation[] operations;

    private Penalty(Backend backend, Tensor total, List<Operation> operations) {
        this.backend = backend;
        this.total = total;
        this.operations = operations.toArray(Operation[]::new);
    }

    /**
     * The penalty on a weight.
     *
     * @param memory where intermediate values go
     * @param gradient what the gradient is added to; null where only the value is wanted
     */
    public static Penalty of(
            Regularizer regularizer,
            Backend backend,
            Function<Shape, Tensor> memory,
            Tensor weight,
            @Nullable Tensor gradient) {
        return of(regularizer, backend, memory, weight, gradient, 1);
    }

    /** The penalty on a layer's output {@code [batch, …]}, which Keras divides by the batch. */
    public static Penalty ofActivity(
            Regularizer regularizer,
            Backend backend,
            Function<Shape, Tensor> memory,
            Tensor output,
            @Nullable Tensor gradient) {
        return of(
                regularizer,
                backend,
                memory,
                output,
                gradient,
                1.0 / output.shape().extent(0));
    }

    private static Penalty of(
            Regularizer regularizer,
            Backend backend,
            Function<Shape, Tensor> memory,
            Tensor w,
            @Nullable Tensor gradient,
            double scale) {
        Tensor total = memory.apply(Shape.of(1, 1));
        List<Operation> operations = switch (regularizer) {
            case Elementwise elementwise -> elementwise(elementwise, backend, memory, w, gradient, scale, total);
            case OrthogonalRegularizer orthogonal ->
                new Orthogonality(backend, memory, orthogonal, scale).operations(w, gradient, total);
        };
        return new Penalty(backend, total, operations);
    }

    /** Values and gradients in one pass over the memory, then the sum, rows first. */
    private static List<Operation> elementwise(
            Elementwise regularizer,
            Backend backend,
            Function<Shape, Tensor> memory,
            Tensor w,
            @Nullable Tensor gradient,
            double scale,
            Tensor total) {
        Tensor values = memory.apply(w.shape());
        Tensor sums = memory.apply(Shape.of(w.size() / w.shape().extent(-1), 1));
        Program program = program(regularizer, scale, gradient != null);
        Map<String, Tensor> operands = new HashMap<>(Map.of("v", values));
        if (program.inputs().contains("w")) {
            operands.put("w", w);
        }
        if (gradient != null) {
            operands.put("g", gradient);
        }
        return List.of(
                backend.elementwise(program, operands), backend.sumRows(values, sums), backend.sumColumns(sums, total));
    }

    /** {@code v = scale·f(w); g = g + scale·f′(w)}. */
    private static Program program(Elementwise regularizer, double scale, boolean gradient) {
        List<Assignment> assignments = new ArrayList<>();
        assignments.add(new Assignment("v", scaled(regularizer.asExpression(), scale)));
        if (gradient) {
            Expression change = scaled(regularizer.derivative(), scale);
            assignments.add(new Assignment(
                    "g",
                    Expression.parse("g + d").substitute(Map.of("d", change)).simplify()));
        }
        return new Program(assignments);
    }

    private static Expression scaled(Expression expression, double scale) {
        return Expression.parse("s * f")
                .substitute(Map.of("s", Expression.constant(scale), "f", expression))
                .simplify();
    }

    @Override
    public void run() {
        for (Operation operation : operations) {
            operation.run();
        }
    }

    /** The penalty of the last run. */
    public double value() {
        backend.download(total);
        return total.get(0);
    }
}
