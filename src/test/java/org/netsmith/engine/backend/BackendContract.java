package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.backend.Randomness.Purpose;
import org.netsmith.engine.expression.Program;

/** What every backend must do, in every type, measured against plain loops in double precision. */
abstract class BackendContract {

    private static final int[] EXTENTS = {1, 5, 6, 7, 31, 32, 33, 65};
    private static final int[] DEPTHS = {0, 1, 7, 33, 300};

    private final Random random = new Random(42);

    abstract Backend backend();

    abstract DType type();

    /** Each sum adds a rounding error, so the tolerance grows with the number of summands of size one. */
    private double tolerance(int summands) {
        return (type() == DType.FLOAT32 ? 2e-6 : 1e-12) * (4 + summands);
    }

    private Tensor tensor(IntToDoubleFunction values, long... extents) {
        Tensor tensor = backend().allocate(type(), Shape.of(extents));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, values.applyAsDouble(i));
        }
        backend().upload(tensor);
        return tensor;
    }

    private Tensor normal(long... extents) {
        return tensor(i -> random.nextGaussian(), extents);
    }

    /** What must be overwritten. */
    private Tensor dirty(long... extents) {
        return tensor(i -> 1e10, extents);
    }

    private double[] after(Operation operation, Tensor result) {
        operation.run();
        backend().download(result);
        return result.toArray();
    }

    private void assertClose(double[] actual, IntToDoubleFunction expected, double tolerance) {
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("element %d", i).isCloseTo(expected.applyAsDouble(i), within(tolerance));
        }
    }

    private static double sum(int count, IntToDoubleFunction summand) {
        return IntStream.range(0, count).mapToDouble(summand).sum();
    }

    @Test
    void computesWithMemoryOfOthers() {
        Tensor own = normal(5, 7);
        Tensor others = Tensor.over(
                type(), own.shape(), Arena.ofAuto().allocate(own.segment().byteSize(), 64));
        others.segment().copyFrom(own.segment());
        Tensor sums = dirty(7);
        Tensor expected = dirty(7);

        assertThat(after(backend().sumColumns(backend().adopt(others), sums), sums))
                .isEqualTo(after(backend().sumColumns(backend().adopt(own), expected), expected));
    }

    @Test
    void allocatesAlignedZeros() {
        Tensor tensor = backend().allocate(type(), Shape.of(3, 7));

        assertThat(tensor.segment().address() % 64).isZero();
        assertThat(tensor.toArray()).hasSize(21).containsOnly(0);
    }

    @Test
    void multipliesMatrices() {
        forEachShape((m, n, k) -> {
            Tensor a = normal(m, k);
            Tensor b = normal(k, n);
            Tensor c = dirty(m, n);
            double[] x = a.toArray();
            double[] y = b.toArray();

            assertClose(
                    after(backend().product(a, b, c), c),
                    i -> sum(k, p -> x[i / n * k + p] * y[p * n + i % n]),
                    tolerance(k));
        });
    }

    @Test
    void multipliesByATransposedLeftMatrix() {
        forEachShape((m, n, k) -> {
            Tensor a = normal(k, m);
            Tensor b = normal(k, n);
            Tensor c = dirty(m, n);
            double[] x = a.toArray();
            double[] y = b.toArray();

            assertClose(
                    after(backend().productTransposedLeft(a, b, c), c),
                    i -> sum(k, p -> x[p * m + i / n] * y[p * n + i % n]),
                    tolerance(k));
        });
    }

    @Test
    void multipliesByATransposedRightMatrix() {
        forEachShape((m, n, k) -> {
            Tensor a = normal(m, k);
            Tensor b = normal(n, k);
            Tensor c = dirty(m, n);
            double[] x = a.toArray();
            double[] y = b.toArray();

            assertClose(
                    after(backend().productTransposedRight(a, b, c), c),
                    i -> sum(k, p -> x[i / n * k + p] * y[i % n * k + p]),
                    tolerance(k));
        });
    }

    private interface ShapeTest {
        void run(int m, int n, int k);
    }

    /** Every extent in every place, but not all combinations. */
    private void forEachShape(ShapeTest test) {
        for (int i = 0; i < EXTENTS.length; i++) {
            for (int j = 0; j < EXTENTS.length; j++) {
                test.run(EXTENTS[i], EXTENTS[j], DEPTHS[(i + j) % DEPTHS.length]);
            }
        }
    }

    @Test
    void multipliesTensorsOfHigherRankAsMatricesOfTheirLastAxis() {
        Tensor a = normal(2, 3, 4);
        Tensor b = normal(4, 5);
        Tensor c = dirty(2, 3, 5);
        double[] x = a.toArray();
        double[] y = b.toArray();

        assertClose(
                after(backend().product(a, b, c), c),
                i -> sum(4, p -> x[i / 5 * 4 + p] * y[p * 5 + i % 5]),
                tolerance(4));
    }

    @Test
    void worksOnViewsOfOneTensorAndLeavesTheRestAlone() {
        Tensor whole = normal(200);
        double[] before = whole.toArray();
        Tensor a = whole.view(3, Shape.of(5, 7));
        Tensor b = whole.view(41, Shape.of(7, 9));
        Tensor c = whole.view(111, Shape.of(5, 9));

        backend().product(a, b, c).run();
        backend().download(whole);

        assertClose(
                whole.toArray(),
                i -> i < 111 || i >= 156
                        ? before[i]
                        : sum(7, p -> before[3 + (i - 111) / 9 * 7 + p] * before[41 + p * 9 + (i - 111) % 9]),
                tolerance(7));
    }

    @Test
    void sumsColumnsAndRows() {
        for (int m : EXTENTS) {
            for (int n : EXTENTS) {
                Tensor x = normal(m, n);
                Tensor columns = dirty(n);
                Tensor rows = dirty(m, 1);
                double[] values = x.toArray();

                assertClose(
                        after(backend().sumColumns(x, columns), columns),
                        j -> sum(m, i -> values[i * n + j]),
                        tolerance(m));
                assertClose(after(backend().sumRows(x, rows), rows), i -> sum(n, j -> values[i * n + j]), tolerance(n));
            }
        }
    }

    @Test
    void sumsNothingToZero() {
        Tensor y = dirty(5);

        assertThat(after(backend().sumColumns(backend().allocate(type(), Shape.of(0, 5)), y), y))
                .containsOnly(0);
    }

    @Test
    void takesSoftmaxAndItsLogarithm() {
        for (int n : EXTENTS) {
            Tensor x = tensor(i -> 3 * random.nextGaussian(), 4, n);
            Tensor y = dirty(4, n);
            double[] values = x.toArray();
            IntToDoubleFunction logarithm = i -> values[i] - Math.log(sum(n, j -> Math.exp(values[i / n * n + j])));

            assertClose(after(backend().softmax(x, y), y), i -> Math.exp(logarithm.applyAsDouble(i)), tolerance(1));
            assertClose(after(backend().logSoftmax(x, y), y), logarithm, tolerance(20));
        }
    }

    @Test
    void takesSoftmaxOfLargeNumbersInPlace() {
        Tensor x = tensor(i -> 1000 + i % 3, 2, 3);

        assertClose(after(backend().softmax(x, x), x), i -> Math.exp(i % 3) / (1 + Math.E + Math.exp(2)), tolerance(1));
    }

    @Test
    void gathersRows() {
        Tensor x = normal(7, 5);
        Tensor y = dirty(4, 5);
        double[] values = x.toArray();
        int[] rows = {6, 0, 3, 3};
        Operation gather = backend().gather(x, rows, y);

        assertClose(after(gather, y), i -> values[rows[i / 5] * 5 + i % 5], 0);

        rows[1] = 5;
        assertClose(after(gather, y), i -> values[rows[i / 5] * 5 + i % 5], 0);
    }

    @Test
    void addsRowsToRows() {
        Tensor x = normal(4, 5);
        Tensor y = normal(7, 5);
        double[] before = y.toArray();
        double[] added = x.toArray();
        Operation accumulate = backend().accumulate(x, new int[] {6, 0, 3, 3}, y);

        assertClose(
                after(accumulate, y),
                i -> before[i]
                        + switch (i / 5) {
                            case 0 -> added[5 + i % 5];
                            case 3 -> added[10 + i % 5] + added[15 + i % 5];
                            case 6 -> added[i % 5];
                            default -> 0;
                        },
                tolerance(10));
    }

    @Test
    void refusesToAddToARowThatIsNotThere() {
        Operation accumulate = backend().accumulate(normal(2, 5), new int[] {1, 7}, normal(7, 5));

        assertThatIllegalArgumentException()
                .isThrownBy(accumulate::run)
                .withMessage("rows[1] must be in [0, 7), received 7");
    }

    @Test
    void refusesToGatherARowThatIsNotThere() {
        Operation gather = backend().gather(normal(7, 5), new int[] {1, 7}, dirty(2, 5));

        assertThatIllegalArgumentException()
                .isThrownBy(gather::run)
                .withMessage("rows[1] must be in [0, 7), received 7");
    }

    @Test
    void permutesAxes() {
        Tensor x = normal(2, 3, 5);
        double[] values = x.toArray();
        Tensor swapped = dirty(3, 2, 5);
        Tensor turned = dirty(5, 2, 3);
        Tensor reversed = dirty(5, 3, 2);

        assertClose(
                after(backend().permute(x, new int[] {1, 0, 2}, swapped), swapped),
                i -> values[i / 5 % 2 * 15 + i / 10 * 5 + i % 5],
                0);
        assertClose(
                after(backend().permute(x, new int[] {2, 0, 1}, turned), turned),
                i -> values[i / 3 % 2 * 15 + i % 3 * 5 + i / 6],
                0);
        assertClose(
                after(backend().permute(x, new int[] {2, 1, 0}, reversed), reversed),
                i -> values[i % 2 * 15 + i / 2 % 3 * 5 + i / 6],
                0);
    }

    @Test
    void permutesWhatHasOneAxisOrNone() {
        Tensor line = normal(7);
        Tensor scalar = normal();
        Tensor sameLine = dirty(7);
        Tensor sameScalar = dirty();

        assertThat(after(backend().permute(line, new int[] {0}, sameLine), sameLine))
                .isEqualTo(line.toArray());
        assertThat(after(backend().permute(scalar, new int[0], sameScalar), sameScalar))
                .isEqualTo(scalar.toArray());
    }

    @Test
    void permutesViewsOfOneTensorAndLeavesTheRestAlone() {
        Tensor whole = normal(40);
        double[] before = whole.toArray();
        Tensor x = whole.view(3, Shape.of(2, 6));
        Tensor y = whole.view(21, Shape.of(6, 2));

        backend().permute(x, new int[] {1, 0}, y).run();
        backend().download(whole);

        assertClose(
                whole.toArray(), i -> i < 21 || i >= 33 ? before[i] : before[3 + (i - 21) % 2 * 6 + (i - 21) / 2], 0);
    }

    @Test
    void refusesAxesThatAreNoPermutation() {
        for (int[] axes : new int[][] {{0}, {0, 0}, {0, 2}, {-1, 0}, {0, 1, 2}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backend().permute(normal(2, 3), axes, dirty(3, 2)))
                    .withMessageStartingWith("axes must be each of 0 to 1 once, received [" + axes[0]);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().permute(normal(2, 3), new int[] {1, 0}, dirty(2, 3)))
                .withMessage("y must be [3, 2], received shape [2, 3]");
    }

    @Test
    void copies() {
        Tensor x = normal(3, 5);
        Tensor y = dirty(3, 5);

        assertThat(after(backend().copy(x, y), y)).isEqualTo(x.toArray());
    }

    @Test
    void fillsWithTheNumbersOfAPlace() {
        var place = new Randomness(7, Purpose.DROPOUT, 1, 2, 3);
        Tensor y = dirty(77);
        Tensor expected = Memory.of(Arena.ofAuto()).allocate(type(), Shape.of(77));
        Uniform.fill(type(), expected.segment().address(), 0, 77, Counter.at(place));

        assertThat(after(backend().uniform(y, () -> place), y))
                .isEqualTo(expected.toArray())
                .doesNotHaveDuplicates();
    }

    @Test
    void runsProgramsOverEveryBroadcast() {
        for (int m : new int[] {1, 2, 33}) {
            for (int n : new int[] {1, 5, 16, 33}) {
                Tensor x = normal(m, n);
                Tensor row = normal(n);
                Tensor column = normal(m, 1);
                Tensor scalar = normal();
                Tensor y = dirty(m, n);
                double[] values = x.toArray();
                var operands = Map.of("x", x, "r", row, "c", column, "s", scalar, "y", y);

                assertClose(
                        after(backend().elementwise(Program.parse("y = x * r + c - s"), operands), y),
                        i -> values[i] * row.get(i % n) + column.get(i / n) - scalar.get(0),
                        tolerance(10));
            }
        }
    }

    @Test
    void spreadsAProgramThatReadsNoWholeMatrix() {
        Tensor row = normal(3);
        Tensor y = dirty(2, 3);

        assertThat(after(backend().elementwise(Program.parse("y = r"), Map.of("r", row, "y", y)), y))
                .containsExactly(row.get(0), row.get(1), row.get(2), row.get(0), row.get(1), row.get(2));
        assertThat(after(backend().elementwise(Program.parse("y = 1 + 1"), Map.of("y", y)), y))
                .containsOnly(2);
    }

    @Test
    void readsScalarsWhenItRuns() {
        Tensor scalar = tensor(i -> 2);
        Tensor y = dirty(3);
        Operation operation = backend().elementwise(Program.parse("y = 3 * s"), Map.of("s", scalar, "y", y));
        operation.run();
        scalar.set(0, 5);
        backend().upload(scalar);

        assertThat(after(operation, y)).containsOnly(15);
    }

    @Test
    void runsAssignmentsInOrderAndInPlace() {
        Tensor m = tensor(i -> i, 5);
        Tensor w = tensor(i -> 10 * i, 5);
        Program program = Program.parse("old = m; m = 2 * m + 1; w = w - m + old");

        assertClose(after(backend().elementwise(program, Map.of("m", m, "w", w)), w), i -> 10 * i - (2 * i + 1) + i, 0);
        backend().download(m);
        assertClose(m.toArray(), i -> 2 * i + 1, 0);
    }

    @Test
    void knowsEveryFunction() {
        assertFunction("-x", x -> -x);
        assertFunction("abs(x)", Math::abs);
        assertFunction("sign(x)", Math::signum);
        assertFunction("floor(x)", Math::floor);
        assertFunction("sqrt(abs(x))", x -> Math.sqrt(Math.abs(x)));
        assertFunction("exp(x)", Math::exp);
        assertFunction("log(abs(x) + 1)", x -> Math.log(Math.abs(x) + 1));
        assertFunction("log1p(abs(x))", x -> Math.log1p(Math.abs(x)));
        assertFunction("expm1(x)", Math::expm1);
        assertFunction("tanh(x)", Math::tanh);
        assertFunction("sigmoid(x)", x -> 1 / (1 + Math.exp(-x)));
        assertFunction("softplus(x)", x -> Math.log1p(Math.exp(x)));
        assertFunction("softplus(100 * x)", x -> Math.max(100 * x, 0) + Math.log1p(Math.exp(-Math.abs(100 * x))));
        assertFunction("sin(x)", Math::sin);
        assertFunction("cos(x)", Math::cos);
        assertFunction("erf(0.5) + 0 * x", x -> 0.5204998778130465);
        assertFunction("clip(x, -0.5, 0.25)", x -> Math.clamp(x, -0.5, 0.25));
        assertFunction("x ^ 2", x -> x * x);
    }

    private void assertFunction(String formula, DoubleUnaryOperator expected) {
        Tensor x = normal(40);
        Tensor y = dirty(40);
        double[] values = x.toArray();

        assertClose(
                after(backend().elementwise(Program.parse("y = " + formula), Map.of("x", x, "y", y)), y),
                i -> expected.applyAsDouble(values[i]),
                tolerance(20));
    }

    @Test
    void knowsEveryOperatorAndRelation() {
        assertOperator("a + b", Double::sum);
        assertOperator("a - b", (a, b) -> a - b);
        assertOperator("a * b", (a, b) -> a * b);
        assertOperator("a / (2 + abs(b))", (a, b) -> a / (2 + Math.abs(b)));
        assertOperator("(2 + abs(a)) ^ b", (a, b) -> Math.pow(2 + Math.abs(a), b));
        assertOperator("min(a, b)", Math::min);
        assertOperator("max(a, b)", Math::max);
        assertOperator("select(a < b, a, 7)", (a, b) -> a < b ? a : 7);
        assertOperator("select(a <= b, 1, b)", (a, b) -> a <= b ? 1 : b);
        assertOperator("select(a > b, 1, 2)", (a, b) -> a > b ? 1 : 2);
        assertOperator("select(a >= b, 1, 2)", (a, b) -> a >= b ? 1 : 2);
        assertOperator("select(floor(a) == floor(b), 1, 2)", (a, b) -> Math.floor(a) == Math.floor(b) ? 1 : 2);
        assertOperator("select(floor(a) != floor(b), 1, 2)", (a, b) -> Math.floor(a) != Math.floor(b) ? 1 : 2);
        assertOperator("select(a < 0 and b < 0, 1, 2)", (a, b) -> a < 0 && b < 0 ? 1 : 2);
        assertOperator("select(a < 0 or b < 0, 1, 2)", (a, b) -> a < 0 || b < 0 ? 1 : 2);
        assertOperator("select(not a < b, 1, 2)", (a, b) -> a < b ? 2 : 1);
    }

    private void assertOperator(String formula, DoubleBinaryOperator expected) {
        Tensor a = normal(40);
        Tensor b = normal(40);
        Tensor y = dirty(40);
        double[] left = a.toArray();
        double[] right = b.toArray();

        assertClose(
                after(backend().elementwise(Program.parse("y = " + formula), Map.of("a", a, "b", b, "y", y)), y),
                i -> expected.applyAsDouble(left[i], right[i]),
                tolerance(100));
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Tensor a = normal(2, 3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().product(a, normal(4, 5), dirty(2, 5)))
                .withMessage("b must be [3, 5], received shape [4, 5] which is [4, 5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().product(a, normal(3, 5), dirty(5, 2)))
                .withMessageContaining("c must be [2, 5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().productTransposedLeft(a, normal(3, 5), dirty(3, 5)))
                .withMessageContaining("b must be [2, 5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().productTransposedRight(a, normal(5, 2), dirty(2, 5)))
                .withMessageContaining("b must be [5, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().sumColumns(a, dirty(2)))
                .withMessageContaining("y must be [1, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().sumRows(a, dirty(3, 1)))
                .withMessageContaining("y must be [2, 1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().softmax(a, dirty(3, 2)))
                .withMessageContaining("y must be [2, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().copy(a, dirty(3, 2)))
                .withMessageContaining("y must be [2, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().gather(a, new int[] {0}, dirty(2, 3)))
                .withMessageContaining("y must be [1, 3]");
    }

    @Test
    void refusesOtherTypesAndSharedMemory() {
        Tensor a = normal(3, 3);
        DType other = type() == DType.FLOAT32 ? DType.FLOAT64 : DType.FLOAT32;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().product(a, backend().allocate(other, Shape.of(3, 3)), dirty(3, 3)))
                .withMessageContaining("b must be " + type().id());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().product(a, normal(3, 3), a))
                .withMessage("c must not share memory with a");
    }

    @Test
    void refusesProgramsWhoseOperandsDoNotFitAndNamesThemAll() {
        var operands = Map.of("y", dirty(2, 3), "x", normal(3, 2), "z", normal(4));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend().elementwise(Program.parse("y = x + z + q"), operands))
                .withMessageContaining("x must be")
                .withMessageContaining("z must be")
                .withMessageContaining("q is read");
    }
}
