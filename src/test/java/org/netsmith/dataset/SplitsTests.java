package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class SplitsTests {

    @TempDir
    Path scratch;

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

    /** A row a quarter of a day, in no order; the last two days are one time. */
    private static final Table DAYS = new Table(
            Map.of(
                    "day",
                    Values.Numbers.of(IntStream.of(ROWS)
                            .mapToDouble(row -> row == 50 ? Double.NaN : Math.min(row * 37 % 100 / 4, 23))
                            .toArray()),
                    "person",
                    Values.Codes.of(
                            IntStream.of(ROWS).map(row -> (int) Math.sqrt(row)).toArray(),
                            IntStream.range(0, 10).mapToObj(i -> "p" + i).toList())),
            100);

    @Test
    void theLatestRowsAreHeldOutAndEqualTimesStayTogether() {
        Values.Numbers days = (Values.Numbers) DAYS.values("day");
        for (double fraction : new double[] {0.05, 0.1, 0.2, 0.5}) {
            Split split = Splits.latest(DAYS, "day", ROWS, fraction);

            assertDivides(split, ROWS);
            double latest = IntStream.of(split.training())
                    .mapToDouble(row -> days.number(row))
                    .filter(day -> !Double.isNaN(day))
                    .max()
                    .orElseThrow();
            assertThat(IntStream.of(split.validation())).allMatch(row -> days.number(row) > latest);
            assertThat(Math.abs(split.validation().length - 100 * fraction)).isLessThanOrEqualTo(4);
        }
        assertThat(Splits.latest(DAYS, "day", ROWS, 0.05).training()).contains(50);
    }

    @Test
    void nothingIsHeldOutWhereAllTimesAreEqual() {
        Table same = new Table(Map.of("day", Values.Numbers.of(new double[100])), 100);

        assertThat(Splits.latest(same, "day", ROWS, 0.2).validation()).isEmpty();
    }

    @Test
    void wholeGroupsAreHeldOutNearTheShare() {
        for (long seed = 0; seed < 20; seed++) {
            Split split = Splits.grouped(DAYS, "person", ROWS, 0.3, seed);

            assertDivides(split, ROWS);
            assertThat(split.validation()).hasSizeBetween(20, 40);
            assertThat(IntStream.of(split.training()).map(row -> (int) Math.sqrt(row)))
                    .doesNotContainAnyElementsOf(IntStream.of(split.validation())
                            .mapToObj(row -> (int) Math.sqrt(row))
                            .toList());
        }
        assertThat(Splits.grouped(DAYS, "person", ROWS, 0.3, 1).validation())
                .isNotEqualTo(Splits.grouped(DAYS, "person", ROWS, 0.3, 2).validation());
    }

    @Test
    void twoGroupsAreOneOnEitherSide() {
        Table two = new Table(
                Map.of(
                        "person",
                        Values.Codes.of(
                                IntStream.of(ROWS).map(row -> row == 7 ? 1 : 0).toArray(), List.of("a", "b"))),
                100);
        for (double fraction : new double[] {0.001, 0.5, 0.999}) {
            Split split = Splits.grouped(two, "person", ROWS, fraction, 3);

            assertDivides(split, ROWS);
            assertThat(split.validation()).isNotEmpty();
            assertThat(split.training()).isNotEmpty();
        }
    }

    private static Column column(ColumnType type, String... categories) {
        return new Column(
                "c", type, List.of(), 0, 3, null, null, null, null, null, null, categories.length == 0 ? null : List.of(categories));
    }

    @Test
    void aValueMayBeWrittenInMoreWaysThanOne() {
        JsonNodeFactory json = JsonNodeFactory.instance;

        assertThat(Splits.value(column(ColumnType.INTEGER), json.numberNode(2009.0)))
                .contains("2009");
        assertThat(Splits.value(column(ColumnType.INTEGER), json.stringNode("2009")))
                .contains("2009");
        assertThat(Splits.value(column(ColumnType.NUMBER), json.numberNode(0.2))).contains("0.2");
        assertThat(Splits.value(column(ColumnType.NUMBER), json.stringNode("low")))
                .isEmpty();
        assertThat(Splits.value(column(ColumnType.DATETIME), json.stringNode("1970-01-02")))
                .contains("86400000");
        assertThat(Splits.value(column(ColumnType.DATETIME), json.numberNode(1970)))
                .isEmpty();
        assertThat(Splits.value(column(ColumnType.BOOLEAN, "FALSE", "TRUE"), json.booleanNode(true)))
                .contains("TRUE");
        assertThat(Splits.value(column(ColumnType.CATEGORY, "1", "2"), json.numberNode(1)))
                .contains("1");
        assertThat(Splits.value(column(ColumnType.TENSOR), json.numberNode(1))).isEmpty();
    }

    @Test
    void aDayIsHeldOutByItsDate() {
        Ingests.Ingested days = Ingests.text("day,y\n2024-01-01,1\n2024-01-02,2\n2024-01-02T00:00:00Z,3\n", scratch);
        String day = Splits.value(days.column("day"), JsonNodeFactory.instance.stringNode("2024-01-02"))
                .orElseThrow();

        assertThat(Splits.where(days.table(), "day", day, days.table().all()).validation())
                .containsExactly(1, 2);
    }
}
