package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTests {

    private static final int[] ROWS = IntStream.range(0, 103).toArray();

    /** Labels 93 a and 10 b; seven persons; days in the reverse order of the file, five rows a day. */
    private static final Table TABLE = new Table(
            Map.of(
                    "label",
                    Values.Codes.of(
                            IntStream.of(ROWS).map(row -> row < 93 ? 0 : 1).toArray(), List.of("a", "b")),
                    "person",
                    Values.Codes.of(
                            IntStream.of(ROWS)
                                    .map(row -> row % 7 * (row % 7) % 7)
                                    .toArray(),
                            List.of("p0", "p1", "p2", "p3", "p4", "p5", "p6")),
                    "day",
                    Values.Numbers.of(
                            IntStream.of(ROWS).mapToDouble(row -> -(row / 5)).toArray())),
            ROWS.length);

    private static void assertEveryRowIsInOneFold(List<Split> folds) {
        assertThat(folds.stream()
                        .flatMapToInt(fold -> Arrays.stream(fold.validation()))
                        .sorted()
                        .toArray())
                .isEqualTo(ROWS);
        assertThat(folds)
                .allSatisfy(fold -> assertThat(
                                IntStream.concat(Arrays.stream(fold.training()), Arrays.stream(fold.validation()))
                                        .sorted()
                                        .toArray())
                        .isEqualTo(ROWS));
    }

    @Test
    void foldsDrawnBySeedDifferByOneRowAtMost() {
        List<Split> folds = Folds.random(ROWS, 5, 42);

        assertEveryRowIsInOneFold(folds);
        assertThat(folds).extracting(fold -> fold.validation().length).containsExactlyInAnyOrder(21, 21, 21, 20, 20);
        assertThat(Folds.random(ROWS, 5, 42).getFirst().validation())
                .isEqualTo(folds.getFirst().validation());
        assertThat(Folds.random(ROWS, 5, 43).getFirst().validation())
                .isNotEqualTo(folds.getFirst().validation());
    }

    @Test
    void everyFoldHasItsShareOfEachLabel() {
        List<Split> folds = Folds.stratified(TABLE, "label", ROWS, 5, 42);

        assertEveryRowIsInOneFold(folds);
        assertThat(folds)
                .allSatisfy(fold -> assertThat(IntStream.of(fold.validation()).filter(row -> row >= 93))
                        .hasSize(2));
    }

    @Test
    void noGroupIsOnBothSidesOfAFold() {
        List<Split> folds = Folds.grouped(TABLE, "person", ROWS, 3, 42);

        assertEveryRowIsInOneFold(folds);
        assertThat(folds)
                .allSatisfy(fold -> assertThat(values("person", fold.training()))
                        .doesNotContainAnyElementsOf(values("person", fold.validation())));
    }

    @Test
    void foldsInTimeLearnNothingFromWhatComesLater() {
        List<Split> folds = Folds.timed(TABLE, "day", ROWS, 4);

        assertThat(folds).hasSize(4).allSatisfy(fold -> {
            assertThat(latest(fold.training())).isLessThan(earliest(fold.validation()));
            assertThat(fold.validation()).hasSizeBetween(15, 25);
        });
        assertThat(folds.getLast().validation().length + folds.getLast().training().length)
                .isEqualTo(ROWS.length);
    }

    private static List<String> values(String column, int[] rows) {
        return IntStream.of(rows)
                .mapToObj(TABLE.values(column)::text)
                .distinct()
                .toList();
    }

    private static double latest(int[] rows) {
        return Arrays.stream(Folds.times(TABLE, "day", rows)).max().orElseThrow();
    }

    private static double earliest(int[] rows) {
        return Arrays.stream(Folds.times(TABLE, "day", rows)).min().orElseThrow();
    }
}
