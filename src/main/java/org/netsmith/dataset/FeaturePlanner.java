package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;

/** Chooses the columns that a network sees and their encoders, and says what cannot be done. */
final class FeaturePlanner {

    private static final int FEWEST_ROW_NUMBERS = 20;
    private static final int MOST_REASONS = 10;
    private static final String ROW_NUMBER = "every row has a value of its own, as an identifier has";
    private static final Pattern IDENTIFIER = Pattern.compile("(?i)(.*[_ -])?id|.*[a-z](Id|ID)");

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Set<String> targets;
    private final UsualNumbers usual;
    private final List<Finding> warnings = new ArrayList<>();
    private final List<Finding> errors = new ArrayList<>();

    /** @param targets the columns that are predicted */
    FeaturePlanner(List<Column> columns, Set<String> targets, UsualNumbers usual) {
        columns.forEach(column -> this.columns.put(column.name(), column));
        this.targets = targets;
        this.usual = usual;
    }

    /** @param features null for every usable column but the targets */
    Encoders.Features plan(@Nullable List<FeatureSpec> features) {
        List<Encoders.Input> inputs = features == null ? every() : chosen(features);
        if (inputs.isEmpty() && errors.isEmpty()) {
            errors.add(new Finding(features == null ? "" : "/features", nothingLeft()));
        }
        return new Encoders.Features(List.copyOf(inputs), List.copyOf(warnings), List.copyOf(errors));
    }

    private String nothingLeft() {
        String nothing = targets.isEmpty()
                ? "there is no column to learn from"
                : "no column is left to learn from beside the target \"%s\""
                        .formatted(String.join("\", \"", targets));
        String reasons = String.join(
                "; ",
                warnings.stream().limit(MOST_REASONS).map(Finding::detail).toList());
        String more = warnings.size() > MOST_REASONS ? "; and %d more".formatted(warnings.size() - MOST_REASONS) : "";
        return reasons.isEmpty() ? nothing : "%s: %s%s. What is named in features is used".formatted(nothing, reasons, more);
    }

    private List<Encoders.Input> every() {
        List<Encoders.Input> inputs = new ArrayList<>();
        List<Column> rowNumbers = new ArrayList<>();
        for (Column column : columns.values()) {
            if (targets.contains(column.name())) {
                continue;
            }
            String reason = leftOut(column);
            if (reason == null) {
                inputs.add(usual(column));
            } else if (identifies(column)) {
                rowNumbers.add(column);
            } else {
                leaveOut(column, reason);
            }
        }
        rowNumbers.forEach(column -> consider(column, inputs));
        return inputs;
    }

    private void leaveOut(Column column, String reason) {
        warnings.add(new Finding("/features", "\"%s\" is left out: %s".formatted(column.name(), reason)));
    }

    /** Of x and y alone, x is no identifier, however its numbers run. */
    private void consider(Column rowNumber, List<Encoders.Input> inputs) {
        if (inputs.isEmpty()) {
            warnings.add(new Finding(
                    "/features",
                    "\"%s\" is learnt from although every row has a value of its own, as nothing else is left"
                            .formatted(rowNumber.name())));
            inputs.add(usual(rowNumber));
        } else {
            leaveOut(rowNumber, ROW_NUMBER);
        }
    }

    private Encoders.Input usual(Column column) {
        return new EncoderChoice(column, FeatureSpec.of(column.name()), "", usual, errors).choose();
    }

    /** Why a column is not among the features unless it is asked for; null where it is. */
    private static @Nullable String leftOut(Column column) {
        if (column.distinct() == 0 && column.type() != ColumnType.TENSOR) {
            return "it has no values";
        }
        return switch (column.type()) {
            case TEXT -> identifiesText(column) ? "its texts are of one word and hardly recur, as identifiers" : null;
            case INTEGER ->
                identifies(column) ? ROW_NUMBER : constant(column);
            case NUMBER, BOOLEAN, CATEGORY, DATETIME -> constant(column);
            case TENSOR -> null;
        };
    }

    private static @Nullable String constant(Column column) {
        return column.distinct() == 1 && column.missing() == 0 ? "it has the same value in every row" : null;
    }

    private static boolean identifiesText(Column column) {
        return Encoding.of(column).getFirst() == Encoding.TOP_WORDS && !Encoding.hasWords(column);
    }

    /** Whether an integer is the number of its row, or is called an identifier and is unique. */
    private static boolean identifies(Column column) {
        boolean unique = column.type() == ColumnType.INTEGER
                && column.topValues() != null
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
        String namePointer = feature.equals(FeatureSpec.of(feature.name())) ? pointer : pointer + "/name";
        Column column = columns.get(feature.name());
        if (column == null) {
            errors.add(new Finding(namePointer, unknown(feature.name(), columns.keySet())));
        } else if (targets.contains(feature.name())) {
            errors.add(new Finding(
                    namePointer, "\"%s\" is the target and cannot be a feature too".formatted(feature.name())));
        } else if (!seen.add(feature.name())) {
            errors.add(new Finding(namePointer, "\"%s\" is named twice".formatted(feature.name())));
        } else if (Encoding.of(column).isEmpty()) {
            errors.add(new Finding(
                    namePointer,
                    "\"%s\" (%s) has no values and cannot be encoded; leave it out"
                            .formatted(column.name(), column.type().wireName())));
        } else {
            return new EncoderChoice(column, feature, pointer, usual, errors).choose();
        }
        return null;
    }

    static String unknown(String name, Set<String> columns) {
        String first = String.join(", ", columns.stream().limit(30).toList());
        return "there is no column \"%s\"%s The columns are %s%s"
                .formatted(
                        name,
                        Nearest.hint(name, columns),
                        first,
                        columns.size() > 30 ? " and %d more".formatted(columns.size() - 30) : "");
    }
}
