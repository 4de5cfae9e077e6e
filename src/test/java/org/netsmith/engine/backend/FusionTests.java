package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.engine.expression.Program;

/** What follows a product part by part gives the bits that it gives afterwards. */
class FusionTests {

    /** Divided by columns, by rows, by nothing; in columns of no whole vector; large enough to be shared; in rounds. */
    static Stream<Arguments> shapes() {
        int[][] shapes = {
            {40, 30, 64}, {64, 256, 256}, {65, 130, 97}, {700, 600, 33}, {129, 500, 401}, {1100, 4500, 300}, {9, 0, 40}
        };
        return Stream.of(shapes)
                .flatMap(shape -> IntStream.rangeClosed(1, 3)
                        .mapToObj(threads -> Arguments.of(threads, shape[0], shape[1], shape[2])));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void biasActivationAndItsDerivative(int threads, int rows, int depth, int columns) {
        Case one = new Case(threads, rows, depth, columns);
        List<Operation> operations = List.of(one.product(), one.activation());

        List<Operation> fused = one.backend.fuse(operations);
        assertThat(fused).hasSize(1);
        one.assertSame(operations, fused, one.c, one.y);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientsOfPreActivationsAndBias(int threads, int rows, int depth, int columns) {
        Case one = new Case(threads, rows, depth, columns);
        Tensor b = one.normal(columns, depth);
        List<Operation> operations = List.of(
                one.backend.productTransposedRight(one.a, b, one.c),
                one.backend.elementwise(Program.parse("g = g * d"), Map.of("g", one.c, "d", one.y)),
                one.backend.sumColumns(one.c, one.bias));

        List<Operation> fused = one.backend.fuse(operations);
        assertThat(fused).hasSizeBetween(1, 2);
        one.assertSame(operations, fused, one.c, one.bias);
    }

    @Test
    void columnSumsFollowWhereAPartHasAllRows() {
        Case one = new Case(2, 64, 256, 256);

        assertThat(one.backend.fuse(List.of(one.product(), one.backend.sumColumns(one.c, one.bias))))
                .hasSize(1);
    }

    @Test
    void whatWritesToAFactorWaits() {
        Case one = new Case(2, 64, 256, 256);
        List<Operation> operations =
                List.of(one.product(), one.backend.elementwise(Program.parse("a = c"), Map.of("a", one.a, "c", one.c)));

        assertThat(one.backend.fuse(operations)).isEqualTo(operations);
    }

    @Test
    void whatReadsTheResultInAnotherWayWaits() {
        Case one = new Case(2, 64, 256, 256);
        Tensor row = one.c.view(768, Shape.of(256));
        List<Operation> operations = List.of(
                one.product(),
                one.backend.elementwise(Program.parse("y = c + r"), Map.of("y", one.y, "c", one.c, "r", row)));

        assertThat(one.backend.fuse(operations)).isEqualTo(operations);
    }

    @Test
    void whatReadsAnEarlierFollowersResultInAnotherWayWaits() {
        Case one = new Case(2, 64, 256, 256);
        Tensor row = one.y.view(768, Shape.of(256));
        List<Operation> operations = List.of(
                one.product(),
                one.activation(),
                one.backend.elementwise(Program.parse("c = c + r"), Map.of("c", one.c, "r", row)));

        List<Operation> fused = one.backend.fuse(operations);
        assertThat(fused).hasSize(2);
        one.assertSame(operations, fused, one.c, one.y);
    }

    @Test
    void whatReadsOtherMemoryStaysAlone() {
        Case one = new Case(2, 64, 256, 256);
        List<Operation> operations =
                List.of(one.product(), one.backend.elementwise(Program.parse("y = y + 1"), Map.of("y", one.y)));

        assertThat(one.backend.fuse(operations)).isEqualTo(operations);
    }

    @Test
    void fewRowsStayAlone() {
        Case one = new Case(2, 3, 256, 256);
        List<Operation> operations = List.of(one.product(), one.activation());

        assertThat(one.backend.fuse(operations)).isEqualTo(operations);
    }

    private static final class Case {

        final Random random = new Random(5);
        final Backend backend;
        final Tensor a;
        final Tensor b;
        final Tensor c;
        final Tensor y;
        final Tensor bias;

        Case(int threads, int rows, int depth, int columns) {
            this.backend = new CpuBackend(Memory.of(Arena.ofAuto()), threads);
            this.a = normal(rows, depth);
            this.b = normal(depth, columns);
            this.c = normal(rows, columns);
            this.y = normal(rows, columns);
            this.bias = normal(1, columns);
        }

        Tensor normal(int rows, int columns) {
            Tensor tensor = backend.allocate(DType.FLOAT32, Shape.of(rows, columns));
            for (long i = 0; i < tensor.size(); i++) {
                tensor.set(i, random.nextGaussian());
            }
            return tensor;
        }

        Operation product() {
            return backend.product(a, b, c);
        }

        Operation activation() {
            return backend.elementwise(
                    Program.parse("y = max(z + b, 0); z = 2 * z"), Map.of("y", y, "z", c, "b", bias));
        }

        void assertSame(List<Operation> operations, List<Operation> fused, Tensor... results) {
            double[] before = y.toArray();
            operations.forEach(Operation::run);
            List<double[]> expected = Stream.of(results).map(Tensor::toArray).toList();
            for (int i = 0; i < before.length; i++) {
                y.set(i, before[i]);
            }
            fused.forEach(Operation::run);
            for (int i = 0; i < results.length; i++) {
                assertThat(Arrays.equals(results[i].toArray(), expected.get(i))).isTrue();
            }
        }
    }
}
