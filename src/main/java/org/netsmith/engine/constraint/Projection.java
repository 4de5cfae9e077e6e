package org.netsmith.engine.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint.Elementwise;
import org.netsmith.engine.constraint.Constraint.OfNorm;
import org.netsmith.engine.expression.Program;

/** A constraint bound to one weight, which each run replaces by its projection. Runs allocate nothing. */
public final class Projection implements Operation {

    private final Backend backend;
    private final Function<Shape, Tensor> memory;
    private final List<Operation> operations = new ArrayList<>();

    private Projection(Backend backend, Function<Shape, Tensor> memory) {
        this.backend = backend;
        this.memory = memory;
    }

    /** @param memory where intermediate values go */
    public static Projection of(Constraint constraint, Backend backend, Function<Shape, Tensor> memory, Tensor weight) {
        Projection projection = new Projection(backend, memory);
        switch (constraint) {
            case Elementwise elementwise ->
                projection.run(Program.of("w", elementwise.asExpression()), Map.of("w", weight));
            case OfNorm ofNorm -> projection.ofNorm(ofNorm, weight);
        }
        return projection;
    }

    /** The axis of the norm lies first, lies last, or is brought last and back. */
    private void ofNorm(OfNorm constraint, Tensor weight) {
        int rank = weight.shape().rank();
        int axis = constraint.axis() < 0 ? constraint.axis() + rank : constraint.axis();
        if (axis == rank - 1) {
            overRows(constraint, weight);
        } else if (axis == 0) {
            long extent = weight.shape().extent(0);
            overColumns(constraint, weight.reshape(Shape.of(extent, weight.size() / extent)));
        } else {
            int[] axes = IntStream.range(0, rank)
                    .map(i -> i < axis ? i : i == rank - 1 ? axis : i + 1)
                    .toArray();
            overMoved(constraint, weight, axes);
        }
    }

    private void overRows(OfNorm constraint, Tensor weight) {
        Tensor squares = memory.apply(weight.shape());
        Tensor norms = memory.apply(Shape.of(weight.size() / weight.shape().extent(-1), 1));
        run(Program.parse("s = w^2"), Map.of("s", squares, "w", weight));
        operations.add(backend.sumRows(squares, norms));
        project(constraint, weight, norms);
    }

    private void overColumns(OfNorm constraint, Tensor weight) {
        Tensor squares = memory.apply(weight.shape());
        Tensor norms = memory.apply(weight.shape().tail());
        run(Program.parse("s = w^2"), Map.of("s", squares, "w", weight));
        operations.add(backend.sumColumns(squares, norms));
        project(constraint, weight, norms);
    }

    private void project(OfNorm constraint, Tensor weight, Tensor norms) {
        run(Program.parse("n = sqrt(n)"), Map.of("n", norms));
        run(Program.of("w", constraint.asExpression()), Map.of("w", weight, "n", norms));
    }

    private void overMoved(OfNorm constraint, Tensor weight, int[] axes) {
        Tensor moved = memory.apply(weight.shape().permute(axes));
        operations.add(backend.permute(weight, axes, moved));
        overRows(constraint, moved);
        int[] back = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            back[axes[i]] = i;
        }
        operations.add(backend.permute(moved, back, weight));
    }

    private void run(Program program, Map<String, Tensor> operands) {
        operations.add(backend.elementwise(program, operands));
    }

    @Override
    public void run() {
        for (int i = 0; i < operations.size(); i++) {
            operations.get(i).run();
        }
    }
}
