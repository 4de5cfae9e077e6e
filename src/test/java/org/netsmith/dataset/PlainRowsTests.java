package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PlainRowsTests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Encoders NUMBERS = encoders(
            new Encoders.Input("width", ColumnType.NUMBER, new Encoder.Standardize(3.0, 2.0, false)),
            new Encoders.Input("count", ColumnType.INTEGER, new Encoder.None(0.0, false)));

    private static final Encoders IMAGE =
            encoders(new Encoders.Input("x", ColumnType.TENSOR, new Encoder.Scale(List.of(2L, 3L), 255)));

    private static Encoders encoders(Encoders.Input... inputs) {
        return new Encoders(
                List.of(inputs),
                new Encoders.Target("y", ColumnType.CATEGORY, new TargetEncoder.Labels(List.of("a", "b"))));
    }

    private static Optional<Table> plain(String request, Encoders encoders) {
        return new PlainRows(encoders).read(request.getBytes(StandardCharsets.UTF_8), 4);
    }

    private static String instances(String rows) {
        return "{\"instances\": " + rows + "}";
    }

    private static double[] numbers(Table table, String column) {
        return ((Values.Numbers) table.values(column)).values().toArray(ValueLayout.JAVA_DOUBLE);
    }

    private static double[] tensors(Table table) {
        Values.Reals reals = (Values.Reals) table.values("x");
        return Arrays.copyOf(reals.values(), table.rows() * reals.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[1.5, 2]]",
                " [ [ 1.5\n,\t2 ]\r, { \"count\" : -0 , \"width\":-0.0 } ] ",
                "[[-0, 12345678901234567890], {\"count\": 1E+5, \"width\": 0.1}]",
                "[{\"width\": 1.5, \"count\": 2}]",
                "[{\"count\": -2e3, \"width\": 9007199254740993}, [0.1, 7], [1e-320, 123456789012345678901234]]"
            })
    void readsNumbersAsTheTreeIsRead(String rows) {
        Table expected = Instances.read(JSON.readTree(rows), NUMBERS).table();

        Table table = plain(instances(rows), NUMBERS).orElseThrow();

        assertThat(table.rows()).isEqualTo(expected.rows());
        for (String column : List.of("width", "count")) {
            assertThat(numbers(table, column)).isEqualTo(numbers(expected, column));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[[0, 1, 2], [3, 4, 5]]]",
                "[[0, 1, 2, 3, 4, 5], [[9, 8, 7], [6, 5, 4]]]",
                "[{\"x\": [0, 1, 2, 3, 4, 5]}, {\"x\": [[9, 8, 7], [6, 5, 4.5]]}, [1, 1, 1, 1, 1, 1]]"
            })
    void readsTensorsAsTheTreeIsRead(String rows) {
        Table expected = Instances.read(JSON.readTree(rows), IMAGE).table();

        Table table = plain(instances(rows), IMAGE).orElseThrow();

        assertThat(table.rows()).isEqualTo(expected.rows());
        assertThat(tensors(table)).isEqualTo(tensors(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "{}",
                "{\"instances\": []}",
                "{\"instances\": [[1, 2]], \"more\": 1}",
                "{\"instances\": [[1, 2]]} 3",
                "{\"instances\": [[1, 2]]",
                "{\"instances\": [[1, null]]}",
                "{\"instances\": [[1, \"2\"]]}",
                "{\"instances\": [[1, 1e999]]}",
                "{\"instances\": [[1]]}",
                "{\"instances\": [[1, 2, 3]]}",
                "{\"instances\": [[1, [2]]]}",
                "{\"instances\": [1, 2]}",
                "{\"instances\": [{\"width\": 1}]}",
                "{\"instances\": [{\"width\": 1, \"width\": 2}]}",
                "{\"instances\": [{\"width\": 1, \"count\": 2, \"y\": \"a\"}]}",
                "{\"instances\": [[1, 2], [1, 2], [1, 2], [1, 2], [1, 2]]}",
                "{\"instances\": [[1, 2],]}",
                "{\"instances\": [[1, 2,]]}",
                "{\"instances\": [[1 2]]}",
                "{\"instances\": [{\"width\" \"width\": 1, \"count\": 2}]}",
                "{\"instances\": [{\"width\", \"width\": 1, \"count\": 2}]}",
                "{\"instances\": [{\"w\\u0069dth\": 1, \"count\": 2}]}",
                "{\"instances\": [{\"width\": 1, \"count\": 2,}]}",
                "{\"instances\": [{\"width\": 1, \"count",
                "{\"instances\": [[1, NaN]]}",
                "{\"instances\": [[1, -Infinity]]}",
                "{\"instances\": [[1, 01]]}",
                "{\"instances\": [[1, +1]]}",
                "{\"instances\": [[1, .5]]}",
                "{\"instances\": [[1, 1.]]}",
                "{\"instances\": [[1, 1e]]}",
                "{\"instances\": [[1, 0x1p3]]}",
                "{\"instances\": [[1, 1d]]}",
                "{\"instances\": [[1, --1]]}",
                "{\"instances\": [[1, -]]}",
                "\ufeff{\"instances\": [[1, 2]]}",
                "{\"instances\": [[1, 12345678901234567890123456789012345678901234567890]]}",
                "{\"instances\": [[1, 0.00000000000000000000000000000000000000000000000001]]}",
                "{\"instances\": [[1, 1e0000000000000000000000000000000000000000000000001]]}"
            })
    void leavesWhateverIsUnusualToThoseWhoExplainIt(String request) {
        assertThat(plain(request, NUMBERS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[[[0, 1, 2], [3, 4, 5]]]]",
                "[[0, 1, 2, 3, 4]]",
                "[[0, 1, 2, 3, 4, 5, 6]]",
                "[[[0, 1, 2]]]",
                "[[[0, 1, 2], [3, 4, 5], [6, 7, 8]]]",
                "[[[0, 1, 2], 3, 4, 5]]",
                "[[[0, 1], [2, 3, 4]]]",
                "[[[0, 1, 2], [3, 4, true]]]",
                "[{\"x\": 1}]",
                "[[0, 1, 2, 3, 4, 05]]",
                "[[0, 1, 2, 3, 4, 5,]]",
                "[[0, 1, 2, 3, 4, NaN]]",
                "[[0, 1, 2, 3, 4, 1e309]]"
            })
    void leavesTensorsOfAnotherShapeToThemToo(String rows) {
        assertThat(plain(instances(rows), IMAGE)).isEmpty();
    }

    @Test
    void leavesCategoriesToThemBecauseSomeWereNeverSeen() {
        Encoders island = encoders(
                new Encoders.Input("island", ColumnType.CATEGORY, new Encoder.OneHot(List.of("Biscoe", "Dream"))));

        assertThat(plain(instances("[[\"Dream\"]]"), island)).isEmpty();
    }

    @Test
    void leavesNamesThatJsonWritesOtherwiseToThem() {
        Encoders quoted = encoders(new Encoders.Input("a\"b", ColumnType.NUMBER, new Encoder.None(0.0, false)));

        assertThat(plain(instances("[[1]]"), quoted)).isEmpty();
    }

    @Test
    void makesRoomForRowsThatAreLongerThanTheFirst() {
        String rows = "[[1,2],[1.000000000000,2.000000000000],[3,4],[5,6]]";

        Table table = plain(instances(rows), NUMBERS).orElseThrow();

        assertThat(numbers(table, "width")).containsExactly(1, 1, 3, 5);
        assertThat(numbers(table, "count")).containsExactly(2, 2, 4, 6);
    }

    @Test
    void makesRoomForRowsThatAreShorterThanTheFirst() {
        String rows = "[[1.000000000000, 2.00000000000000], [3,4],[5,6],[7,8]]";

        assertThat(numbers(plain(instances(rows), NUMBERS).orElseThrow(), "width"))
                .containsExactly(1, 3, 5, 7);
    }
}
