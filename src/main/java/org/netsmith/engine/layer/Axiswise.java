package org.netsmith.engine.layer;

import java.util.Map;
import org.netsmith.engine.activation.ActivationFunction.AlongAxis;
import org.netsmith.engine.activation.ActivationFunction.Glu;
import org.netsmith.engine.activation.ActivationFunction.LogSoftmax;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.activation.ActivationFunction.Sparsemax;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Activations of what lies along one axis: that axis is moved to where the backend works, and back. */
record Axiswise(AlongAxis function) {

    /** The shape of one row that comes out of rows of this shape. */
    Shape outputShape(Shape input) {
        int axis = axis(input.rank() + 1);
        if (!(function instanceof Glu)) {
            return input;
        }
        long extent = input.extent(axis - 1);
        if (extent % 2 != 0) {
            throw new ShapeException("glu takes halves of axis %d, which must be even; received rows of shape %s"
                    .formatted(function.axis(), input));
        }
        return input.with(axis - 1, extent / 2);
    }

    /** The axis counted from the front of {@code [batch, …]}, so at least 1. */
    private int axis(int rank) {
        int axis = function.axis() < 0 ? function.axis() + rank : function.axis();
        if (axis < 1 || axis >= rank) {
            throw new ShapeException("%s.axis must name an axis behind the batch, between 1 and %d (or -1), received %d"
                    .formatted(function.getClass().getSimpleName(), rank - 1, function.axis()));
        }
        return axis;
    }

    Pass build(Scope scope, Tensor x) {
        int rank = x.shape().rank();
        MovedAxis moved = new MovedAxis(axis(rank), function instanceof Glu ? 0 : rank - 1);
        Pass pass = buildMoved(scope, moved.apply(scope, x));
        return Pass.of(moved.back().apply(scope, pass.output()), (dy, _) -> {
            Tensor dx = pass.toInput(moved.apply(scope, dy), true);
            return dx == null ? null : moved.back().apply(scope, dx);
        });
    }

    private Pass buildMoved(Scope scope, Tensor x) {
        return switch (function) {
            case Softmax _ -> softmax(scope, x);
            case LogSoftmax _ -> logSoftmax(scope, x);
            case Sparsemax _ -> sparsemax(scope, x);
            case Glu _ -> gated(scope, x);
        };
    }

    /** {@code dx = y·(dy − Σ dy·y)}. */
    private static Pass softmax(Scope scope, Tensor x) {
        Tensor y = scope.tensor(x.shape());
        scope.run(scope.backend().softmax(x, y));
        return Pass.of(y, (dy, _) -> {
            Tensor sum = column(scope, y);
            scope.run("g = g * y", Map.of("g", dy, "y", y));
            scope.run(scope.backend().sumRows(dy, sum));
            scope.run("g = g - y * s", Map.of("g", dy, "y", y, "s", sum));
            return dy;
        });
    }

    /** {@code dx = dy − e^y·Σ dy}. */
    private static Pass logSoftmax(Scope scope, Tensor x) {
        Tensor y = scope.tensor(x.shape());
        scope.run(scope.backend().logSoftmax(x, y));
        return Pass.of(y, (dy, _) -> {
            Tensor sum = column(scope, y);
            scope.run(scope.backend().sumRows(dy, sum));
            scope.run("g = g - exp(y) * s", Map.of("g", dy, "y", y, "s", sum));
            return dy;
        });
    }

    private static Pass sparsemax(Scope scope, Tensor x) {
        Tensor y = scope.tensor(x.shape());
        SparseProjection projection = new SparseProjection(x, y);
        scope.run(projection.forward(scope.backend()));
        return Pass.of(y, (dy, _) -> {
            scope.run(projection.backward(scope.backend(), dy));
            return dy;
        });
    }

    /** {@code da = dy·σ(b)}, {@code db = dy·a·σ(b)·(1 − σ(b))}; along the first axis halves are whole in memory. */
    private static Pass gated(Scope scope, Tensor x) {
        Shape half = x.shape().with(0, x.shape().extent(0) / 2);
        Tensor a = x.view(0, half);
        Tensor gate = scope.tensor(half);
        Tensor y = scope.tensor(half);
        scope.run("s = sigmoid(b); y = a * s", Map.of("a", a, "b", x.view(half.size(), half), "s", gate, "y", y));
        return Pass.of(y, (dy, _) -> {
            Tensor dx = scope.tensor(x.shape());
            Tensor da = dx.view(0, half);
            Tensor db = dx.view(half.size(), half);
            scope.run("p = g * s; q = p * a * (1 - s)", Map.of("g", dy, "s", gate, "a", a, "p", da, "q", db));
            return dx;
        });
    }

    private static Tensor column(Scope scope, Tensor x) {
        return scope.tensor(Shape.of(x.size() / x.shape().extent(-1), 1));
    }
}
