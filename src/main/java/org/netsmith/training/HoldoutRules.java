package org.netsmith.training;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Column;
import org.netsmith.dataset.ColumnType;
import org.netsmith.dataset.DatasetVersion;
import org.netsmith.training.JobRequest.Validation;

/**
 * Whether the rows of a data set can be divided by time, by group or into folds.
 *
 * @param targets the columns to learn
 * @param rows how many have a target
 */
record HoldoutRules(DatasetVersion version, Collection<String> targets, long rows, Violations violations) {

    Holdout latest(Validation validation) {
        time(validation, 2);
        return new Holdout.Latest(validation.split(), validation.time());
    }

    Holdout groups(Validation validation) {
        group(validation, 2);
        return new Holdout.Groups(validation.split(), validation.group());
    }

    /** @param stratify whether labels are to be stratified */
    Holdout folds(Validation validation, boolean stratify) {
        int count = validation.folds();
        if (rows < count) {
            violations.add(
                    "/validation/folds",
                    "%s has %d rows with a target, too few for %d folds; expected at most one fold a row"
                            .formatted(version.reference(), rows, count));
        }
        if (validation.time() != null) {
            time(validation, count + 1);
        } else if (validation.group() != null) {
            group(validation, count);
        }
        boolean divided = validation.time() != null || validation.group() != null;
        return new Holdout.Folds(count, stratify && !divided, validation.time(), validation.group());
    }

    private void time(Validation validation, long least) {
        String pointer = "/validation/time";
        column(pointer, validation.time()).ifPresent(column -> {
            ColumnType type = column.type();
            if (type != ColumnType.DATETIME && type != ColumnType.NUMBER && type != ColumnType.INTEGER) {
                violations.add(
                        pointer,
                        "expected a column of times or numbers to order rows by; \"%s\" is of type %s"
                                .formatted(column.name(), name(type)));
            } else {
                values(pointer, column, "times", column.distinct(), least);
                warnOfMissing(pointer, column, "counts as the earliest");
            }
        });
    }

    private void group(Validation validation, long least) {
        String pointer = "/validation/group";
        column(pointer, validation.group()).ifPresent(column -> {
            if (column.type() == ColumnType.TENSOR) {
                violations.add(
                        pointer,
                        "expected a column of values to group rows by; \"%s\" is of type tensor"
                                .formatted(column.name()));
            } else {
                values(pointer, column, "groups", column.distinct() + (column.missing() > 0 ? 1 : 0), least);
                warnOfMissing(pointer, column, "is in one group with all others without one");
            }
        });
    }

    private Optional<Column> column(String pointer, @Nullable String name) {
        Optional<Column> column = version.columns().stream()
                .filter(other -> other.name().equals(name))
                .findAny();
        if (column.isEmpty()) {
            violations.add(pointer, "there is no column \"%s\" in %s".formatted(name, version.reference()));
        } else if (targets.contains(name)) {
            violations.add(
                    pointer, "\"%s\" is the target; expected a column that says how to divide rows".formatted(name));
            return Optional.empty();
        }
        return column;
    }

    private void values(String pointer, Column column, String what, long found, long least) {
        if (found < least) {
            violations.add(
                    pointer,
                    "\"%s\" has %d different %s, expected at least %d to divide the rows"
                            .formatted(column.name(), found, what, least));
        }
    }

    private void warnOfMissing(String pointer, Column column, String what) {
        if (column.missing() > 0) {
            violations.warn(
                    pointer,
                    "%d rows have no \"%s\"; a row without one %s".formatted(column.missing(), column.name(), what));
        }
    }

    private static String name(ColumnType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
