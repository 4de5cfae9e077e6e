package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.worker.TaskException;
import tools.jackson.databind.json.JsonMapper;

class EncoderTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Memory MEMORY = Memory.of(Arena.ofAuto());
    private static final double NAN = Double.NaN;
    private static final Gap MEDIAN = new Gap(Missing.MEDIAN, null, false);
    private static final Gap ZERO = new Gap(Missing.ZERO, null, false);

    private static double[] encode(Encoder encoder, Values values, int rows) {
        long width = encoder.shape().size();
        Tensor x = MEMORY.allocate(DType.FLOAT64, Shape.of(rows, width));
        encoder.encode(values, all(rows), new Slots(x, 0, width));
        return x.toArray();
    }

    private static int[] all(int rows) {
        return IntStream.range(0, rows).toArray();
    }

    private static double[] fitted(Encoder encoder, double... numbers) {
        Values values = Values.Numbers.of(numbers);
        return encode(encoder.fit(values, all(numbers.length)), values, numbers.length);
    }

    /** A column of texts; null is missing. */
    private static Values texts(String... texts) {
        List<String> dictionary = new ArrayList<>();
        int[] codes = new int[texts.length];
        for (int i = 0; i < texts.length; i++) {
            codes[i] = texts[i] == null ? -1 : i;
            dictionary.add(texts[i] == null ? "" : texts[i]);
        }
        return Values.Codes.of(codes, dictionary);
    }

    private static Categories learnt(int places, boolean other, Missing missing) {
        return new Categories(List.of(), places, other, missing, null, Unseen.OTHER);
    }

    @Test
    void numbersAreBroughtToARange() {
        assertThat(fitted(new NumberEncoder.MinMax(null, null, MEDIAN), 2, 4, 10, NAN))
                .containsExactly(0, 0.25, 1, 0.25);
        assertThat(fitted(new NumberEncoder.MinMax(null, null, MEDIAN), 7, 7)).containsExactly(0, 0);
        assertThat(fitted(new NumberEncoder.MinMax(null, null, MEDIAN), -1.7e308, 1.7e308))
                .containsExactly(0, 1);
        assertThat(fitted(new NumberEncoder.MinMax(null, null, MEDIAN), NAN)).containsExactly(0);
    }

    /** NumPy: median 3, quartiles 2 and 4. */
    @Test
    void medianAndQuartilesAreNotMovedByExtremes() {
        assertThat(fitted(new NumberEncoder.Robust(null, null, MEDIAN), 1, 2, 3, 4, 1e9))
                .containsExactly(new double[] {-1, -0.5, 0, 0.5, (1e9 - 3) / 2}, within(1e-6));
        assertThat(fitted(new NumberEncoder.Robust(null, null, MEDIAN), 5, 5, 5))
                .containsExactly(0, 0, 0);
    }

    /** The logarithms of 1 and e² have the mean 1 and the deviation 1. */
    @Test
    void logarithmsAreStandardised() {
        double[] encoded =
                fitted(new NumberEncoder.Log1p(null, null, new Gap(Missing.MEDIAN, null, true)), 0, Math.expm1(2), -1);

        assertThat(encoded[0]).isCloseTo(-1, within(1e-12));
        assertThat(encoded[2]).isCloseTo(1, within(1e-12));
        assertThat(encoded[1]).isZero();
        assertThat(encoded[5]).as("-1 has no logarithm and counts as missing").isOne();
        assertThat(encoded[4]).isFinite();
    }

    /** Values from scikit-learn's QuantileTransformer(n_quantiles=101) on 0, 1, …, 100 and SciPy's norm.ppf. */
    @Test
    void ranksBecomeUniformOrNormal() {
        double[] numbers = IntStream.rangeClosed(0, 100).asDoubleStream().toArray();
        Values values = Values.Numbers.of(numbers);
        Encoder uniform = new NumberEncoder.Quantile(null, NumberEncoder.Quantile.Distribution.UNIFORM, MEDIAN)
                .fit(values, all(101));
        Encoder normal = new NumberEncoder.Quantile(null, NumberEncoder.Quantile.Distribution.NORMAL, MEDIAN)
                .fit(values, all(101));
        Values asked = Values.Numbers.of(-5, 0, 2.5, 50, 97.5, 100, 300, NAN);

        assertThat(encode(uniform, asked, 8))
                .containsExactly(new double[] {0, 0, 0.025, 0.5, 0.975, 1, 1, 0.5}, within(1e-12));
        assertThat(encode(normal, asked, 8))
                .containsExactly(
                        new double[] {
                            -5.199337582, -5.199337582, -1.959963985, 0, 1.959963985, 5.199337582, 5.199337582, 0
                        },
                        within(1e-7));
    }

    /** As scikit-learn ranks ties: half of the rows are 0, so 0 has the rank in the middle of them. */
    @Test
    void equalValuesShareTheMiddleOfTheirRanks() {
        double[] numbers = new double[101];
        Arrays.setAll(numbers, i -> i <= 10 ? -1 : i <= 60 ? 0 : i);
        Values values = Values.Numbers.of(numbers);
        Encoder uniform = new NumberEncoder.Quantile(null, NumberEncoder.Quantile.Distribution.UNIFORM, MEDIAN)
                .fit(values, all(101));

        assertThat(encode(uniform, Values.Numbers.of(0, -1, 61), 3))
                .containsExactly(new double[] {0.355, 0, 0.61}, within(1e-12));
    }

    /** Bins [0, 10), [10, 20), [20, 30), [30, 39] of the numbers 0 to 39. */
    @Test
    void numbersBecomeTheSharesOfBinsBelowThem() {
        Values values =
                Values.Numbers.of(IntStream.range(0, 40).asDoubleStream().toArray());
        PiecewiseLinear fitted = (PiecewiseLinear)
                new PiecewiseLinear(4, null, new Gap(Missing.MEDIAN, null, true)).fit(values, all(40));

        assertThat(fitted.edges()).containsExactly(0.0, 10.0, 20.0, 30.0, 39.0);
        assertThat(fitted.names()).containsExactly(" bin 1", " bin 2", " bin 3", " bin 4", " missing");
        assertThat(encode(fitted, Values.Numbers.of(-7, 2.5, 10, 34.5, 1e300, NAN), 6))
                .containsExactly(
                        0, 0, 0, 0, 0, 0.25, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0.5, 0, 1, 1, 1, 1, 0, 1, 0.95, 0, 0,
                        1);
    }

    /** Two thirds of the rows are 0, so one bin holds them and the others cut what is left. */
    @Test
    void equalNumbersAreInOneBin() {
        double[] numbers = new double[90];
        Arrays.setAll(numbers, i -> i < 60 ? 0 : i);
        Values values = Values.Numbers.of(numbers);

        assertThat(edges(4, values, 90)).containsExactly(0.0, 60.0, 70.0, 80.0, 89.0);
        Arrays.setAll(numbers, i -> i < 5 ? i - 5 : i < 60 ? 0 : i);
        assertThat(edges(3, Values.Numbers.of(numbers), 90)).containsExactly(-5.0, 0.0, 60.0, 89.0);
    }

    @Test
    void fewNumbersAreEdgesAllOfThem() {
        assertThat(edges(4, Values.Numbers.of(3, 1, 1, NAN, 7), 5)).containsExactly(1.0, 3.0, 7.0, 7.0, 7.0);
        assertThat(edges(2, Values.Numbers.of(NAN, NAN), 2)).containsExactly(0.0, 0.0, 0.0);
        assertThat(fitted(new PiecewiseLinear(2, null, MEDIAN), 5, 5, NAN)).containsOnly(0);
        assertThat(fitted(new PiecewiseLinear(1, null, MEDIAN), -1.7e308, 0, 1.7e308))
                .containsExactly(0, 0.5, 1);
    }

    private static List<Double> edges(int bins, Values values, int rows) {
        return ((PiecewiseLinear) new PiecewiseLinear(bins, null, MEDIAN).fit(values, all(rows))).edges();
    }

    @Test
    void somethingStandsInForMissingNumbers() {
        for (Missing policy : List.of(Missing.MEAN, Missing.MEDIAN)) {
            double expected = policy == Missing.MEAN ? 4 : 1;
            assertThat(fitted(new Encoder.None(null, new Gap(policy, null, true)), 1, 1, 10, NAN))
                    .containsExactly(1, 0, 1, 0, 10, 0, expected, 1);
        }
        assertThat(fitted(new Encoder.None(null, new Gap(Missing.CONSTANT, -9.0, false)), 1, NAN))
                .containsExactly(1, -9);
        assertThat(fitted(new Encoder.Standardize(null, null, new Gap(Missing.CONSTANT, 5.0, false)), 1, 3, NAN))
                .containsExactly(-1, 1, 3);
        assertThatThrownBy(() -> fitted(new Encoder.None(null, new Gap(Missing.REFUSE, null, false)), 1, NAN))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void rareCategoriesShareAPlaceOfTheirOwn() {
        String[] texts = new String[1000];
        Arrays.setAll(texts, i -> i < 600 ? "b" : i < 980 ? "a" : i < 988 ? "rare" : i < 999 ? "ten" : null);
        Values values = texts(texts);

        Encoder.OneHot fitted =
                (Encoder.OneHot) new Encoder.OneHot(learnt(4, true, Missing.CATEGORY)).fit(values, all(1000));

        assertThat(fitted.categories().values()).containsExactly("a", "b", "ten");
        assertThat(fitted.names()).containsExactly("=a", "=b", "=ten", " unused 1", " other", " missing");
        assertThat(encode(fitted, texts("b", "rare", "never", null), 4))
                .containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
    }

    @Test
    void fewRowsMakeNoCategoryRare() {
        Values values = texts("a", "b", "c");

        Encoder fitted = new CategoryEncoder.Ordinal(learnt(2, true, Missing.ZERO)).fit(values, all(3));

        assertThat(encode(fitted, texts("a", "b", "c", null), 4)).containsExactly(1, 2, 3, 0);
    }

    @Test
    void categoriesAreNumberedForAnEmbedding() {
        Encoder.Embedding embedding = new Encoder.Embedding(List.of("x", "y"), 3);

        assertThat(embedding.codes()).isEqualTo(3);
        assertThat(encode(embedding, texts("y", "never", null, "x"), 4)).containsExactly(2, 0, 0, 1);
    }

    /** Buckets must not change: models are stored with their number alone. */
    @Test
    void textsFallIntoTheSameBucketsForEver() {
        assertThat(List.of("a", "b", "Zürich", "日本", "").stream()
                        .map(text -> Words.bucket(text, 1000))
                        .toList())
                .isEqualTo(HASHES);
        assertThat(encode(new TextEncoder.Hashing(4, new Gap(Missing.ZERO, null, true)), texts("a", null), 2))
                .hasSize(10)
                .contains(1.0)
                .satisfies(numbers -> assertThat(Arrays.stream(numbers).sum()).isEqualTo(2));
    }

    private static final List<Integer> HASHES = List.of(429, 508, 456, 273, 458);

    @Test
    void wordsAreCountedInLowerCase() {
        Values values = texts("The cat, the HAT.", "A cat!", null, "dog");

        Encoder fitted = new TextEncoder.TopWords(learnt(2, false, Missing.ZERO), ZERO).fit(values, all(4));

        assertThat(fitted.names()).containsExactly("=a", "=cat");
        assertThat(encode(fitted, texts("cat CAT a b", null), 2)).containsExactly(1, 2, 0, 0);
        assertThat(Words.of("Été-2024, naïve日本 don't")).containsExactly("été", "2024", "naïve日本", "don", "t");
        assertThat(Arrays.stream(encode(new TextEncoder.HashedWords(8, ZERO), texts("Dog dog CAT"), 1))
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void listsHaveAOneForEachOfTheirItems() {
        Values values = texts("[\"a\", \"b\"]", "[\"b\", 3]", "[]", "plain", null);

        Encoder fitted = new TextEncoder.MultiHot(learnt(4, true, Missing.ZERO), ZERO).fit(values, all(5));

        assertThat(fitted.names()).containsExactly("=3", "=a", "=b", "=plain", " other");
        assertThat(encode(fitted, texts("[\"b\",\"a\",\"b\"]", "[3.0, \"new\"]", "[]"), 3))
                .containsExactly(0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void datesFallApart() {
        double millis = DateText.millis("2024-02-29T18:30:00Z").orElseThrow();
        Dates dates = new Dates(
                Arrays.stream(TimePart.values())
                        .map(part -> new Dates.Part(part, 0.0, 1.0))
                        .toList(),
                List.of(TimePart.HOUR),
                new Gap(Missing.MEDIAN, millis, true));

        assertThat(encode(dates, Values.Numbers.of(millis, NAN), 2))
                .containsExactly(
                        new double[] {
                            2024, 2, 60, 4, 18.5, -Math.sin(Math.PI * 11 / 24), Math.cos(Math.PI * 37 / 24), 0, //
                            2024, 2, 60, 4, 18.5, -Math.sin(Math.PI * 11 / 24), Math.cos(Math.PI * 37 / 24), 1
                        },
                        within(1e-12));
        assertThat(dates.names()).hasSize(8).startsWith(" year").endsWith(" missing");
        assertThat(DateText.millis("29.2.2024")).isEmpty();
        assertThat(DateText.millis("2024-02-30")).isEmpty();
    }

    @Test
    void tensorsAreStandardisedAsAWhole() {
        Values tensors = new Values.Reals(new double[] {0, 2, 4, 2}, 2);
        Encoder fitted = new TensorEncoder.StandardizeAll(List.of(2L), null, null).fit(tensors, all(2));

        assertThat(encode(fitted, tensors, 2))
                .containsExactly(new double[] {-Math.sqrt(2), 0, Math.sqrt(2), 0}, within(1e-12));
        assertThat(new Encoder.Scale(List.of(2L, 3L), 255).names())
                .containsExactly("[0][0]", "[0][1]", "[0][2]", "[1][0]", "[1][1]", "[1][2]");
    }

    @Test
    void encodersOfOlderModelsAreUnderstood() {
        assertThat(read("{'kind': 'standardize', 'mean': 3.5, 'scale': 2.0, 'indicator': true}"))
                .isEqualTo(new Encoder.Standardize(3.5, 2.0, true));
        assertThat(encode(new Encoder.Standardize(3.5, 2.0, true), Values.Numbers.of(5.5, NAN), 2))
                .containsExactly(1, 0, 0, 1);
        assertThat(encode(read("{'kind': 'none', 'mean': 3.5, 'indicator': false}"), Values.Numbers.of(7, NAN), 2))
                .containsExactly(7, 3.5);
        assertThat(encode(read("{'kind': 'binary', 'indicator': true}"), texts("True", null), 2))
                .containsExactly(1, 0, 0, 1);
        assertThat(encode(read("{'kind': 'one_hot', 'categories': ['a', 'b']}"), texts("b", "c", null), 3))
                .containsExactly(0, 1, 0, 0, 0, 0);
        assertThat(read("{'kind': 'scale', 'extents': [2, 2], 'divisor': 255.0}"))
                .isEqualTo(new Encoder.Scale(List.of(2L, 2L), 255));
    }

    private static Encoder read(String json) {
        return JSON.readValue(json.replace('\'', '"'), Encoder.class);
    }
}
