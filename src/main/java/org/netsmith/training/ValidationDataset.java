package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Column;
import org.netsmith.dataset.ColumnType;
import org.netsmith.dataset.DatasetVersion;
import org.netsmith.dataset.Encoders;

/** Whether a data set can validate what is trained on another: the same columns, and no labels that it has not. */
record ValidationDataset(DatasetVersion version, DatasetVersion other, Violations violations) {

    void check(Encoders encoders, @Nullable String weight) {
        if (other.sha256().equals(version.sha256())) {
            violations.warn(
                    "/validation/dataset",
                    "%s holds the rows that are trained on, so the metrics say nothing of new ones"
                            .formatted(other.reference()));
        }
        encoders.inputs().forEach(input -> sameColumn(input.name()));
        encoders.targets().forEach(target -> sameColumn(target.name()));
        if (weight != null) {
            sameColumn(weight);
        }
        encoders.classes().forEach(this::sameLabels);
    }

    private void sameColumn(String name) {
        Optional<Column> theirs = column(other, name);
        Optional<Column> ours = column(version, name);
        if (ours.isPresent() && theirs.isEmpty()) {
            violations.add(
                    "/validation/dataset",
                    "%s has no column \"%s\", which %s is trained on"
                            .formatted(other.reference(), name, version.reference()));
        } else if (ours.isPresent() && !compatible(ours.get(), theirs.get())) {
            violations.add(
                    "/validation/dataset",
                    "column \"%s\" is of type %s%s in %s, expected %s%s as in %s"
                            .formatted(
                                    name,
                                    type(theirs.get()),
                                    shape(theirs.get()),
                                    other.reference(),
                                    type(ours.get()),
                                    shape(ours.get()),
                                    version.reference()));
        }
    }

    private void sameLabels(Encoders.Target target) {
        List<String> theirs =
                column(other, target.name()).map(Column::categories).orElse(null);
        if (theirs == null) {
            return;
        }
        List<String> unknown = new ArrayList<>(theirs);
        unknown.removeAll(target.labels());
        if (!unknown.isEmpty()) {
            violations.add(
                    "/validation/dataset",
                    "column \"%s\" of %s has labels that %s has not: %s"
                            .formatted(
                                    target.name(), other.reference(), version.reference(), DataChoice.shown(unknown)));
        }
    }

    private static boolean compatible(Column one, Column other) {
        return one.shape().equals(other.shape())
                && (one.type() == other.type() || numeric(one) && numeric(other) || textual(one) && textual(other));
    }

    private static boolean numeric(Column column) {
        return column.type() == ColumnType.NUMBER || column.type() == ColumnType.INTEGER;
    }

    private static boolean textual(Column column) {
        return column.type() == ColumnType.CATEGORY || column.type() == ColumnType.TEXT;
    }

    private static String type(Column column) {
        return column.type().name().toLowerCase(Locale.ROOT);
    }

    private static String shape(Column column) {
        return column.shape().isEmpty() ? "" : " " + column.shape();
    }

    private static Optional<Column> column(DatasetVersion version, String name) {
        return version.columns().stream()
                .filter(column -> column.name().equals(name))
                .findAny();
    }
}
