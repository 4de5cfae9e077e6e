package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.backend.Randomness.Purpose;

class PhiloxTests {

    private static final Randomness PLACE = new Randomness(0x0123_4567_89AB_CDEFL, Purpose.SHUFFLE, 3, 5, 7);

    /** The known answers that Random123 publishes for philox4x32 with 10 rounds. */
    @Test
    void givesThePublishedAnswers() {
        assertThat(encrypted(0, 0, 0, 0, 0, 0)).containsExactly(0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8);
        assertThat(encrypted(-1, -1, -1, -1, -1, -1)).containsExactly(0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD);
        assertThat(encrypted(0xA4093822, 0x299F31D0, 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344))
                .containsExactly(0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1);
    }

    private static int[] encrypted(int key0, int key1, int... words) {
        Philox.encrypt(key0, key1, words);
        return words;
    }

    @Test
    void everyPartOfAPlaceMatters() {
        var others = new Randomness[] {
            new Randomness(PLACE.seed() ^ 1L << 60, PLACE.purpose(), 3, 5, 7),
            new Randomness(PLACE.seed() ^ 1, PLACE.purpose(), 3, 5, 7),
            new Randomness(PLACE.seed(), Purpose.DROPOUT, 3, 5, 7),
            new Randomness(PLACE.seed(), PLACE.purpose(), 4, 5, 7),
            new Randomness(PLACE.seed(), PLACE.purpose(), 3, 6, 7),
            new Randomness(PLACE.seed(), PLACE.purpose(), 3, 5, 8),
            PLACE
        };

        assertThat(Arrays.stream(others).map(place -> Philox.at(place).nextBits()))
                .doesNotHaveDuplicates();
        assertThat(Philox.at(PLACE).nextBits()).isEqualTo(Philox.at(PLACE).nextBits());
    }

    @Test
    void refusesAStreamThatWouldReachIntoThePurpose() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Philox.at(Randomness.of(1, Purpose.SPLIT, 1 << 24)))
                .withMessage("stream must be in [0, 2^24), received 16777216");
    }

    @Test
    void permutesAllNumbers() {
        int[] order = Philox.permutation(1000, PLACE);

        assertThat(order).isNotEqualTo(IntStream.range(0, 1000).toArray());
        assertThat(Arrays.stream(order).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
        assertThat(Philox.permutation(1000, PLACE)).isEqualTo(order);
        assertThat(Philox.permutation(0, PLACE)).isEmpty();
    }

    @Test
    void makesEveryOrderEquallyOften() {
        Map<String, Integer> counts = new HashMap<>();
        for (int step = 0; step < 6000; step++) {
            int[] order = Philox.permutation(3, new Randomness(1, Purpose.SHUFFLE, 0, step, 0));
            counts.merge(Arrays.toString(order), 1, Integer::sum);
        }

        // five standard deviations of a binomial with p = 1/6
        assertThat(counts)
                .hasSize(6)
                .allSatisfy((order, count) -> assertThat(count).isCloseTo(1000, within(145)));
    }

    @Test
    void numbersHaveTheMomentsOfTheirDistributions() {
        Philox random = Philox.at(PLACE);

        // five standard errors of 100,000 draws
        assertMoments(DoubleStream.generate(random::nextDouble), 0.5, 1 / 12.0, 0.005);
        assertMoments(DoubleStream.generate(random::nextNormal), 0, 1, 0.023);
        assertMoments(DoubleStream.generate(random::nextTruncatedNormal), 0, 0.7737, 0.023);
    }

    private static void assertMoments(DoubleStream numbers, double mean, double variance, double tolerance) {
        double[] sample = numbers.limit(100_000).toArray();
        assertThat(Arrays.stream(sample).average().orElseThrow()).isCloseTo(mean, within(tolerance));
        assertThat(Arrays.stream(sample)
                        .map(x -> (x - mean) * (x - mean))
                        .average()
                        .orElseThrow())
                .isCloseTo(variance, within(tolerance));
    }
}
