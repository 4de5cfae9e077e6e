package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrequenciesTests {

    private static final int ROWS = 300_000;

    @TempDir
    Path scratch;

    @Test
    void countsFewAndManyDifferentValues() {
        Random random = new Random(1);
        try (Frequencies frequencies = new Frequencies(scratch.resolve("frequencies"), ROWS)) {
            assertCounts(frequencies, () -> random.nextInt(7) - 3);
            assertCounts(frequencies, () -> random.nextInt(1_000_000) - 500_000);
            assertCounts(frequencies, random::nextLong);
            assertCounts(frequencies, () -> random.nextInt(100_000) * (1L << 40));
            assertCounts(frequencies, () -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE);
            assertCounts(frequencies, new LongSupplier() {
                private long next = -ROWS / 2;

                @Override
                public long getAsLong() {
                    return next++;
                }
            });
        }
        assertThat(scratch).isEmptyDirectory();
    }

    private static void assertCounts(Frequencies frequencies, LongSupplier values) {
        Map<Long, Long> expected = new TreeMap<>();
        frequencies.clear();
        for (int i = 0; i < ROWS; i++) {
            long value = values.getAsLong();
            expected.merge(value, 1L, Long::sum);
            frequencies.add(value);
        }
        Map<Long, Long> counted = new TreeMap<>();
        long[] last = {Long.MIN_VALUE};
        frequencies.runs().each((value, count) -> {
            assertThat(value).isGreaterThanOrEqualTo(last[0]);
            last[0] = value;
            assertThat(counted.put(value, count)).isNull();
        });
        assertThat(counted).isEqualTo(expected);
    }

    @Test
    void describesNumbersInWhateverOrderTheyCome() {
        double[] numbers =
                new Random(2).doubles(ROWS).map(number -> 1e6 + number).toArray();
        NumberProfile profile = profile(numbers);
        Arrays.sort(numbers);

        NumberProfile sorted = profile(numbers);

        double mean = Arrays.stream(numbers).sum() / ROWS;
        double squares = Arrays.stream(numbers)
                .map(number -> (number - mean) * (number - mean))
                .sum();
        assertThat(profile.mean()).isEqualTo(sorted.mean()).isCloseTo(mean, within(1e-9));
        assertThat(profile.std())
                .isEqualTo(sorted.std())
                .isCloseTo(Math.sqrt(squares / (ROWS - 1)), within(1e-9));
        double place = 0.05 * (ROWS - 1);
        double below = numbers[(int) place];
        assertThat(profile.quantiles())
                .isEqualTo(sorted.quantiles())
                .containsEntry("0.05", below + (numbers[(int) place + 1] - below) * (place - (int) place));
        assertThat(profile.min()).isEqualTo(numbers[0]);
        assertThat(profile.max()).isEqualTo(numbers[ROWS - 1]);
    }

    private NumberProfile profile(double... numbers) {
        try (Frequencies frequencies = new Frequencies(scratch.resolve("frequencies"), numbers.length)) {
            Arrays.stream(numbers).mapToLong(Double::doubleToLongBits).forEach(frequencies::add);
            return new NumberProfile(frequencies.runs(), Double::longBitsToDouble);
        }
    }

    @Test
    void saysNothingOfNoNumbersAndNoDeviationOfOne() {
        NumberProfile none = profile();
        NumberProfile one = profile(3);

        assertThat(none.min()).isNull();
        assertThat(none.mean()).isNull();
        assertThat(none.quantiles()).isNull();
        assertThat(one.mean()).isEqualTo(3);
        assertThat(one.std()).isNull();
        assertThat(one.quantiles()).containsEntry("0.5", 3.0);
    }

    @Test
    void tellsTheMostFrequentValuesThenTheLeast() {
        MostFrequent most = new MostFrequent();
        for (int value = 0; value < 100; value++) {
            most.add(value, value % 10 == 0 ? 5 : value == 77 ? 9 : 1);
        }

        assertThat(most.told(Long::toString))
                .extracting(Column.TopValue::value)
                .containsExactly("77", "0", "10", "20", "30", "40", "50", "60", "70", "80");
        assertThat(most.distinct()).isEqualTo(100);
        assertThat(most.present()).isEqualTo(148);
    }
}
