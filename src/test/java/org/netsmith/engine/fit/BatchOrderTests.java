package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.Validation;

class BatchOrderTests {

    private static final int ROWS = 10;
    private static final int BATCH = 4;

    private static BatchOrder order(int initialEpoch, @Nullable Integer stepsPerEpoch, boolean shuffle, long seed) {
        return new BatchOrder(
                ROWS,
                BATCH,
                new Options(
                        initialEpoch,
                        99,
                        BATCH,
                        stepsPerEpoch,
                        shuffle,
                        Validation.AFTER_EVERY_EPOCH,
                        List.of(),
                        seed));
    }

    /** The rows of each step of an epoch. */
    private static List<List<Integer>> epoch(BatchOrder order, int epoch) {
        List<List<Integer>> steps = new ArrayList<>();
        int count = order.beginEpoch(epoch);
        for (int step = 0; step < count; step++) {
            int first = order.next();
            int end = order.isWhole(first) ? first + BATCH : ROWS;
            steps.add(Arrays.stream(order.rows(), first, end).boxed().toList());
        }
        return steps;
    }

    private static List<Integer> flat(List<List<Integer>> steps) {
        return steps.stream().flatMap(List::stream).toList();
    }

    @Test
    void theLastBatchHasTheRowsThatAreLeft() {
        BatchOrder order = order(0, null, false, 1);

        assertThat(epoch(order, 0)).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
        assertThat(epoch(order, 1)).hasSize(3).first().isEqualTo(List.of(0, 1, 2, 3));
    }

    @Test
    void eachPassIsShuffledInAnOrderOfItsOwn() {
        BatchOrder order = order(0, null, true, 1);
        List<Integer> first = flat(epoch(order, 0));
        List<Integer> second = flat(epoch(order, 1));

        assertThat(first).containsExactlyInAnyOrderElementsOf(rows()).isNotEqualTo(rows());
        assertThat(second).containsExactlyInAnyOrderElementsOf(rows()).isNotEqualTo(first);
    }

    private static List<Integer> rows() {
        return IntStream.range(0, ROWS).boxed().toList();
    }

    @Test
    void theSeedDecidesTheOrder() {
        List<List<Integer>> one = epoch(order(0, null, true, 1), 0);

        assertThat(epoch(order(0, null, true, 1), 0)).isEqualTo(one);
        assertThat(epoch(order(0, null, true, 2), 0)).isNotEqualTo(one);
    }

    /** Keras ends an epoch early where the data end within it. */
    @Test
    void anEpochGoesOnWhereTheOneBeforeItEndedAndEndsWithThePass() {
        BatchOrder order = order(0, 2, false, 1);

        assertThat(epoch(order, 0)).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7));
        assertThat(epoch(order, 1)).containsExactly(List.of(8, 9));
        assertThat(epoch(order, 2)).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7));
    }

    @Test
    void aPassKeepsItsOrderOverSeveralEpochs() {
        BatchOrder order = order(0, 2, true, 1);
        List<Integer> pass = new ArrayList<>(flat(epoch(order, 0)));
        pass.addAll(flat(epoch(order, 1)));

        assertThat(pass).containsExactlyInAnyOrderElementsOf(rows());
        assertThat(pass).isEqualTo(flat(epoch(order(0, null, true, 1), 0)));
    }

    @Test
    void moreStepsThanThereAreBatchesAreAllBatches() {
        assertThat(epoch(order(0, 7, false, 1), 0)).hasSize(3);
    }

    @Test
    void whoGoesOnLaterMeetsTheOrderThatWouldHaveCome() {
        BatchOrder whole = order(0, null, true, 1);
        epoch(whole, 0);
        epoch(whole, 1);

        assertThat(epoch(order(2, null, true, 1), 2)).isEqualTo(epoch(whole, 2));
    }

    @Test
    void whoGoesOnLaterWithGivenStepsBeginsWithThePassOfItsEpoch() {
        BatchOrder whole = order(0, 2, true, 1);
        IntStream.range(0, 4).forEach(epoch -> epoch(whole, epoch));

        assertThat(epoch(order(4, 2, true, 1), 4)).isEqualTo(epoch(whole, 4));
    }
}
