package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.engine.expression.Program;

/**
 * The functions of kernels against {@link StrictMath}, itself within one unit in the last place, and a series in 60
 * digits for erf.
 */
class VectorMathTests {

    private static final double[] LANDMARKS = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        2,
        1e-45,
        -1e-45,
        1e-38,
        1e-30,
        1e-8,
        0.1,
        0.3465,
        0.3467,
        0.7,
        0.9277,
        1.0001,
        10,
        17.5,
        88.7,
        88.73,
        89,
        -87.3,
        -87.4,
        -103.9,
        -104,
        709.7,
        709.8,
        -745.1,
        -746,
        1e4,
        -1e4,
        1e30,
        -1e30,
        Float.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    /** Formula, its reference, the largest error in units in the last place for float32 and for float64. */
    static Stream<Arguments> functions() {
        return Stream.of(
                function("exp(x)", StrictMath::exp, 1.5, 2),
                function("expm1(x)", StrictMath::expm1, 2, 3),
                function("log(x)", StrictMath::log, 2, 2),
                function("log1p(x)", StrictMath::log1p, 2, 3),
                function("tanh(x)", StrictMath::tanh, 2.5, 4),
                function("sigmoid(x)", VectorMathTests::sigmoid, 2.5, 4),
                function("softplus(x)", VectorMathTests::softplus, 2, 3),
                function("erf(x)", VectorMathTests::erf, 2, 3),
                function("sin(x)", StrictMath::sin, 2, 2),
                function("cos(x)", StrictMath::cos, 2, 2),
                function("floor(x)", StrictMath::floor, 0, 0),
                function("sign(x)", StrictMath::signum, 0, 0),
                function("pow(abs(x), 2.25)", x -> StrictMath.pow(Math.abs(x), 2.25), 2.5, 4),
                function("pow(x, -3.5)", x -> StrictMath.pow(x, -3.5), 2.5, 4),
                function("1.5^x", x -> StrictMath.pow(1.5, x), 2.5, 4),
                function("(-2)^floor(x)", x -> StrictMath.pow(-2, Math.floor(x)), 2.5, 4));
    }

    private static Arguments function(String formula, DoubleUnaryOperator reference, double single, double twice) {
        return Arguments.of(formula, reference, single, twice);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAccurateInFloat32(String formula, DoubleUnaryOperator reference, double ulps, double ignored) {
        double[] points = points(formula, DType.FLOAT32);
        double[] values = values(formula, DType.FLOAT32, points);
        for (int i = 0; i < points.length; i++) {
            float exact = (float) reference.applyAsDouble(points[i]);
            check(formula, points[i], values[i], exact, Math.ulp(exact) * ulps);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAccurateInFloat64(String formula, DoubleUnaryOperator reference, double ignored, double ulps) {
        double[] points = points(formula, DType.FLOAT64);
        double[] values = values(formula, DType.FLOAT64, points);
        for (int i = 0; i < points.length; i++) {
            double exact = reference.applyAsDouble(points[i]);
            check(formula, points[i], values[i], exact, Math.ulp(exact) * ulps);
        }
    }

    private static void check(String formula, double x, double actual, double expected, double tolerance) {
        boolean equal = Double.isNaN(expected) ? Double.isNaN(actual) : expected == actual;
        assertThat(equal || Math.abs(actual - expected) <= tolerance)
                .as("%s at %s: expected %s within %s, received %s", formula, x, expected, tolerance, actual)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "y = exp(x) + expm1(x) - tanh(x)*sigmoid(x)", "y = log(x) + softplus(x)*erf(x)",
                "y = sin(x) + cos(x)*floor(x)", "y = pow(abs(x), 1.3)"
            })
    void givesTheSameBitsInterpretedAndCompiled(String program) {
        for (DType type : DType.numeric()) {
            double[] points = points(program, type);
            double[] some = Arrays.copyOf(points, 131);
            try (Arena arena = Arena.ofConfined()) {
                Tensor x = tensor(arena, type, some);
                Tensor y = tensor(arena, type, some);
                long[] addresses = {x.segment().address(), y.segment().address()};
                Kernel kernel = kernel(program, type);
                kernel.run(addresses, 1, some.length);
                double[] cold = y.toArray();
                long end = System.nanoTime() + 2_000_000_000L;
                for (int i = 0; i < 100_000 && System.nanoTime() < end; i++) {
                    kernel.run(addresses, 1, some.length);
                }
                assertThat(y.toArray()).containsExactly(cold);
            }
        }
    }

    @Test
    void isFiniteAndExactFarOut() {
        double[] points = {-1e4, -1e3, -200, 200, 1e3, 1e4};
        assertThat(values("softplus(x)", DType.FLOAT32, points)).containsExactly(0, 0, 0, 200, 1e3, 1e4);
        assertThat(values("x*sigmoid(x)", DType.FLOAT32, points)).containsExactly(-0.0, -0.0, -0.0, 200, 1e3, 1e4);
        assertThat(values("0.5*x*(1 + erf(x/sqrt(2)))", DType.FLOAT32, points))
                .containsExactly(-0.0, -0.0, -0.0, 200, 1e3, 1e4);
        assertThat(values("select(x > 0, x, 0.5*(exp(x) - 1))", DType.FLOAT32, points))
                .containsExactly(-0.5, -0.5, -0.5, 200, 1e3, 1e4);
    }

    /** Landmarks, numbers of everyday size, and numbers of all sizes by their bits. */
    private static double[] points(String formula, DType type) {
        var random = new SplittableRandom(formula.hashCode());
        DoubleStream everyday = random.doubles(6_000, -10, 10);
        DoubleStream wide = random.doubles(3_000, -750, 750);
        DoubleStream any = random.longs(3_000)
                .mapToDouble(bits ->
                        type == DType.FLOAT32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits));
        DoubleStream all = DoubleStream.concat(
                DoubleStream.concat(DoubleStream.of(LANDMARKS), everyday), DoubleStream.concat(wide, any));
        return all.map(x -> type == DType.FLOAT32 ? (float) x : x).toArray();
    }

    private static double[] values(String formula, DType type, double[] points) {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = tensor(arena, type, points);
            Tensor y = tensor(arena, type, points);
            kernel("y = " + formula, type)
                    .run(new long[] {x.segment().address(), y.segment().address()}, 1, points.length);
            return y.toArray();
        }
    }

    private static Kernel kernel(String program, DType type) {
        return KernelCompiler.compile(
                Program.parse(program), type, new TreeMap<>(Map.of("x", Broadcast.FULL, "y", Broadcast.FULL)));
    }

    private static Tensor tensor(Arena arena, DType type, double[] values) {
        Tensor tensor = Memory.of(arena).allocate(type, Shape.of(values.length));
        tensor.set(values);
        return tensor;
    }

    private static double sigmoid(double x) {
        double exponential = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? exponential : 1) / (1 + exponential);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static double erf(double x) {
        if (Double.isNaN(x) || Math.abs(x) > 6.5) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        var digits = new MathContext(60);
        BigDecimal square = new BigDecimal(x).pow(2, digits);
        BigDecimal term = new BigDecimal(x);
        BigDecimal sum = term;
        for (int n = 1; n < 30 || term.abs().doubleValue() > 1e-25 * Math.abs(x); n++) {
            term = term.multiply(square, digits).divide(BigDecimal.valueOf(-n), digits);
            sum = sum.add(term.divide(BigDecimal.valueOf(2L * n + 1), digits), digits);
        }
        BigDecimal factor = new BigDecimal("1.12837916709551257389615890312154517168810125865799771368817");
        return sum.multiply(factor, digits).doubleValue();
    }
}
