package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitsTests {

    private static final int[] ROWS = IntStream.range(0, 100).toArray();

    /** 90 rows of a, 9 of b, 1 of c. */
    private static final Table TABLE = new Table(
            Map.of(
                    "label",
                    Values.Codes.of(
                            IntStream.of(ROWS)
                                    .map(row -> row < 90 ? 0 : row < 99 ? 1 : 2)
                                    .toArray(),
                            List.of("a", "b", "c"))),
            100);

    private static void assertDivides(Split split, int[] rows) {
        assertThat(IntStream.concat(IntStream.of(split.training()), IntStream.of(split.validation()))
                        .sorted()
                        .toArray())
                .isEqualTo(rows);
        assertThat(split.training()).isSorted();
        assertThat(split.validation()).isSorted();
    }

    @Test
    void lastRowsAreWhatKerasTakes() {
        Split split = Splits.last(IntStream.range(0, 150).toArray(), 0.2);

        assertThat(split.training()).hasSize(120);
        assertThat(split.validation()).startsWith(120).hasSize(30);
    }

    @Test
    void aSeedAlwaysDrawsTheSameRows() {
        Split split = Splits.random(ROWS, 0.2, 42);

        assertDivides(split, ROWS);
        assertThat(split.validation()).hasSize(20);
        assertThat(Splits.random(ROWS, 0.2, 42).validation()).isEqualTo(split.validation());
        assertThat(Splits.random(ROWS, 0.2, 43).validation()).isNotEqualTo(split.validation());
    }

    @Test
    void twoRowsAreEnoughForBothSides() {
        assertThat(Splits.random(new int[] {5, 9}, 0.01, 1).validation()).hasSize(1);
        assertThat(Splits.random(new int[] {5, 9}, 0.99, 1).training()).hasSize(1);
        assertThat(Splits.random(new int[] {5}, 0.5, 1).training()).containsExactly(5);
    }

    @Test
    void strataKeepTheirProportionsAndSingleRowsAreTrainedOn() {
        Split split = Splits.stratified(TABLE, "label", ROWS, 0.2, 42);

        assertDivides(split, ROWS);
        assertThat(split.validation()).hasSize(20);
        assertThat(IntStream.of(split.validation()).filter(row -> row < 90)).hasSize(18);
        assertThat(IntStream.of(split.validation()).filter(row -> row >= 90 && row < 99))
                .hasSize(2);
        assertThat(split.training()).contains(99);
    }

    @Test
    void aColumnMaySayWhichRows() {
        Split split = Splits.where(TABLE, "label", "b", ROWS);

        assertDivides(split, ROWS);
        assertThat(split.validation()).containsExactly(90, 91, 92, 93, 94, 95, 96, 97, 98);
    }
}
