package org.netsmith.training;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Column;
import org.netsmith.dataset.ColumnType;
import org.netsmith.dataset.DatasetVersion;
import org.netsmith.dataset.Datasets;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.Splits;
import org.netsmith.dataset.UsualNumbers;
import org.netsmith.training.JobRequest.Validation;
import org.netsmith.training.TrainingPlan.Source;
import org.netsmith.web.ProblemType;
import tools.jackson.databind.JsonNode;

/**
 * What a job learns from: the rows, the columns and how they are encoded, and the rows held out.
 *
 * @param validationVersion another data set to validate on, null where there is none
 * @param trainingRows how many rows are trained on, as far as the profile tells
 */
record DataChoice(
        DatasetVersion version,
        Encoders encoders,
        Holdout holdout,
        @Nullable DatasetVersion validationVersion,
        long trainingRows,
        @Nullable String sampleWeight) {

    boolean validated() {
        return !(holdout instanceof Holdout.None);
    }

    Source source() {
        return source(version, columnsNeeded());
    }

    @Nullable
    Source validationSource() {
        return validationVersion == null ? null : source(validationVersion, encodedColumns());
    }

    /** Whether a column has one value in every row that has any. */
    boolean isConstant(String name) {
        return version.columns().stream()
                .anyMatch(column -> column.name().equals(name) && column.distinct() == 1);
    }

    private Set<String> encodedColumns() {
        Set<String> names = new LinkedHashSet<>();
        encoders.inputs().forEach(input -> names.add(input.name()));
        encoders.targets().forEach(target -> names.add(target.name()));
        if (sampleWeight != null) {
            names.add(sampleWeight);
        }
        return names;
    }

    private Set<String> columnsNeeded() {
        Set<String> names = encodedColumns();
        if (holdout.column() != null) {
            names.add(holdout.column());
        }
        return names;
    }

    private static Source source(DatasetVersion version, Set<String> names) {
        List<Column> columns = version.columns().stream()
                .filter(column -> names.contains(column.name()))
                .toList();
        return new Source(columns, Map.copyOf(version.blobs()));
    }

    /** Chooses, or says why not and answers empty. */
    static Optional<DataChoice> choose(JobRequest request, KerasParts parts, Datasets datasets, Violations violations) {
        Optional<DatasetVersion> version = request.dataset() == null
                ? Optional.empty()
                : find(datasets, "/dataset", request.dataset(), violations);
        List<String> outputs = parts.unread() ? Targets.outputs(request.target()) : parts.outputs();
        Optional<Targets> targets =
                Targets.of(request.target(), outputs, parts.network().isPresent(), violations);
        return version.flatMap(found ->
                targets.flatMap(named -> new Choosing(request, found, named, datasets, violations).choose(parts)));
    }

    private static Optional<DatasetVersion> find(
            Datasets datasets, String pointer, String reference, Violations violations) {
        Optional<DatasetVersion> version = datasets.find(reference);
        if (version.isEmpty()) {
            violations.add(
                    ProblemType.UNKNOWN_REFERENCE,
                    pointer,
                    ("there is no data set \"%s\" that is ready; expected the name of a data set, "
                                    + "as in \"iris\" or \"iris@1\"")
                            .formatted(reference));
        }
        return version;
    }

    private record Choosing(
            JobRequest request, DatasetVersion version, Targets targets, Datasets datasets, Violations violations) {

        Optional<DataChoice> choose(KerasParts parts) {
            String weight = request.fit() == null ? null : request.fit().sampleWeight();
            if (weight != null) {
                sampleWeight(weight);
            }
            Features features = request.features();
            Encoders.Plan plan = Encoders.plan(
                    candidates(weight),
                    LearningChoice.targets(targets, parts),
                    features == null ? null : features.all(),
                    parts.network().isPresent() ? UsualNumbers.STANDARDIZED : UsualNumbers.of(version));
            plan.errors().forEach(error -> violations.add(placed(error.pointer()), error.detail()));
            violations.warnAll("", plan.warnings());
            if (plan.encoders() == null) {
                return Optional.empty();
            }
            Feeding feeding = new Feeding(features, parts.network(), parts.outputs(), violations);
            return (parts.unread() ? Optional.of(plan.encoders()) : feeding.of(plan.encoders()))
                    .map(encoders -> holdOut(encoders, weight));
        }

        private String placed(String pointer) {
            return request.features() == null ? pointer : request.features().placed(pointer);
        }

        /**
         * The columns that may be features: those that already have another part are left out unless they are named.
         */
        private List<Column> candidates(@Nullable String weight) {
            Validation validation = request.validation();
            Set<String> parts = new HashSet<>();
            parts.add(weight);
            if (validation != null) {
                parts.addAll(Arrays.asList(validation.column(), validation.time(), validation.group()));
            }
            targets.columns().forEach(parts::remove);
            return version.columns().stream()
                    .filter(column -> request.features() != null || !parts.contains(column.name()))
                    .toList();
        }

        private void sampleWeight(String weight) {
            Optional<Column> column = column(version, weight);
            String pointer = "/fit/sample_weight";
            if (column.isEmpty()) {
                violations.add(pointer, "there is no column \"%s\" in %s".formatted(weight, version.reference()));
            } else if (targets.columns().contains(weight)) {
                violations.add(pointer, "\"%s\" is the target; expected another column".formatted(weight));
            } else if (!(column.get().type() == ColumnType.NUMBER
                            || column.get().type() == ColumnType.INTEGER)
                    || column.get().missing() > 0
                    || column.get().min() == null
                    || column.get().min() < 0) {
                violations.add(
                        pointer,
                        ("expected a column of numbers of at least 0 without missing values; \"%s\" is of "
                                        + "type %s with %d missing values and minimum %s")
                                .formatted(
                                        weight,
                                        type(column.get()),
                                        column.get().missing(),
                                        column.get().min()));
            } else if (column.get().max() <= 0) {
                violations.add(pointer, "every row weighs 0 by \"%s\", so none would be learnt from".formatted(weight));
            }
        }

        private DataChoice holdOut(Encoders encoders, @Nullable String weight) {
            long rows = version.rows() - mostMissing();
            Validation validation = request.validation();
            Double last = request.fit() == null ? null : request.fit().validationSplit();
            DatasetVersion other = null;
            Holdout holdout = new Holdout.None();
            long training = rows;
            requireRows(rows);
            if (request.fit() == null || request.fit().classWeight() == null) {
                encoders.classes()
                        .forEach(classes -> ClassBalance.check(
                                column(version, classes.name()).orElseThrow(), violations));
            }
            HoldoutRules rules = new HoldoutRules(version, targets.columns(), rows, violations);
            if (validation != null && validation.folds() != null) {
                holdout = rules.folds(validation, stratify(validation, encoders));
                training = rows - rows / Math.max(1, validation.folds());
            } else if (validation != null && validation.split() != null) {
                holdout = validation.time() != null
                        ? rules.latest(validation)
                        : validation.group() != null
                                ? rules.groups(validation)
                                : new Holdout.Drawn(validation.split(), stratify(validation, encoders));
                training = validation.split() > 0 && validation.split() < 1
                        ? bothSides("/validation/split", rows, rows - Math.round(rows * validation.split()))
                        : rows;
            } else if (validation != null && validation.dataset() != null) {
                holdout = new Holdout.OtherDataset();
                other = otherDataset(validation.dataset(), encoders, weight);
            } else if (validation != null
                    && validation.column() != null
                    && validation.value() != null
                    && validation.value().isValueNode()) {
                holdout = where(validation.column(), validation.value());
            } else if (validation == null && last != null && last > 0 && last < 1) {
                holdout = new Holdout.Last(last);
                training = bothSides("/fit/validation_split", rows, (long) Math.floor(rows * (1 - last)));
            } else if (validation == null && last == null && FitDefaults.stopsEarly(request.fit(), rows)) {
                holdout = new Holdout.Drawn(
                        FitDefaults.HELD_OUT, !encoders.labels().isEmpty());
                training = rows - Math.round(rows * FitDefaults.HELD_OUT);
                violations.warn(
                        "/validation",
                        ("a tenth of the rows is held out, to end training when it no longer helps; say validation, "
                                + "or fit.epochs to train on every row"));
            }
            return new DataChoice(version, encoders, holdout, other, training, weight);
        }

        private boolean stratify(Validation validation, Encoders encoders) {
            List<Encoders.Target> classes = encoders.classes();
            boolean stratified = !classes.isEmpty() && !Boolean.FALSE.equals(validation.stratify());
            boolean divided = validation.time() != null || validation.group() != null;
            if (stratified && !divided && targets.count() > 1) {
                violations.warn(
                        "/validation/stratify",
                        "rows are held out in proportion to the labels of \"%s\" alone"
                                .formatted(classes.getFirst().name()));
            }
            if (Boolean.TRUE.equals(validation.stratify()) && classes.isEmpty()) {
                violations.add(
                        "/validation/stratify",
                        "only labels can be stratified, and %s is a number; leave it out".formatted(targets.shown()));
            }
            return stratified;
        }

        /** Rows lack a target at least as often as the column that has the most gaps. */
        private long mostMissing() {
            return targets.columns().stream()
                    .flatMap(target -> column(version, target).stream())
                    .mapToLong(Column::missing)
                    .max()
                    .orElse(0);
        }

        private void requireRows(long rows) {
            if (rows < 1) {
                violations.add(
                        "/dataset",
                        "%s has no row with a value of %s to learn from"
                                .formatted(version.reference(), targets.shown()));
            }
        }

        private long bothSides(String pointer, long rows, long training) {
            if (training < 1 || training >= rows) {
                violations.add(
                        pointer,
                        ("of %d rows with a target, %d would be trained on and %d held out; expected at "
                                        + "least 1 on both sides")
                                .formatted(rows, training, rows - training));
            }
            return training;
        }

        private Holdout where(String name, JsonNode given) {
            Optional<Column> column = column(version, name);
            Optional<String> known = column.flatMap(found -> Splits.value(found, given));
            String value = known.orElse(given.asString());
            if (column.isEmpty()) {
                violations.add(
                        "/validation/column", "there is no column \"%s\" in %s".formatted(name, version.reference()));
            } else if (targets.columns().contains(name)) {
                violations.add(
                        "/validation/column",
                        "\"%s\" is the target; expected a column that says which rows to hold out".formatted(name));
            } else if (known.isEmpty()) {
                violations.add(
                        "/validation/value",
                        "\"%s\" is of type %s and cannot be %s".formatted(name, type(column.get()), given));
            } else if (column.get().categories() != null) {
                categories(name, value, column.get().categories());
            }
            return new Holdout.Where(name, value);
        }

        private void categories(String name, String value, List<String> categories) {
            if (!categories.contains(value)) {
                violations.add(
                        "/validation/value",
                        "no row has \"%s\" in \"%s\"; expected one of %s".formatted(value, name, shown(categories)));
            } else if (categories.size() == 1) {
                violations.add(
                        "/validation/value",
                        "every row has \"%s\" in \"%s\", so none is left to train on".formatted(value, name));
            }
        }

        private @Nullable DatasetVersion otherDataset(String reference, Encoders encoders, @Nullable String weight) {
            Optional<DatasetVersion> other = find(datasets, "/validation/dataset", reference, violations);
            other.ifPresent(found -> new ValidationDataset(version, found, violations).check(encoders, weight));
            return other.orElse(null);
        }

        private static Optional<Column> column(DatasetVersion version, String name) {
            return version.columns().stream()
                    .filter(column -> column.name().equals(name))
                    .findAny();
        }

        private static String type(Column column) {
            return column.type().name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The first names of a list, and how many more there are. */
    static String shown(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(10, names.size())));
        return names.size() > 10 ? "%s and %d more".formatted(first, names.size() - 10) : first;
    }
}
