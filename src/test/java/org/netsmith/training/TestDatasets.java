package org.netsmith.training;

import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netsmith.dataset.Column;
import org.netsmith.dataset.ColumnType;
import org.netsmith.dataset.DatasetVersion;
import org.netsmith.dataset.Datasets;

/** Profiles of data sets, as ingest would make them. */
final class TestDatasets {

    static final DatasetVersion IRIS = version(
            "iris",
            150,
            number("sepal_length"),
            number("sepal_width"),
            number("petal_length"),
            number("petal_width"),
            category("species", 0, "setosa", "versicolor", "virginica"));

    static final DatasetVersion PENGUINS = version(
            "penguins",
            344,
            category("species", 0, "Adelie", "Chinstrap", "Gentoo"),
            category("island", 0, "Biscoe", "Dream", "Torgersen"),
            number("bill_length_mm", 2),
            number("body_mass_g", 2),
            category("sex", 11, "female", "male"),
            text("note"));

    static final DatasetVersion HOUSES = version(
            "houses",
            400,
            number("area"),
            integer("rooms", "1", "2", "3", "4"),
            number("weight"),
            category("part", 0, "test", "train"),
            number("price"));

    static final DatasetVersion DIGITS = version(
            "digits", 60_000, tensor("x", 28, 28), integer("y", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));

    static final DatasetVersion SAME = version(
            "same",
            60,
            number("x"),
            new Column("zero", ColumnType.NUMBER, List.of(), 0, 1, 0.0, 0.0, 0.0, 0.0, Map.of(), List.of(), null),
            new Column("y", ColumnType.NUMBER, List.of(), 0, 1, 7.0, 7.0, 7.0, 0.0, Map.of(), List.of(), null));

    static final DatasetVersion FEW = version("few", 4, number("x"), number("y"));

    static final DatasetVersion UNEVEN = version(
            "uneven",
            100,
            number("x"),
            new Column(
                    "answer",
                    ColumnType.CATEGORY,
                    List.of(),
                    0,
                    2,
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(new Column.TopValue("no", 90), new Column.TopValue("yes", 10)),
                    List.of("no", "yes")));

    private TestDatasets() {}

    static Datasets all() {
        Datasets datasets = mock(Datasets.class);
        when(datasets.find(anyString())).thenReturn(Optional.empty());
        for (DatasetVersion version : List.of(IRIS, PENGUINS, HOUSES, DIGITS, FEW, SAME, UNEVEN)) {
            when(datasets.find(version.name())).thenReturn(Optional.of(version));
            when(datasets.find(version.reference())).thenReturn(Optional.of(version));
        }
        return datasets;
    }

    static DatasetVersion version(String name, long rows, Column... columns) {
        return new DatasetVersion(
                name,
                1,
                "csv",
                1000,
                HexFormat.of().toHexDigits(name.hashCode()).repeat(8),
                rows,
                List.of(columns),
                Map.of("table", "cd".repeat(32)),
                Instant.EPOCH);
    }

    static Column number(String name) {
        return number(name, 0);
    }

    static Column number(String name, long missing) {
        return new Column(
                name, ColumnType.NUMBER, List.of(), missing, 100, 0.1, 9.9, 5.0, 2.0, Map.of(), List.of(), null);
    }

    static Column integer(String name, String... categories) {
        return new Column(
                name,
                ColumnType.INTEGER,
                List.of(),
                0,
                categories.length,
                0.0,
                9.0,
                5.0,
                2.0,
                Map.of(),
                List.of(new Column.TopValue(categories[0], 10)),
                Arrays.asList(categories));
    }

    static Column category(String name, long missing, String... categories) {
        return new Column(
                name,
                ColumnType.CATEGORY,
                List.of(),
                missing,
                categories.length,
                null,
                null,
                null,
                null,
                null,
                List.of(new Column.TopValue(categories[0], 50)),
                Arrays.asList(categories));
    }

    static Column text(String name) {
        return new Column(name, ColumnType.TEXT, List.of(), 0, 300, null, null, null, null, null, List.of(), null);
    }

    static Column tensor(String name, long... shape) {
        return new Column(
                name,
                ColumnType.TENSOR,
                Arrays.stream(shape).boxed().toList(),
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
