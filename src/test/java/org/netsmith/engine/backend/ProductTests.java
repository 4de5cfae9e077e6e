package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of every shape that tiles, strips, panels and blocks have edges at, with guards around every tensor. */
class ProductTests {

    private static final int GUARD = 256;
    private static final byte PATTERN = 0x5A;

    private final List<MemorySegment> guarded = new ArrayList<>();

    /** The ways in which factors lie in memory. */
    private enum Way {
        PLAIN,
        TRANSPOSED_LEFT,
        TRANSPOSED_RIGHT
    }

    private record Operands(Tensor a, Tensor b, Tensor c) {}

    static Stream<Arguments> shapes() {
        Random random = new Random(11);
        int[] small = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 20, 24, 31, 32, 33, 48, 64, 65};
        int[] large = {95, 96, 97, 128, 130, 255, 256, 257, 300, 511, 513, 530};
        Stream<int[]> shared = Stream.of(new int[] {129, 500, 401});
        Stream<int[]> divided = Stream.concat(
                IntStream.range(0, 90).mapToObj(_ -> pick(random, small, small, small)),
                IntStream.range(0, 24)
                        .mapToObj(i -> pick(
                                random,
                                i % 3 == 0 ? large : small,
                                i % 3 == 1 ? large : small,
                                i % 3 == 2 ? large : small)));
        return Stream.concat(shared, divided)
                .flatMap(shape -> Stream.of(Way.values())
                        .flatMap(way -> Stream.of(DType.FLOAT32, DType.FLOAT64)
                                .map(type -> Arguments.of(shape[0], shape[1], shape[2], way, type))));
    }

    private static int[] pick(Random random, int[] rows, int[] depths, int[] columns) {
        return new int[] {
            rows[random.nextInt(rows.length)],
            depths[random.nextInt(depths.length)],
            columns[random.nextInt(columns.length)]
        };
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void isTheSumOverTheDepthAndTouchesNothingElse(int rows, int depth, int columns, Way way, DType type) {
        Operands alone = multiply(1, rows, depth, columns, way, type);

        assertSums(alone, way, type);
        for (int threads = 2; threads <= 3; threads++) {
            assertSame(multiply(threads, rows, depth, columns, way, type).c, alone.c);
        }
        guarded.forEach(ProductTests::assertIntact);
    }

    /** The matrix unit takes numbers apart and adds their products up in another order, no less exactly. */
    @ParameterizedTest
    @MethodSource("shapes")
    void isTheSumByTheMatrixUnit(int rows, int depth, int columns, Way way, DType type) {
        assumeTrue(type == DType.FLOAT32 && Amx.isAvailable(), "needs a processor with AMX");

        Operands alone = multiplyByAmx(false, 1, rows, depth, columns, way);

        assertSums(alone, way, type);
        for (int threads = 2; threads <= 3; threads++) {
            assertSame(multiplyByAmx(false, threads, rows, depth, columns, way).c, alone.c);
            assertSame(multiplyByAmx(true, threads, rows, depth, columns, way).c, alone.c);
        }
        guarded.forEach(ProductTests::assertIntact);
    }

    /** Larger than what several threads pack at once, in its depth and in its rows. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void isTheSameInSeveralRounds(Way way) {
        assertSame(
                multiply(2, 1100, 4500, 300, way, DType.FLOAT32).c, multiply(1, 1100, 4500, 300, way, DType.FLOAT32).c);
        guarded.forEach(ProductTests::assertIntact);
    }

    private Operands multiplyByAmx(boolean shared, int threads, int rows, int depth, int columns, Way way) {
        Operands operands = operands(new CpuBackend(this::allocate, threads), rows, depth, columns, way, DType.FLOAT32);
        Factors factors = new Factors(
                Matrix.of("a", operands.a),
                way == Way.TRANSPOSED_LEFT,
                Matrix.of("b", operands.b),
                way == Way.TRANSPOSED_RIGHT);
        Threads team = Threads.of(threads);
        Matrix c = Matrix.of("c", operands.c);
        if (shared) {
            new SharedProduct(factors, c, List.of(), team, Blocking.OF_AMX, true).run();
        } else {
            new DividedProduct(factors, c, List.of(), team, Blocking.OF_AMX, true).run();
        }
        return operands;
    }

    private Operands multiply(int threads, int rows, int depth, int columns, Way way, DType type) {
        Backend backend = new CpuBackend(this::allocate, threads);
        Operands operands = operands(backend, rows, depth, columns, way, type);
        Operation operation = switch (way) {
            case PLAIN -> backend.product(operands.a, operands.b, operands.c);
            case TRANSPOSED_LEFT -> backend.productTransposedLeft(operands.a, operands.b, operands.c);
            case TRANSPOSED_RIGHT -> backend.productTransposedRight(operands.a, operands.b, operands.c);
        };
        operation.run();
        operation.run();
        return operands;
    }

    private Operands operands(Backend backend, int rows, int depth, int columns, Way way, DType type) {
        Tensor a = way == Way.TRANSPOSED_LEFT ? normal(backend, type, depth, rows) : normal(backend, type, rows, depth);
        Tensor b = way == Way.TRANSPOSED_RIGHT
                ? normal(backend, type, columns, depth)
                : normal(backend, type, depth, columns);
        return new Operands(a, b, normal(backend, type, rows, columns));
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.segment().mismatch(expected.segment())).isEqualTo(-1);
    }

    private static void assertSums(Operands operands, Way way, DType type) {
        Tensor a = operands.a;
        Tensor b = operands.b;
        long rows = operands.c.shape().extent(0);
        long columns = operands.c.shape().extent(1);
        long depth = a.size() / rows;
        double tolerance = (type == DType.FLOAT32 ? 1e-6 : 1e-14) * (depth + 4);
        for (long i = 0; i < rows; i++) {
            for (long j = 0; j < columns; j++) {
                double sum = 0;
                for (long p = 0; p < depth; p++) {
                    sum += a.get(way == Way.TRANSPOSED_LEFT ? p * rows + i : i * depth + p)
                            * b.get(way == Way.TRANSPOSED_RIGHT ? j * depth + p : p * columns + j);
                }
                assertThat(operands.c.get(i * columns + j)).isCloseTo(sum, within(tolerance));
            }
        }
    }

    private Tensor normal(Backend backend, DType type, long rows, long columns) {
        Random random = new Random(rows * 1000 + columns);
        Tensor tensor = backend.allocate(type, Shape.of(rows, columns));
        for (long i = 0; i < tensor.size(); i++) {
            tensor.set(i, random.nextGaussian());
        }
        return tensor;
    }

    private Tensor allocate(DType type, Shape shape) {
        Arena arena = Arena.ofAuto();
        long bytes = shape.size() * type.bytes();
        MemorySegment whole = arena.allocate(bytes + 2 * GUARD, 64).fill(PATTERN);
        guarded.add(whole);
        return new Tensor(type, shape, whole.asSlice(GUARD, bytes), arena, 0);
    }

    private static void assertIntact(MemorySegment whole) {
        assertThat(whole.asSlice(0, GUARD).toArray(ValueLayout.JAVA_BYTE)).containsOnly(PATTERN);
        assertThat(whole.asSlice(whole.byteSize() - GUARD).toArray(ValueLayout.JAVA_BYTE))
                .containsOnly(PATTERN);
    }
}
