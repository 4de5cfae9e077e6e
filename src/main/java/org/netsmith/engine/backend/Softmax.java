package org.netsmith.engine.backend;

import java.util.Map;
import org.netsmith.engine.expression.Program;

/**
 * Softmax and its logarithm over rows, composed of the backend's own primitives: a maximum, an elementwise pass, a sum,
 * another pass.
 */
final class Softmax {

    private final CpuBackend backend;
    private final Tensor maxima;
    private final Tensor sums;

    Softmax(CpuBackend backend, Matrix rows) {
        this.backend = backend;
        this.maxima = backend.allocate(rows.tensor().type(), Shape.of(rows.rows(), 1));
        this.sums = backend.allocate(rows.tensor().type(), Shape.of(rows.rows(), 1));
    }

    /** {@code y = exp(x − max x) / Σ exp(x − max x)}; y may be x. */
    Operation softmax(Tensor x, Tensor y) {
        return sequence(
                backend.maximumRows(x, maxima),
                elementwise("y = exp(x - m)", Map.of("x", x, "y", y, "m", maxima)),
                backend.sumRows(y, sums),
                elementwise("y = y / s", Map.of("y", y, "s", sums)));
    }

    /** {@code y = x − max x − log Σ exp(x − max x)}; y may be x. */
    Operation logSoftmax(Tensor x, Tensor y) {
        Tensor powers = backend.allocate(x.type(), x.shape());
        return sequence(
                backend.maximumRows(x, maxima),
                elementwise("p = exp(x - m)", Map.of("x", x, "p", powers, "m", maxima)),
                backend.sumRows(powers, sums),
                elementwise("s = log(s)", Map.of("s", sums)),
                elementwise("y = x - m - s", Map.of("x", x, "y", y, "m", maxima, "s", sums)));
    }

    private Operation elementwise(String program, Map<String, Tensor> operands) {
        return backend.elementwise(Program.parse(program), operands);
    }

    private static Operation sequence(Operation... operations) {
        return () -> {
            for (Operation operation : operations) {
                operation.run();
            }
        };
    }
}
