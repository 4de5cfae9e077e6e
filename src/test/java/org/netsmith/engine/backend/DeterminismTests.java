package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netsmith.engine.backend.Randomness.Purpose;
import org.netsmith.engine.expression.Program;

/** The cpu backend gives the same bits for any number of threads, and for a row alone as in a batch. */
class DeterminismTests {

    private static final int ROWS = 257;
    private static final int COLUMNS = 301;
    private static final int DEPTH = 613;

    private static Backend backend(int threads) {
        return new CpuBackend(Memory.of(Arena.ofAuto()), threads);
    }

    private static Tensor normal(Backend backend, DType type, long... extents) {
        Random random = new Random(Arrays.hashCode(extents));
        Tensor tensor = backend.allocate(type, Shape.of(extents));
        for (long i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextGaussian());
        }
        return tensor;
    }

    private static double[] result(Tensor y, Operation operation) {
        operation.run();
        return y.toArray();
    }

    private static List<double[]> everything(int threads, DType type) {
        Backend backend = backend(threads);
        Tensor x = normal(backend, type, ROWS, COLUMNS);
        Tensor y = backend.allocate(type, Shape.of(ROWS, COLUMNS));
        Tensor columns = backend.allocate(type, Shape.of(COLUMNS));
        Tensor rows = backend.allocate(type, Shape.of(ROWS, 1));
        var place = Randomness.of(5, Purpose.DROPOUT, 2);
        return List.of(
                result(
                        y,
                        backend.product(normal(backend, type, ROWS, DEPTH), normal(backend, type, DEPTH, COLUMNS), y)),
                result(
                        y,
                        backend.productTransposedLeft(
                                normal(backend, type, DEPTH, ROWS), normal(backend, type, DEPTH, COLUMNS), y)),
                result(
                        y,
                        backend.productTransposedRight(
                                normal(backend, type, ROWS, DEPTH), normal(backend, type, COLUMNS, DEPTH), y)),
                result(columns, backend.sumColumns(x, columns)),
                result(rows, backend.sumRows(x, rows)),
                result(y, backend.softmax(x, y)),
                result(y, backend.logSoftmax(x, y)),
                result(y, backend.uniform(y, () -> place)),
                result(
                        y,
                        backend.elementwise(
                                Program.parse("y = tanh(x) * r"),
                                Map.of("x", x, "y", y, "r", normal(backend, type, COLUMNS)))),
                result(y, backend.elementwise(Program.parse("y = exp(x)"), Map.of("x", x, "y", y))));
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void anyNumberOfThreadsGivesTheSameBits(DType type) {
        List<double[]> one = everything(1, type);

        for (int threads : new int[] {2, 3}) {
            List<double[]> many = everything(threads, type);
            for (int i = 0; i < one.size(); i++) {
                assertThat(many.get(i))
                        .as("result %d with %d threads", i, threads)
                        .isEqualTo(one.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void aRowAloneGivesTheSameBitsAsInABatch(DType type) {
        Backend backend = backend(1);
        Tensor weights = normal(backend, type, DEPTH, COLUMNS);
        Tensor square = normal(backend, type, COLUMNS, COLUMNS);

        assertRowsAlone(backend, normal(backend, type, 20, DEPTH), COLUMNS, (x, y) -> backend.product(x, weights, y));
        assertRowsAlone(
                backend,
                normal(backend, type, 20, COLUMNS),
                COLUMNS,
                (x, y) -> backend.productTransposedRight(x, square, y));
        assertRowsAlone(backend, normal(backend, type, 20, COLUMNS), COLUMNS, backend::softmax);
        assertRowsAlone(backend, normal(backend, type, 20, COLUMNS), COLUMNS, backend::logSoftmax);
        assertRowsAlone(backend, normal(backend, type, 20, COLUMNS), 1, backend::sumRows);
        assertRowsAlone(
                backend,
                normal(backend, type, 20, 7),
                7,
                (x, y) -> backend.elementwise(Program.parse("y = sigmoid(x)"), Map.of("x", x, "y", y)));
    }

    private static void assertRowsAlone(
            Backend backend, Tensor x, int columns, BiFunction<Tensor, Tensor, Operation> operation) {
        long rows = x.shape().extent(0);
        Tensor batch = backend.allocate(x.type(), Shape.of(rows, columns));
        operation.apply(x, batch).run();
        for (int count : new int[] {1, 2, 3, 4, 5, 6, 7}) {
            Tensor y = backend.allocate(x.type(), Shape.of(count, columns));
            operation.apply(x.view(0, x.shape().tail().prepend(count)), y).run();
            assertThat(y.toArray()).isEqualTo(batch.view(0, y.shape()).toArray());
        }
    }

    @Test
    void callersThatMeetGetTheirOwnResults() throws InterruptedException {
        Backend backend = backend(3);
        Tensor x = normal(backend, DType.FLOAT32, 400, 400);
        Tensor expected = backend.allocate(DType.FLOAT32, Shape.of(400, 400));
        backend.product(x, x, expected).run();
        List<Tensor> results = Stream.generate(() -> backend.allocate(DType.FLOAT32, Shape.of(400, 400)))
                .limit(3)
                .toList();
        List<Thread> callers = results.stream()
                .map(y -> Thread.ofPlatform().start(() -> {
                    Operation product = backend.product(x, x, y);
                    for (int i = 0; i < 20; i++) {
                        product.run();
                    }
                }))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(results)
                .allSatisfy(y ->
                        assertThat(y.segment().mismatch(expected.segment())).isEqualTo(-1));
    }
}
