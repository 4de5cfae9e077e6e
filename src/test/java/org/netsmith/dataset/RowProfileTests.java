package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against figures worked out from the same files in Python. */
class RowProfileTests {

    @TempDir
    Path scratch;

    private record Profiled(List<Column> columns, ProfileTask.Result result) {

        ProfileTask.ColumnDetail column(String name) {
            int place = columns.stream().map(Column::name).toList().indexOf(name);
            return result.columns().get(place);
        }

        double value(String name) {
            return column(name).association().value();
        }
    }

    private Profiled profile(Ingests.Ingested data, @Nullable String target) throws Exception {
        List<Column> columns = data.result().columns();
        return new Profiled(
                columns, new ProfileTask(columns, data.files().get("table"), target).run(new Ingests.Context(scratch, 2)));
    }

    @Test
    void columnsGoWithATargetOfLabels() throws Exception {
        Profiled penguins = profile(Ingests.file("penguins.csv", scratch), "species");

        assertThat(penguins.value("island")).isEqualTo(0.6598431008795325, within(1e-12));
        assertThat(penguins.column("island").association().measure()).isEqualTo("cramers_v");
        assertThat(penguins.value("bill_length_mm")).isEqualTo(0.8413139288696143, within(1e-12));
        assertThat(penguins.column("bill_length_mm").association().measure()).isEqualTo("correlation_ratio");
        assertThat(penguins.column("species").association()).isNull();
        assertThat(penguins.result().classes())
                .containsExactly(
                        new Column.TopValue("Adelie", 152),
                        new Column.TopValue("Gentoo", 124),
                        new Column.TopValue("Chinstrap", 68));
    }

    @Test
    void columnsGoWithATargetOfNumbers() throws Exception {
        Profiled penguins = profile(Ingests.file("penguins.csv", scratch), "body_mass_g");

        assertThat(penguins.value("bill_length_mm")).isEqualTo(0.5951098244376298, within(1e-12));
        assertThat(penguins.column("bill_length_mm").association().measure()).isEqualTo("pearson");
        assertThat(penguins.value("sex")).isEqualTo(0.4249869909039953, within(1e-12));
        assertThat(penguins.result().classes()).isEmpty();
    }

    @Test
    void valuesAreCountedInEquallyWideBins() throws Exception {
        Profiled iris = profile(Ingests.file("iris.csv", scratch), null);

        Histogram histogram = iris.column("petal_length_cm").histogram();
        assertThat(histogram.edges()).hasSize(21).startsWith(1.0).endsWith(6.9);
        assertThat(histogram.counts())
                .hasSize(20)
                .startsWith(4L, 33L)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(150));
        assertThat(iris.column("species").histogram()).isNull();
        assertThat(iris.column("species").association()).isNull();
        assertThat(iris.result().duplicateRows()).isEqualTo(1);
    }

    @Test
    void aColumnThatAloneTellsTheTargetIsALeak() throws Exception {
        String rows = IntStream.range(0, 60)
                .mapToObj(i -> "%d,%s,%d,row %d,%s,%s"
                        .formatted(i % 3, "xyz".charAt(i % 3), (i % 3) * 10 + i % 2, i, "abc".charAt(i % 3), i % 7 < 3))
                .collect(Collectors.joining("\n"));
        Ingests.Ingested data = Ingests.text("code,letter,both,note,target,chance\n" + rows + "\n", scratch);

        Profiled labels = profile(data, "target");
        Profiled numbers = profile(data, "both");

        assertThat(labels.column("code").association().leak()).isTrue();
        assertThat(labels.column("letter").association().leak()).isTrue();
        assertThat(labels.value("letter")).isEqualTo(1, within(1e-12));
        assertThat(labels.column("both").association().leak()).isTrue();
        assertThat(labels.column("note").association().leak())
                .as("a text of its own in every row tells nothing")
                .isFalse();
        assertThat(labels.column("chance").association().leak()).isFalse();
        assertThat(numbers.column("chance").association().leak()).isFalse();
    }

    @Test
    void oddColumnsHaveProfilesToo() throws Exception {
        Ingests.Ingested data = Ingests.text(
                "same,empty,huge,when,t\n"
                        + IntStream.range(0, 40)
                                .mapToObj(i -> "7,,%s,2024-01-%02d,%d"
                                        .formatted(i % 2 == 0 ? "1e308" : "-1e308", 1 + i % 28, i))
                                .collect(Collectors.joining("\n"))
                        + "\n",
                scratch);

        Profiled profile = profile(data, "t");

        assertThat(profile.column("same").histogram().counts()).containsExactly(40L);
        assertThat(profile.column("same").association()).isNull();
        assertThat(profile.column("huge").histogram()).isNull();
        assertThat(profile.column("when").histogram().counts().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(40);
        assertThat(profile.column("when").association()).isNotNull();
    }
}
