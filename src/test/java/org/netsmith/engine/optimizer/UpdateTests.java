package org.netsmith.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.optimizer.Optimizer.Adam;
import org.netsmith.engine.optimizer.Optimizer.SGD;

class UpdateTests {

    private static final LearningRate RATE = new LearningRate.Constant(0.1);

    private static Common accumulating(int steps) {
        return new Common(0.01, null, null, null, null, null, null, null, steps);
    }

    private static FlatVariables network(DType type) {
        FlatVariables flat = new FlatVariables(
                Golden.backend(), type, List.of("dense/kernel", "dense/bias"), List.of(Shape.of(3, 5), Shape.of(5)));
        flat.setWeight(0, random(1, 15));
        flat.setWeight(1, random(2, 5));
        return flat;
    }

    private static double[] random(long seed, int size) {
        return new Random(seed).doubles(size, -1, 1).toArray();
    }

    private static void setGradients(FlatVariables flat, long seed) {
        flat.setGradient(0, random(seed, 15));
        flat.setGradient(1, random(-seed, 5));
    }

    @Test
    void severalEqualBatchesMakeTheUpdateOfOne() {
        FlatVariables once = network(DType.FLOAT64);
        FlatVariables often = network(DType.FLOAT64);
        Update plain = once.update(new Adam(RATE, accumulating(2).decayingBy(0.01), null, null, null, null));
        Update gathered = often.update(new Adam(RATE, accumulating(4), null, null, null, null));
        for (int batch = 0; batch < 4; batch++) {
            setGradients(often, 7);
            gathered.run();
            if (batch < 2) {
                setGradients(once, 7);
                plain.run();
            }
        }

        assertThat(gathered.iterations()).isEqualTo(1);
        assertThat(gathered.batches()).isEqualTo(4);
        assertThat(often.weight(0)).containsExactly(once.weight(0), offset(1e-12));
    }

    @Test
    void aPartialGroupMovesNothing() {
        FlatVariables flat = network(DType.FLOAT32);
        double[] before = flat.weight(0);
        Update update = flat.update(new SGD(RATE, accumulating(3), null, null));
        setGradients(flat, 5);
        update.run();
        update.run();

        assertThat(flat.weight(0)).isEqualTo(before);
        assertThat(update.iterations()).isZero();
    }

    @Test
    void noVariableMovesFurtherThanTheClippedNormAllows() {
        FlatVariables flat = network(DType.FLOAT64);
        Common common = new Common(null, 0.5, null, null, null, null, null, null, null);
        double[] before = flat.weight(0);
        setGradients(flat, 3);
        flat.update(new SGD(new LearningRate.Constant(1), common, null, null)).run();

        assertThat(distance(before, flat.weight(0))).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void allVariablesTogetherMoveNoFurtherThanTheGlobalNormAllows() {
        FlatVariables flat = network(DType.FLOAT64);
        Common common = new Common(null, null, 0.5, null, null, null, null, null, null);
        double[] kernel = flat.weight(0);
        double[] bias = flat.weight(1);
        setGradients(flat, 3);
        flat.update(new SGD(new LearningRate.Constant(1), common, null, null)).run();

        assertThat(Math.hypot(distance(kernel, flat.weight(0)), distance(bias, flat.weight(1))))
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aShortGradientIsNotClipped() {
        FlatVariables flat = FlatVariables.vector(Golden.backend(), DType.FLOAT64, 1, 2);
        flat.setGradient(0, 0.3, 0.4);
        Common common = new Common(null, 0.5 + 1e-9, null, null, null, null, null, null, null);
        flat.update(new SGD(new LearningRate.Constant(1), common, null, null)).run();

        assertThat(flat.weight(0)).containsExactly(new double[] {0.7, 1.6}, offset(1e-15));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void averagesReplaceTheWeightsWhenAFitEnds() {
        FlatVariables flat = FlatVariables.vector(Golden.backend(), DType.FLOAT64, 1);
        Common common = new Common(null, null, null, null, true, 0.5, null, null, null);
        Update update = flat.update(new SGD(new LearningRate.Constant(1), common, null, null));
        flat.setGradient(0, 1);
        update.run();
        update.run();
        double[] trained = flat.weight(0);
        update.swapAverages();
        double[] averaged = flat.weight(0);
        update.swapAverages();

        assertThat(trained).containsExactly(-1);
        assertThat(averaged).containsExactly(-0.5);
        assertThat(flat.weight(0)).isEqualTo(trained);
        update.finish();
        assertThat(flat.weight(0)).isEqualTo(averaged);
    }

    @Test
    void finishingKeepsAveragesThatAreSwappedInAlready() {
        FlatVariables flat = FlatVariables.vector(Golden.backend(), DType.FLOAT64, 1);
        Common common = new Common(null, null, null, null, true, 0.5, null, null, null);
        Update update = flat.update(new SGD(new LearningRate.Constant(1), common, null, null));
        flat.setGradient(0, 1);
        update.run();
        update.run();
        update.swapAverages();
        update.finish();

        assertThat(flat.weight(0)).containsExactly(-0.5);
    }

    @Test
    void aFitWithoutABatchKeepsTheWeights() {
        FlatVariables flat = FlatVariables.vector(Golden.backend(), DType.FLOAT64, 1);
        Common common = new Common(null, null, null, null, true, 0.5, null, null, null);
        flat.update(new SGD(RATE, common, null, null)).finish();

        assertThat(flat.weight(0)).containsExactly(1);
    }

    @Test
    void aBatchThatOverflowsIsLeftOutAndHalvesTheScale() {
        FlatVariables flat = FlatVariables.vector(Golden.backend(), DType.FLOAT32, 1, 2);
        Update update = flat.update(new LossScaleOptimizer(new SGD(0.1, null, null), 1024.0, 2));
        flat.setGradient(0, 1, Double.POSITIVE_INFINITY);
        update.scaleGradients();
        update.run();

        assertThat(flat.weight(0)).containsExactly(1, 2);
        assertThat(update.lossScale()).isEqualTo(512);
        assertThat(update.batches()).isZero();
        for (int batch = 0; batch < 2; batch++) {
            flat.setGradient(0, 1, 1);
            update.scaleGradients();
            update.run();
        }
        assertThat(update.lossScale()).isEqualTo(1024);
        assertThat(flat.weight(0)).containsExactly(new double[] {0.8, 1.8}, offset(1e-6));
    }

    @Test
    void aConstantRateMayBeSet() {
        FlatVariables flat = FlatVariables.vector(Golden.backend(), DType.FLOAT64, 1);
        Update update = flat.update(new SGD(0.1, null, null));
        update.setLearningRate(0.5);
        flat.setGradient(0, 1);
        update.run();

        assertThat(update.learningRate()).isEqualTo(0.5);
        assertThat(flat.weight(0)).containsExactly(0.5);
    }

    @Test
    void aScheduleMayNot() {
        FlatVariables flat = FlatVariables.vector(Golden.backend(), DType.FLOAT64, 1);
        Update update = flat.update(new SGD(new Schedule.CosineDecay(0.1, 4.0, null, null, null), null, null, null));

        assertThat(update.hasConstantRate()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> update.setLearningRate(0.5));
        flat.setGradient(0, 1);
        update.run();
        assertThat(update.learningRate()).isCloseTo(0.1 * 0.5 * (1 + Math.cos(Math.PI / 4)), within(1e-15));
    }

    /** Slots, gathered gradients, averages, counts and scale: what was begun elsewhere goes on here, bit by bit. */
    @Test
    void goesOnFromASavedState() {
        Common common = new Common(0.01, 0.7, null, null, true, 0.9, 3, null, 2);
        List<Optimizer> optimizers = List.of(
                new LossScaleOptimizer(new Adam(RATE, common, null, null, null, true), null, 3),
                new Adafactor(RATE, common, null, null, null, null, null),
                new Lamb(RATE, common, null, null, null));
        for (Optimizer optimizer : optimizers) {
            FlatVariables whole = network(DType.FLOAT32);
            Update update = whole.update(optimizer);
            train(whole, update, 0, 5);
            FlatVariables later = network(DType.FLOAT32);
            later.weights.segment().copyFrom(whole.weights.segment());
            Update resumed = later.update(optimizer);
            copy(update.state(), resumed.state());
            train(whole, update, 5, 12);
            train(later, resumed, 5, 12);

            assertThat(later.weight(0)).isEqualTo(whole.weight(0));
            assertThat(resumed.iterations()).isEqualTo(6);
        }
    }

    private static void copy(Map<String, Tensor> from, Map<String, Tensor> to) {
        assertThat(to.keySet()).isEqualTo(from.keySet());
        from.forEach((name, tensor) -> to.get(name).segment().copyFrom(tensor.segment()));
    }

    private static void train(FlatVariables flat, Update update, int from, int to) {
        for (int batch = from; batch < to; batch++) {
            setGradients(flat, batch + 1);
            update.scaleGradients();
            update.run();
        }
    }

    @Test
    void muonLeavesEmbeddingsAndExcludedLayersToAdam() {
        Muon muon = new Muon(
                null,
                null,
                null,
                null,
                null,
                List.of("^head/"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);

        assertThat(muon.learnsByAdam(matrix("dense/kernel"))).isFalse();
        assertThat(muon.learnsByAdam(matrix("head/kernel"))).isTrue();
        assertThat(muon.learnsByAdam(matrix("ahead/kernel"))).isFalse();
        assertThat(muon.learnsByAdam(matrix("Embedding_1/embeddings"))).isTrue();
        assertThat(muon.learnsByAdam(variable("dense/bias", Shape.of(4)))).isTrue();
    }

    private static Variable matrix(String path) {
        return variable(path, Shape.of(2, 2));
    }

    private static Variable variable(String path, Shape shape) {
        Tensor tensor = Golden.backend().allocate(DType.FLOAT32, shape);
        return new Variable(path, tensor, tensor);
    }

    /** The transpose of a problem has the transposed solution, whichever side the iteration multiplies from. */
    @Test
    void muonTreatsTallMatricesAsTheirTranspose() {
        double[] wide = random(5, 6);
        double[] gradient = random(6, 6);

        assertThat(transposed(muonStep(Shape.of(3, 2), transposed(wide, 2, 3), transposed(gradient, 2, 3)), 3, 2))
                .containsExactly(muonStep(Shape.of(2, 3), wide, gradient), offset(1e-12));
    }

    private static double[] muonStep(Shape shape, double[] weight, double[] gradient) {
        FlatVariables flat =
                new FlatVariables(Golden.backend(), DType.FLOAT64, List.of("dense/kernel"), List.of(shape));
        flat.setWeight(0, weight);
        flat.setGradient(0, gradient);
        flat.update(new Muon(
                        RATE, null, null, null, null, List.of(), null, null, null, null, null, null, null, null, null,
                        null))
                .run();
        return flat.weight(0);
    }

    private static double[] transposed(double[] matrix, int rows, int columns) {
        double[] result = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            result[i % columns * rows + i / columns] = matrix[i];
        }
        return result;
    }

    @Test
    void adafactorFactorsTheLastTwoAxesOfEachMatrix() {
        double[] weights = random(8, 12);
        double[] gradients = random(9, 12);
        FlatVariables cube =
                new FlatVariables(Golden.backend(), DType.FLOAT64, List.of("conv/kernel"), List.of(Shape.of(1, 3, 4)));
        FlatVariables matrix =
                new FlatVariables(Golden.backend(), DType.FLOAT64, List.of("conv/kernel"), List.of(Shape.of(3, 4)));
        for (FlatVariables flat : List.of(cube, matrix)) {
            flat.setWeight(0, weights);
            flat.setGradient(0, gradients);
            flat.update(new Adafactor(RATE, null, null, null, null, null, null)).run();
        }

        assertThat(cube.weight(0)).isEqualTo(matrix.weight(0));
        assertThat(Arrays.stream(cube.weight(0)).boxed()).doesNotContain(Double.NaN);
    }
}
