package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;

class KernelCompilerTests {

    private static final String ADAM = "m = b1*m + (1 - b1)*g; v = b2*v + (1 - b2)*g^2; w = w - a*m/(sqrt(v) + 1e-7)";

    static Stream<String> formulas() {
        return Stream.of(
                "x",
                "2",
                "x + y",
                "x - y*z",
                "-x/3",
                "x^2 + y^3 - z^5",
                "x^-2",
                "(x^2 + 1)^0.5",
                "(abs(x) + 0.1)^y",
                "2^x",
                "max(x, 0)",
                "min(max(x, -1), y)",
                "clip(x, -0.5, 0.5)",
                "sign(x) + floor(3*y)",
                "exp(x)",
                "log(abs(x) + 0.5)",
                "log1p(x^2) + expm1(y)",
                "sqrt(x^2 + y^2)",
                "tanh(x)*sigmoid(y)",
                "x*tanh(softplus(x))",
                "0.5*x*(1 + erf(x/sqrt(2)))",
                "sin(x) + cos(y)",
                "x*sigmoid(x)",
                "select(x > 0, x, exp(x) - 1)",
                "select(x < y and not y == z or x >= 1, x, z)",
                "select(x <= y or x != x, y, -x)",
                "x*y + y*x + x*y");
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void computesWhatTheFormulaSaysForEveryBroadcast(String formula) {
        Program program = Program.of("r", Expression.parse(formula));
        var random = new SplittableRandom(formula.hashCode());
        for (DType type : DType.numeric()) {
            for (int trial = 0; trial < 8; trial++) {
                SortedMap<String, Broadcast> operands = new TreeMap<>(Map.of("r", Broadcast.FULL));
                program.inputs().forEach(name -> operands.put(name, Broadcast.values()[random.nextInt(4)]));
                new Run(program, type, operands, 1 + random.nextInt(5), random.nextInt(71), random).check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void computesEveryLength(DType type) {
        var program = Program.parse(ADAM);
        SortedMap<String, Broadcast> operands = new TreeMap<>(Map.of(
                "a",
                Broadcast.SCALAR,
                "b1",
                Broadcast.SCALAR,
                "b2",
                Broadcast.SCALAR,
                "g",
                Broadcast.FULL,
                "m",
                Broadcast.FULL,
                "v",
                Broadcast.FULL,
                "w",
                Broadcast.FULL));
        for (int columns = 0; columns <= 70; columns++) {
            new Run(program, type, operands, 2, columns, new SplittableRandom(columns)).check();
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void givesAnElementTheSameBitsWhereverItStands(DType type) {
        var program = Program.parse("y = tanh(x) + pow(abs(x), 1.7) + erf(x)*sin(x)/softplus(x)");
        SortedMap<String, Broadcast> operands = new TreeMap<>(Map.of("x", Broadcast.FULL, "y", Broadcast.FULL));
        var kernel = KernelCompiler.compile(program, type, operands);
        try (Arena arena = Arena.ofConfined()) {
            var memory = Memory.of(arena);
            for (int length = 1; length <= 67; length++) {
                Tensor x = memory.allocate(type, Shape.of(length));
                Tensor y = memory.allocate(type, Shape.of(length));
                for (int i = 0; i < length; i++) {
                    x.set(i, 0.37);
                }
                kernel.run(new long[] {x.segment().address(), y.segment().address()}, 1, length);
                double expected = y.get(0);
                assertThat(y.toArray()).containsOnly(expected);
                assertThat(expected).isEqualTo(alone(kernel, memory, type));
            }
        }
    }

    private static double alone(Kernel kernel, Memory memory, DType type) {
        Tensor x = memory.allocate(type, Shape.of(1));
        Tensor y = memory.allocate(type, Shape.of(1));
        x.set(0, 0.37);
        kernel.run(new long[] {x.segment().address(), y.segment().address()}, 1, 1);
        return y.get(0);
    }

    @Test
    void readsAllOperandsBeforeItWritesAny() {
        var kernel = KernelCompiler.compile(
                Program.parse("y = x + 1; z = u"),
                DType.FLOAT64,
                new TreeMap<>(
                        Map.of("u", Broadcast.FULL, "x", Broadcast.FULL, "y", Broadcast.FULL, "z", Broadcast.FULL)));
        try (Arena arena = Arena.ofConfined()) {
            Tensor shared = Memory.of(arena).allocate(DType.FLOAT64, Shape.of(1));
            Tensor z = Memory.of(arena).allocate(DType.FLOAT64, Shape.of(1));
            long address = shared.segment().address();
            kernel.run(new long[] {address, address, address, z.segment().address()}, 1, 1);
            assertThat(shared.get(0)).isEqualTo(1);
            assertThat(z.get(0)).isEqualTo(0);
        }
    }

    @Test
    void compilesEqualProgramsOnce() {
        SortedMap<String, Broadcast> operands = new TreeMap<>(Map.of("x", Broadcast.FULL, "y", Broadcast.FULL));
        assertThat(KernelCompiler.compile(Program.parse("y = 2*x"), DType.FLOAT32, operands))
                .isSameAs(KernelCompiler.compile(Program.parse("y = 2 * (x)"), DType.FLOAT32, new TreeMap<>(operands)))
                .isNotSameAs(KernelCompiler.compile(Program.parse("y = 2*x"), DType.FLOAT64, operands));
    }

    @Test
    void namesAllOperandsThatDoNotFit() {
        assertThatThrownBy(() -> KernelCompiler.compile(
                        Program.parse("y = a + b"),
                        DType.FLOAT32,
                        new TreeMap<>(Map.of("a", Broadcast.FULL, "q", Broadcast.ROW, "y", Broadcast.SCALAR))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without operand [b]")
                .hasMessageContaining("not in the program [q]")
                .hasMessageContaining("not FULL [y]");
    }

    @Test
    void compilesTheDeepestFormulas() {
        Expression value = Expression.parse("tanh(".repeat(99) + "x" + ")".repeat(99));
        new Run(
                        Program.of("r", value.derivative("x")),
                        DType.FLOAT64,
                        new TreeMap<>(Map.of("x", Broadcast.FULL, "r", Broadcast.FULL)),
                        1,
                        3,
                        new SplittableRandom(1))
                .check();
    }

    @Test
    void compilesTheLongestFormulas() {
        StringBuilder formula = new StringBuilder("x");
        for (int i = 1; i < 95; i++) {
            formula.append(" + sigmoid(x*0.").append(i).append(')');
        }
        Expression value = Expression.parse(formula.toString());
        for (Program program : List.of(Program.of("r", value), Program.of("r", value.derivative("x")))) {
            new Run(
                            program,
                            DType.FLOAT64,
                            new TreeMap<>(Map.of("x", Broadcast.FULL, "r", Broadcast.FULL)),
                            2,
                            19,
                            new SplittableRandom(1))
                    .check();
        }
    }

    /** One run of a kernel on random numbers, against the scalar meaning of its program. */
    private record Run(
            Program program,
            DType type,
            SortedMap<String, Broadcast> operands,
            int rows,
            int columns,
            SplittableRandom random) {

        void check() {
            try (Arena arena = Arena.ofConfined()) {
                var memory = Memory.of(arena);
                SortedMap<String, Tensor> tensors = new TreeMap<>();
                operands.forEach((name, broadcast) -> tensors.put(name, filled(memory, broadcast)));
                double[][] expected = expected(tensors);
                long[] addresses = tensors.values().stream()
                        .mapToLong(tensor -> tensor.segment().address())
                        .toArray();
                KernelCompiler.compile(program, type, operands).run(addresses, rows, columns);
                int output = 0;
                for (String name : program.outputs()) {
                    compare(name, expected[output++], tensors.get(name).toArray());
                }
            }
        }

        private Tensor filled(Memory memory, Broadcast broadcast) {
            Shape shape = switch (broadcast) {
                case FULL -> Shape.of(rows, columns);
                case ROW -> Shape.of(columns);
                case COLUMN -> Shape.of(rows, 1);
                case SCALAR -> Shape.of();
            };
            Tensor tensor = memory.allocate(type, shape);
            for (long i = 0; i < tensor.size(); i++) {
                tensor.set(i, broadcast == Broadcast.SCALAR ? random.nextDouble() : random.nextDouble(-3, 3));
            }
            return tensor;
        }

        private double[][] expected(SortedMap<String, Tensor> tensors) {
            double[][] expected = new double[program.outputs().size()][rows * columns];
            for (int i = 0; i < rows * columns; i++) {
                Map<String, Double> values = new HashMap<>();
                for (String name : program.inputs()) {
                    values.put(name, tensors.get(name).get(index(operands.get(name), i)));
                }
                program.assignments()
                        .forEach(step -> values.put(step.target(), step.value().evaluate(values)));
                int output = 0;
                for (String name : program.outputs()) {
                    expected[output++][i] = values.get(name);
                }
            }
            return expected;
        }

        private long index(Broadcast broadcast, int element) {
            return switch (broadcast) {
                case FULL -> element;
                case ROW -> element % columns;
                case COLUMN -> element / columns;
                case SCALAR -> 0;
            };
        }

        private void compare(String name, double[] expected, double[] actual) {
            double tolerance = type == DType.FLOAT32 ? 2e-5 : 1e-12;
            for (int i = 0; i < expected.length; i++) {
                if (!Double.valueOf(expected[i]).equals(actual[i])) {
                    assertThat(actual[i])
                            .as("%s of %s at %d in %s", name, program.text(), i, Arrays.toString(actual))
                            .isCloseTo(expected[i], offset(tolerance * (1 + Math.abs(expected[i]))));
                }
            }
        }
    }
}
