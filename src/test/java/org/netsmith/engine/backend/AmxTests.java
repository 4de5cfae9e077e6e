package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of float32 by the matrix unit are as exact as those by vectors; shapes and threads are in ProductTests. */
class AmxTests {

    private static final int ROWS = 96;
    private static final int DEPTH = 700;
    private static final int COLUMNS = 64;

    private final CpuBackend backend = new CpuBackend(Memory.of(Arena.ofAuto()), 1);
    private final Random random = new Random(3);

    @BeforeEach
    void needsTheProcessor() {
        assumeTrue(Amx.isAvailable(), "needs a processor with AMX");
    }

    private Tensor tensor(int rows, int columns, DoubleSupplier numbers) {
        Tensor tensor = backend.allocate(DType.FLOAT32, Shape.of(rows, columns));
        for (long i = 0; i < tensor.size(); i++) {
            tensor.set(i, numbers.getAsDouble());
        }
        return tensor;
    }

    private double[] multiply(Backend with, Tensor a, Tensor b) {
        Tensor c = backend.allocate(DType.FLOAT32, Shape.of(ROWS, COLUMNS));
        with.product(a, b, c).run();
        return c.toArray();
    }

    private static double[] exact(Tensor a, Tensor b) {
        double[] c = new double[ROWS * COLUMNS];
        for (int i = 0; i < c.length; i++) {
            for (int p = 0; p < DEPTH; p++) {
                c[i] += a.get((long) i / COLUMNS * DEPTH + p) * b.get((long) p * COLUMNS + i % COLUMNS);
            }
        }
        return c;
    }

    private static double error(double[] actual, double[] exact) {
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            sum += (actual[i] - exact[i]) * (actual[i] - exact[i]);
        }
        return Math.sqrt(sum / exact.length);
    }

    /** Numbers of one sign too, whose errors add up, and of sizes far apart. */
    @ParameterizedTest
    @ValueSource(strings = {"normal", "positive", "far apart"})
    void itsErrorsAreNoLargerThanThoseOfVectors(String numbers) {
        DoubleSupplier next = switch (numbers) {
            case "normal" -> random::nextGaussian;
            case "positive" -> random::nextDouble;
            default -> () -> Math.scalb(random.nextGaussian(), random.nextInt(-20, 20));
        };
        Tensor a = tensor(ROWS, DEPTH, next);
        Tensor b = tensor(DEPTH, COLUMNS, next);
        double[] exact = exact(a, b);

        assertThat(error(multiply(backend.learning(), a, b), exact))
                .isLessThanOrEqualTo(error(multiply(backend, a, b), exact));
    }

    /** Whole numbers up to 2⁸ are their own first part, and their products are exact. */
    @Test
    void smallWholeNumbersAreExact() {
        Tensor a = tensor(ROWS, DEPTH, () -> random.nextInt(-256, 257));
        Tensor b = tensor(DEPTH, COLUMNS, () -> random.nextInt(-16, 17));

        assertThat(multiply(backend.learning(), a, b)).isEqualTo(exact(a, b));
    }

    /** All 24 bits of a number count. */
    @ParameterizedTest
    @ValueSource(floats = {1.0000001f, 16777215, 3.1415927f, 0x1.fffffep-100f, -0x1.abcdefp90f})
    void noBitOfANumberIsLost(float number) {
        Tensor a = tensor(ROWS, DEPTH, () -> 0);
        Tensor b = tensor(DEPTH, COLUMNS, () -> 0);
        a.set(DEPTH + 40, number);
        b.set(40L * COLUMNS + 3, 1);

        assertThat(multiply(backend.learning(), a, b)[COLUMNS + 3]).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE})
    void whatIsNotFiniteMakesItsSumsNotFiniteAndNoOthers(float number) {
        Tensor a = tensor(ROWS, DEPTH, () -> 2);
        a.set(5L * DEPTH + 77, number);
        Tensor b = tensor(DEPTH, COLUMNS, () -> 2);

        double[] c = multiply(backend.learning(), a, b);

        for (int i = 0; i < c.length; i++) {
            if (i / COLUMNS == 5) {
                assertThat(c[i]).as("in the row").satisfiesAnyOf(x -> assertThat(x).isNaN(), x -> assertThat(x)
                        .isInfinite());
            } else {
                assertThat(c[i]).as("element %d", i).isEqualTo(4.0 * DEPTH, within(0.0));
            }
        }
    }

    /** An answer has to have the bits that the server gives, which has no machine code of its own. */
    @Test
    void onlyABackendToLearnWithUsesIt() {
        Tensor a = tensor(ROWS, DEPTH, random::nextGaussian);
        Tensor b = tensor(DEPTH, COLUMNS, random::nextGaussian);
        double[] chain = new double[ROWS * COLUMNS];
        for (int i = 0; i < chain.length; i++) {
            float sum = 0;
            for (int p = 0; p < DEPTH; p++) {
                sum = Math.fma(
                        (float) a.get((long) i / COLUMNS * DEPTH + p), (float) b.get((long) p * COLUMNS + i % COLUMNS), sum);
            }
            chain[i] = sum;
        }

        assertThat(multiply(backend, a, b)).isEqualTo(chain);
        assertThat(Arrays.equals(multiply(backend.learning(), a, b), chain)).isFalse();
    }

    /** As GNU as writes them. */
    @Test
    void instructionsAreThoseOfTheManual() {
        byte[] code = new MachineCode()
                .loadTileShapes(MachineCode.R9)
                .zero(3)
                .load(1, MachineCode.RDX, MachineCode.RCX, 64)
                .load(3, MachineCode.R10, MachineCode.RCX, 64)
                .addProduct(3, 5, 7)
                .add(MachineCode.RDI, 6144)
                .store(3, MachineCode.R10, MachineCode.RCX, 64)
                .releaseTiles()
                .loadVector(1, MachineCode.RDI, MachineCode.RSI)
                .addInts(2, 0, 5)
                .shiftRight(4, 2, 16)
                .or(4, 4, 3)
                .subtractFloats(0, 0, 2)
                .orAnd(4, 1, 6)
                .addRegister(MachineCode.R8, MachineCode.R9)
                .returns()
                .toByteArray();

        assertThat(HexFormat.of().formatHex(code)).isEqualTo(String.join(
                "",
                "c4c2784901",
                "c4e27b49d8",
                "c4e27b4b8c0a40000000",
                "c4c27b4b9c0a40000000",
                "c4e2425cdd",
                "4881c700180000",
                "c4c27a4b9c0a40000000",
                "c4e27849c0",
                "62f17c48108c3700000000",
                "62f17d48fed5",
                "62f15d4872d210",
                "62f15d48ebe3",
                "62f17c485cc2",
                "62f3754825e6f8",
                "4d01c8",
                "c3"));
    }
}
