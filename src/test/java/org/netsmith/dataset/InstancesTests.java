package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.Finding;
import tools.jackson.databind.json.JsonMapper;

class InstancesTests {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Encoders TABLE = new Encoders(
            List.of(
                    new Encoders.Input("petal_length", ColumnType.NUMBER, new Encoder.Standardize(3.0, 2.0, false)),
                    new Encoders.Input("island", ColumnType.CATEGORY, new Encoder.OneHot(List.of("Biscoe", "Dream"))),
                    new Encoders.Input("tagged", ColumnType.BOOLEAN, new Encoder.Binary(false))),
            new Encoders.Target("species", ColumnType.CATEGORY, new TargetEncoder.Labels(List.of("a", "b"))));

    private static final Encoders IMAGE = new Encoders(
            List.of(new Encoders.Input("x", ColumnType.TENSOR, new Encoder.Scale(List.of(2L, 2L), 255))),
            new Encoders.Target("y", ColumnType.INTEGER, new TargetEncoder.Labels(List.of("0", "1"))));

    private static Instances read(String json, Encoders encoders) {
        return Instances.read(JSON.readTree(json), encoders);
    }

    @Test
    void takesObjectsAndArraysInInputOrder() {
        Instances instances = read("""
            [{"petal_length": 5.1, "island": "Dream", "tagged": true}, [5, "Biscoe", false]]\
            """, TABLE);

        assertThat(instances.errors()).isEmpty();
        assertThat(instances.notes()).isEmpty();
        assertThat(instances.table().rows()).isEqualTo(2);
        assertThat(instances.table().values("petal_length").text(0)).isEqualTo("5.1");
        assertThat(instances.table().values("island").text(1)).isEqualTo("Biscoe");
    }

    @Test
    void objectsWithinARowAreDottedNames() {
        Encoders nested = new Encoders(
                List.of(
                        new Encoders.Input("pos.x", ColumnType.NUMBER, new Encoder.None(0.0, false)),
                        new Encoders.Input("pos.at/y.z", ColumnType.NUMBER, new Encoder.None(0.0, false))),
                TABLE.target());

        Instances good = read("""
            [{"pos": {"x": 1, "at/y": {"z": 2}}}, {"pos.x": 3, "pos": {"at/y.z": 4}}]\
            """, nested);
        Instances bad = read("""
            [{"pos": {"x": "1", "y": 2, "at/y": {"z": null}}, "pos.x": 5, "other": {"x": 1}}]\
            """, nested);

        assertThat(good.errors()).isEmpty();
        assertThat(good.table().values("pos.x").text(1)).isEqualTo("3");
        assertThat(good.table().values("pos.at/y.z").text(0)).isEqualTo("2");
        assertThat(bad.errors())
                .extracting(Finding::pointer)
                .contains("/instances/0/pos.x", "/instances/0/pos/y", "/instances/0/other");
        assertThat(bad.notes()).extracting(Finding::pointer).containsExactly("/instances/0/pos/at~1y/z");
    }

    @Test
    void namesEveryWrongNameTypeAndLength() {
        Instances instances = read("""
            [{"petal_lenght": 5.1, "island": "Dream", "tagged": true},
             {"petal_length": "5.1", "island": ["Dream"], "tagged": "yes"},
             [1, 2], "Dream", {}, {"petal_length": 1e999}]\
            """, TABLE);

        assertThat(instances.errors())
                .extracting(Finding::pointer)
                .contains(
                        "/instances/0/petal_lenght",
                        "/instances/1/petal_length",
                        "/instances/1/island",
                        "/instances/1/tagged",
                        "/instances/2",
                        "/instances/3",
                        "/instances/5/petal_length");
        assertThat(instances.errors().getFirst().detail()).contains("did you mean \"petal_length\"?");
        assertThat(instances.errors().get(1).detail()).contains("expects a number, received the text \"5.1\"");
    }

    @Test
    void notesWhatIsMissingOrNeverSeen() {
        Instances instances = read("""
            [{"island": "Atlantis", "tagged": null, "species": "a"}]\
            """, TABLE);

        assertThat(instances.errors()).isEmpty();
        assertThat(instances.notes())
                .extracting(Finding::pointer)
                .containsExactlyInAnyOrder(
                        "/instances/0/species",
                        "/instances/0/petal_length",
                        "/instances/0/island",
                        "/instances/0/tagged");
    }

    @Test
    void refusesARowWithoutAnyInput() {
        assertThat(read("[{}]", TABLE).errors()).extracting(Finding::pointer).containsExactly("/instances/0");
        assertThat(read("{}", TABLE).errors()).extracting(Finding::pointer).containsExactly("/instances");
    }

    @Test
    void takesTensorsNestedFlatOrByName() {
        Instances instances = read("""
            [[[0, 1], [2, 3]], [0, 1, 2, 3], {"x": [[0, 1], [2, 3]]}, [[[0, 1], [2, 3]]]]\
            """, IMAGE);

        assertThat(instances.errors()).isEmpty();
        assertThat(((Values.Reals) instances.table().values("x")).values())
                .containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
    }

    @Test
    void pointsIntoTensorsOfAnotherShape() {
        Instances instances = read("""
            [[[0, 1], [2]], {"x": [[0, 1], [2, "a"]]}, 7]\
            """, IMAGE);

        assertThat(instances.errors())
                .extracting(Finding::pointer)
                .containsExactly("/instances/0/1", "/instances/1/x/1/1", "/instances/2");
    }
}
