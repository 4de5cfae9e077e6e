package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;

/** Chooses encoders for the columns of a data set and says what cannot be done. */
final class EncoderPlanner {

    private static final int MOST_CLASSES_OF_INTEGERS = 20;

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<TargetSpec> targets;
    private final UsualNumbers usual;
    private final List<Finding> warnings = new ArrayList<>();
    private final List<Finding> errors = new ArrayList<>();

    EncoderPlanner(List<Column> columns, List<TargetSpec> targets, UsualNumbers usual) {
        columns.forEach(column -> this.columns.put(column.name(), column));
        this.targets = List.copyOf(targets);
        this.usual = usual;
    }

    Encoders.Plan plan(@Nullable List<FeatureSpec> features) {
        List<Encoders.Target> plannedTargets =
                targets.stream().map(this::target).filter(Objects::nonNull).toList();
        Set<String> names = targets.stream().map(TargetSpec::name).collect(Collectors.toCollection(LinkedHashSet::new));
        Encoders.Features chosen = Encoders.planFeatures(List.copyOf(columns.values()), names, features, usual);
        warnings.addAll(chosen.warnings());
        errors.addAll(chosen.errors());
        Encoders encoders = errors.isEmpty() ? new Encoders(chosen.inputs(), plannedTargets) : null;
        return new Encoders.Plan(encoders, List.copyOf(warnings), List.copyOf(errors));
    }

    private Encoders.@Nullable Target target(TargetSpec target) {
        Column column = columns.get(target.name());
        if (column == null) {
            error(target.pointer(), FeaturePlanner.unknown(target.name(), columns.keySet()));
            return null;
        }
        if (column.distinct() == 0 && column.type() != ColumnType.TENSOR) {
            error(target.pointer(), "\"%s\" has no values".formatted(target.name()));
            return null;
        }
        if (column.missing() > 0) {
            warn(
                    target.pointer(),
                    "%d rows without a value in \"%s\" are left out".formatted(column.missing(), target.name()));
        }
        TargetEncoder encoder = classes(column, target.kind()) ? labels(column, target) : value(column, target);
        return encoder == null ? null : new Encoders.Target(target.name(), column.type(), encoder);
    }

    private static boolean classes(Column column, TargetKind kind) {
        return switch (kind) {
            case CLASSES -> true;
            case VALUE -> false;
            case AUTO ->
                switch (column.type()) {
                    case CATEGORY, BOOLEAN, TEXT -> true;
                    case INTEGER ->
                        column.categories() != null
                                && column.categories().size() <= MOST_CLASSES_OF_INTEGERS
                                && column.categories().size() > 1;
                    case NUMBER, DATETIME, TENSOR -> false;
                };
        };
    }

    private @Nullable TargetEncoder labels(Column column, TargetSpec target) {
        List<String> categories = categories(column);
        if (categories == null) {
            error(target.pointer(), "\"%s\" %s".formatted(target.name(), noLabels(column)));
            return null;
        }
        if (column.distinct() < 2) {
            error(
                    target.pointer(),
                    "a classifier needs two classes or more; \"%s\" has one value in every row"
                            .formatted(target.name()));
            return null;
        }
        return new TargetEncoder.Labels(categories);
    }

    /** Every value where the profile knows them all, be the rows too few to tell a category from a text. */
    private static @Nullable List<String> categories(Column column) {
        List<Column.TopValue> top = column.topValues();
        boolean allKnown = column.type() == ColumnType.TEXT
                && top != null
                && top.size() == column.distinct()
                && (top.getFirst().count() > 1 || column.distinct() == 1)
                && top.stream().noneMatch(value -> value.value().length() >= ColumnProfile.LONGEST_VALUE);
        return allKnown
                ? top.stream().map(Column.TopValue::value).sorted().toList()
                : column.categories();
    }

    private static String noLabels(Column column) {
        String asCategory = ("upload it with the option \"types\": {\"%s\": \"category\"} to have up to %d classes")
                .formatted(column.name(), ColumnProfile.MOST_CATEGORIES_ASKED);
        return switch (column.type()) {
            case CATEGORY ->
                "has %d different values, too many for classes; the limit is %d"
                        .formatted(column.distinct(), ColumnProfile.MOST_CATEGORIES_ASKED);
            case TEXT, BOOLEAN ->
                ("(%s) has %d different values, too many for classes: at most %d that are in two rows each on average "
                                + "are taken as such; %s")
                        .formatted(
                                column.type().wireName(), column.distinct(), ColumnProfile.MOST_CATEGORIES, asCategory);
            case INTEGER ->
                "(integer) has %d different values, too many for classes: the limit is %d; choose a regression loss, or %s"
                        .formatted(column.distinct(), ColumnProfile.MOST_CATEGORIES, asCategory);
            case NUMBER, DATETIME, TENSOR ->
                "is of type %s, which has no classes; choose a regression loss for numbers, or %s"
                        .formatted(column.type().wireName(), asCategory);
        };
    }

    private @Nullable TargetEncoder value(Column column, TargetSpec target) {
        return switch (column.type()) {
            case NUMBER, INTEGER -> {
                if (column.distinct() == 1) {
                    warn(
                            target.pointer(),
                            "\"%s\" has one value in every row; there is nothing to learn but that"
                                    .formatted(target.name()));
                }
                yield new TargetEncoder.Standardized(null, null);
            }
            case BOOLEAN, CATEGORY, TEXT, DATETIME, TENSOR -> {
                String remedy = column.type() == ColumnType.TENSOR
                        ? "; where it is one-hot, save class numbers, as numpy.argmax(y, axis=1) gives them"
                        : "";
                error(
                        target.pointer(),
                        "a number is predicted from a column of type number or integer; \"%s\" is of type %s%s"
                                .formatted(target.name(), column.type().wireName(), remedy));
                yield null;
            }
        };
    }

    private void error(String pointer, String detail) {
        errors.add(new Finding(pointer, detail));
    }

    private void warn(String pointer, String detail) {
        warnings.add(new Finding(pointer, detail));
    }
}
