package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;

/** Chooses encoders for the columns of a data set and says what cannot be done. */
final class EncoderPlanner {

    private static final int MOST_CLASSES_OF_INTEGERS = 20;
    private static final int FEWEST_ROW_NUMBERS = 20;
    private static final double BYTE_RANGE = 255;
    private static final Pattern IDENTIFIER = Pattern.compile("(?i)(.*[_ -])?id|.*[a-z](Id|ID)");

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<TargetSpec> targets;
    private final List<Finding> warnings = new ArrayList<>();
    private final List<Finding> errors = new ArrayList<>();

    EncoderPlanner(List<Column> columns, List<TargetSpec> targets) {
        columns.forEach(column -> this.columns.put(column.name(), column));
        this.targets = List.copyOf(targets);
    }

    Encoders.Plan plan(@Nullable List<FeatureSpec> features) {
        List<Encoders.Target> plannedTargets =
                targets.stream().map(this::target).filter(Objects::nonNull).toList();
        List<Encoders.Input> inputs = features == null ? every() : chosen(features);
        if (inputs.isEmpty() && errors.isEmpty()) {
            error(
                    features == null ? "" : "/features",
                    "no column is left to learn from beside the target \"%s\""
                            .formatted(targets.stream().map(TargetSpec::name).collect(Collectors.joining("\", \""))));
        }
        Encoders encoders = errors.isEmpty() ? new Encoders(inputs, plannedTargets) : null;
        return new Encoders.Plan(encoders, List.copyOf(warnings), List.copyOf(errors));
    }

    private boolean isTarget(String name) {
        return targets.stream().anyMatch(target -> target.name().equals(name));
    }

    private Encoders.@Nullable Target target(TargetSpec target) {
        Column column = columns.get(target.name());
        if (column == null) {
            error(target.pointer(), unknown(target.name()));
            return null;
        }
        if (column.missing() > 0 && column.distinct() > 0) {
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
        List<String> categories = column.categories();
        if (categories == null) {
            error(
                    target.pointer(),
                    ("\"%s\" (%s) has %d different values, too many for classes; choose a column with fewer, or a "
                                    + "regression loss where it holds numbers")
                            .formatted(target.name(), column.type().wireName(), column.distinct()));
            return null;
        }
        if (column.distinct() < 2) {
            error(
                    target.pointer(),
                    "a classifier needs two classes or more; \"%s\" has %s"
                            .formatted(target.name(), column.distinct() == 0 ? "no values" : "one value in every row"));
            return null;
        }
        return new TargetEncoder.Labels(categories);
    }

    private @Nullable TargetEncoder value(Column column, TargetSpec target) {
        return switch (column.type()) {
            case NUMBER, INTEGER ->
                column.distinct() > 0 ? new TargetEncoder.Standardized(null, null) : withoutValues(target);
            case BOOLEAN, CATEGORY, TEXT, DATETIME, TENSOR -> {
                error(
                        target.pointer(),
                        "a number is predicted from a column of type number or integer; \"%s\" is of type %s"
                                .formatted(target.name(), column.type().wireName()));
                yield null;
            }
        };
    }

    private @Nullable TargetEncoder withoutValues(TargetSpec target) {
        error(target.pointer(), "\"%s\" has no values".formatted(target.name()));
        return null;
    }

    private List<Encoders.Input> every() {
        List<Encoders.Input> inputs = new ArrayList<>();
        for (Column column : columns.values()) {
            if (isTarget(column.name())) {
                continue;
            }
            String reason = leftOut(column);
            if (reason == null) {
                inputs.add(input(column, usual(column)));
            } else {
                warn("/features", "\"%s\" is left out: %s".formatted(column.name(), reason));
            }
        }
        return inputs;
    }

    /** Why a column is not among the features unless it is asked for; null where it is. */
    private static @Nullable String leftOut(Column column) {
        if (column.distinct() == 0 && column.type() != ColumnType.TENSOR) {
            return "it has no values";
        }
        return switch (column.type()) {
            case TEXT -> "it is text with many different values (%d)".formatted(column.distinct());
            case DATETIME -> "dates and times are not encoded";
            case INTEGER ->
                identifies(column) ? "every row has a value of its own, as an identifier has" : constant(column);
            case NUMBER, BOOLEAN, CATEGORY -> constant(column);
            case TENSOR -> null;
        };
    }

    private static @Nullable String constant(Column column) {
        return column.distinct() == 1 && column.missing() == 0 ? "it has the same value in every row" : null;
    }

    private static boolean identifies(Column column) {
        boolean unique = column.topValues() != null
                && !column.topValues().isEmpty()
                && column.topValues().getFirst().count() == 1
                && column.distinct() >= FEWEST_ROW_NUMBERS;
        boolean consecutive = column.min() != null && column.max() - column.min() + 1 == column.distinct();
        return unique && (consecutive || IDENTIFIER.matcher(column.name()).matches());
    }

    private List<Encoders.Input> chosen(List<FeatureSpec> features) {
        List<Encoders.Input> inputs = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < features.size(); i++) {
            Encoders.Input input = chosen(features.get(i), "/features/" + i, seen);
            if (input != null) {
                inputs.add(input);
            }
        }
        return inputs;
    }

    private Encoders.@Nullable Input chosen(FeatureSpec feature, String pointer, Set<String> seen) {
        String namePointer = feature.encoding() == null ? pointer : pointer + "/name";
        Column column = columns.get(feature.name());
        if (column == null) {
            error(namePointer, unknown(feature.name()));
        } else if (isTarget(feature.name())) {
            error(namePointer, "\"%s\" is a target and cannot be a feature too".formatted(feature.name()));
        } else if (!seen.add(feature.name())) {
            error(namePointer, "\"%s\" is named twice".formatted(feature.name()));
        } else {
            return input(column, feature, pointer, namePointer);
        }
        return null;
    }

    private Encoders.@Nullable Input input(Column column, FeatureSpec feature, String pointer, String namePointer) {
        List<String> allowed = allowed(column);
        if (allowed.isEmpty()) {
            error(
                    namePointer,
                    "\"%s\" (%s, %d different values) cannot be encoded; leave it out"
                            .formatted(column.name(), column.type().wireName(), column.distinct()));
            return null;
        }
        String encoding = feature.encoding() == null ? usual(column) : feature.encoding();
        if (!allowed.contains(encoding)) {
            error(
                    pointer + "/encoding",
                    "\"%s\" (%s) can be encoded as %s; received \"%s\"%s"
                            .formatted(
                                    column.name(),
                                    column.type().wireName(),
                                    String.join(", ", allowed),
                                    encoding,
                                    Nearest.hint(encoding, allowed)));
            return null;
        }
        return input(column, encoding);
    }

    /** The encodings that a column may have, the usual one first. */
    private static List<String> allowed(Column column) {
        if (column.distinct() == 0 && column.type() != ColumnType.TENSOR) {
            return List.of();
        }
        boolean few = column.categories() != null && !column.categories().isEmpty();
        return switch (column.type()) {
            case NUMBER -> List.of("standardize", "none");
            case INTEGER -> few ? List.of("standardize", "none", "one_hot", "embedding") : List.of("standardize", "none");
            case BOOLEAN -> few ? List.of("binary", "one_hot") : List.of("binary");
            case CATEGORY, TEXT -> few ? List.of("one_hot", "embedding") : List.of();
            case DATETIME -> List.of();
            case TENSOR -> List.of("scale");
        };
    }

    private static String usual(Column column) {
        return allowed(column).getFirst();
    }

    private static Encoders.Input input(Column column, String encoding) {
        boolean indicator = column.missing() > 0;
        Encoder encoder = switch (encoding) {
            case "standardize" -> new Encoder.Standardize(null, null, indicator);
            case "none" -> new Encoder.None(null, indicator);
            case "binary" -> new Encoder.Binary(indicator);
            case "one_hot" -> new Encoder.OneHot(column.categories());
            case "embedding" -> embedding(column.categories());
            case "scale" -> new Encoder.Scale(column.shape(), BYTE_RANGE);
            default -> throw new IllegalArgumentException(encoding);
        };
        return new Encoders.Input(column.name(), column.type(), encoder);
    }

    /** Vectors of a length that grows with the root of the number of categories, at most 50. */
    private static Encoder embedding(List<String> categories) {
        return new Encoder.Embedding(categories, (int) Math.clamp(Math.round(1.6 * Math.sqrt(categories.size())), 2, 50));
    }

    private String unknown(String name) {
        return "there is no column \"%s\"%s The columns are %s"
                .formatted(name, Nearest.hint(name, columns.keySet()), names());
    }

    private String names() {
        String first = String.join(", ", columns.keySet().stream().limit(30).toList());
        return columns.size() > 30 ? "%s and %d more".formatted(first, columns.size() - 30) : first;
    }

    private void error(String pointer, String detail) {
        errors.add(new Finding(pointer, detail));
    }

    private void warn(String pointer, String detail) {
        warnings.add(new Finding(pointer, detail));
    }
}
