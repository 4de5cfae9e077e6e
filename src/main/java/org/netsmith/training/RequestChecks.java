package org.netsmith.training;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netsmith.training.JobRequest.FitArguments;
import org.netsmith.training.JobRequest.Register;
import org.netsmith.training.JobRequest.Validation;
import tools.jackson.databind.JsonNode;

/** What can be said of a request's values without knowing the data or the network. */
record RequestChecks(Violations violations) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int MOST_EPOCHS = 100_000;
    private static final int LARGEST_BATCH = 1 << 20;
    private static final int MOST_FOLDS = 20;
    private static final int HIGHEST_PRIORITY = 1000;
    private static final int MOST_LABELS = 64;
    private static final int LONGEST_TEXT = 256;

    void check(JobRequest request) {
        if (request.initialModel() != null) {
            violations.add(
                    "/initial_model",
                    "going on from a stored model is not supported yet; leave it out, or give its definition as"
                            + " network");
        }
        if (request.name() != null && request.name().length() > LONGEST_TEXT) {
            violations.add(
                    "/name",
                    "expected at most %d letters, received %d"
                            .formatted(LONGEST_TEXT, request.name().length()));
        }
        required(request);
        range("/priority", request.priority(), -HIGHEST_PRIORITY, HIGHEST_PRIORITY);
        range("/max_runtime_seconds", request.maxRuntimeSeconds(), 1, Integer.MAX_VALUE);
        if (request.labels() != null) {
            labels(request.labels());
        }
        if (request.register() != null) {
            register(request.register());
        }
        if (request.fit() != null) {
            fit(request.fit());
        }
        if (request.validation() != null) {
            validation(request.validation(), request.fit());
        }
    }

    private void required(JobRequest request) {
        if (request.dataset() == null) {
            violations.add("/dataset", "expected the name of a data set, as in \"iris\" or \"iris@1\"; it is missing");
        }
    }

    private void labels(Map<String, String> labels) {
        if (labels.size() > MOST_LABELS) {
            violations.add("/labels", "expected at most %d labels, received %d".formatted(MOST_LABELS, labels.size()));
        }
        labels.forEach((name, value) -> {
            String pointer = "/labels/" + escaped(name);
            name(pointer, "the name of a label", name);
            if (value == null || value.length() > LONGEST_TEXT) {
                violations.add(pointer, "expected a text of at most %d letters".formatted(LONGEST_TEXT));
            }
        });
    }

    private void register(Register register) {
        if (register.model() != null) {
            name("/register/model", "the name of a model", register.model());
        }
        List<String> aliases = register.aliases() == null ? List.of() : register.aliases();
        for (int i = 0; i < aliases.size(); i++) {
            String pointer = "/register/aliases/" + i;
            name(pointer, "an alias", aliases.get(i));
            if (aliases.get(i) != null && NUMBER.matcher(aliases.get(i)).matches()) {
                violations.add(
                        pointer,
                        "an alias must not be a number alone, because it would read as a version; received \"%s\""
                                .formatted(aliases.get(i)));
            }
        }
    }

    private void fit(FitArguments fit) {
        range("/fit/epochs", fit.epochs(), 1, MOST_EPOCHS);
        range("/fit/initial_epoch", fit.initialEpoch(), 0, MOST_EPOCHS - 1);
        range("/fit/batch_size", fit.batchSize(), 1, LARGEST_BATCH);
        range("/fit/steps_per_epoch", fit.stepsPerEpoch(), 1, Integer.MAX_VALUE);
        range("/fit/validation_steps", fit.validationSteps(), 1, Integer.MAX_VALUE);
        range("/fit/validation_batch_size", fit.validationBatchSize(), 1, LARGEST_BATCH);
        epochsLeft(fit);
        validationFrequency(fit.validationFreq());
        if (fit.validationSplit() != null && !(fit.validationSplit() >= 0 && fit.validationSplit() < 1)) {
            violations.add("/fit/validation_split", "expected a number in [0, 1), received " + fit.validationSplit());
        }
        if (fit.classWeight() != null && fit.sampleWeight() != null) {
            violations.add(
                    "/fit/sample_weight", "class_weight and sample_weight together are not defined; give one of them");
        }
        if (fit.classWeight() != null) {
            fit.classWeight().forEach((label, weight) -> {
                if (weight == null || !Double.isFinite(weight) || weight < 0) {
                    violations.add(
                            "/fit/class_weight/" + escaped(label),
                            "expected a finite number of at least 0, received " + weight);
                }
            });
        }
    }

    private void epochsLeft(FitArguments fit) {
        if (fit.initialEpoch() != null && fit.epochs() != null && fit.initialEpoch() >= fit.epochs()) {
            violations.add(
                    "/fit/initial_epoch",
                    "epochs is where counting ends, so expected a number below it, %d; received %d"
                            .formatted(fit.epochs(), fit.initialEpoch()));
        }
    }

    private void validationFrequency(@Nullable JsonNode frequency) {
        if (frequency != null && ValidationFrequency.of(frequency).isEmpty()) {
            violations.add(
                    "/fit/validation_freq",
                    "expected a whole number of at least 1, or a list of epochs counted from 1, received " + frequency);
        }
    }

    private void validation(Validation validation, @Nullable FitArguments fit) {
        long ways = (validation.split() == null ? 0 : 1)
                + (validation.folds() == null ? 0 : 1)
                + (validation.dataset() == null ? 0 : 1)
                + (validation.column() == null ? 0 : 1);
        if (ways != 1) {
            violations.add(
                    "/validation",
                    "expected exactly one of split, folds, dataset, or column with value; received %d of them"
                            .formatted(ways));
        }
        if (validation.split() != null && !(validation.split() > 0 && validation.split() < 1)) {
            violations.add("/validation/split", "expected a number in (0, 1), received " + validation.split());
        }
        range("/validation/folds", validation.folds(), 2, MOST_FOLDS);
        division(validation);
        if ((validation.column() == null) != (validation.value() == null)) {
            violations.add("/validation", "column and value belong together; give both or neither");
        } else if (validation.value() != null && !validation.value().isValueNode()) {
            violations.add("/validation/value", "expected a text, number or boolean, received " + validation.value());
        }
        if (fit != null && fit.validationSplit() != null && fit.validationSplit() > 0) {
            violations.add(
                    "/fit/validation_split", "validation already says which rows are held out; give one of them");
        }
    }

    /** How the rows of a share or of folds are chosen: in at most one way. */
    private void division(Validation validation) {
        boolean drawn = validation.split() != null || validation.folds() != null;
        boolean divided = validation.time() != null || validation.group() != null;
        if (validation.stratify() != null && !drawn) {
            violations.add("/validation/stratify", "only rows drawn by split or folds can be stratified; leave it out");
        } else if (Boolean.TRUE.equals(validation.stratify()) && divided) {
            violations.add("/validation/stratify", "rows divided by time or group cannot be stratified; leave it out");
        }
        if (divided && !drawn) {
            violations.add(
                    validation.time() == null ? "/validation/group" : "/validation/time",
                    "it says how split or folds divide the rows; give one of them as well");
        }
        if (validation.time() != null && validation.group() != null) {
            violations.add("/validation/group", "rows are divided by time or by group; give one of them");
        }
    }

    private void name(String pointer, String what, @Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            violations.add(
                    pointer,
                    ("%s is a letter or digit followed by up to 127 letters, digits, dots, hyphens or "
                                    + "underscores; received %s")
                            .formatted(what, name == null ? "null" : "\"" + name + "\""));
        }
    }

    private void range(String pointer, @Nullable Number value, long least, long most) {
        if (value != null && (value.longValue() < least || value.longValue() > most)) {
            violations.add(pointer, "expected a whole number from %d to %d, received %s".formatted(least, most, value));
        }
    }

    /** A name as a token of a JSON pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
