package org.netsmith.training;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.engine.fit.Fit;
import org.netsmith.training.JobRequest.FitArguments;
import org.netsmith.training.TrainingPlan.Loop;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What {@code fit} does where the request does not say: batches and epochs by the number of training rows, and early
 * stopping where there are rows held out. Someone who names a number of epochs gets them all, as in Keras.
 */
record FitDefaults(Loop loop, List<Callback> callbacks) {

    /** The share of the rows that is held out to end training by, where the request says nothing of either. */
    static final double HELD_OUT = 0.1;

    /** With fewer rows those held out would be missed more than they help, and say little. */
    private static final int FEWEST_TO_HOLD_OUT = 1000;

    private static final int MOST_PATIENCE = 20;
    private static final int LEAST_PATIENCE = 5;

    /** Whether rows are to be held out although the request does not say so. */
    static boolean stopsEarly(@Nullable FitArguments fit, long rows) {
        return rows >= FEWEST_TO_HOLD_OUT && (fit == null || fit.epochs() == null && fit.callbacks() == null);
    }

    static FitDefaults of(@Nullable FitArguments given, Optional<List<Callback>> callbacks, DataChoice data) {
        FitArguments fit = given == null ? FitArguments.NOTHING : given;
        int initialEpoch = or(fit.initialEpoch(), 0);
        int epochs = or(fit.epochs(), initialEpoch + epochs(data));
        int batchSize = or(fit.batchSize(), batchSize(data.trainingRows()));
        Loop loop = new Loop(
                initialEpoch,
                epochs,
                batchSize,
                fit.stepsPerEpoch(),
                fit.shuffle() == null || fit.shuffle(),
                data.validated() ? validation(fit, batchSize) : Fit.Validation.AFTER_EVERY_EPOCH);
        boolean stopEarly = callbacks.isEmpty() && fit.epochs() == null && data.validated();
        return new FitDefaults(
                loop, stopEarly ? List.of(stopping(epochs - initialEpoch)) : callbacks.orElse(List.of()));
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static Fit.Validation validation(FitArguments fit, int batchSize) {
        ValidationFrequency frequency = frequency(fit.validationFreq());
        return new Fit.Validation(
                or(fit.validationBatchSize(), batchSize), fit.validationSteps(), frequency.every(), frequency.epochs());
    }

    private static ValidationFrequency frequency(@Nullable JsonNode given) {
        return given == null
                ? ValidationFrequency.EVERY_EPOCH
                : ValidationFrequency.of(given).orElse(ValidationFrequency.EVERY_EPOCH);
    }

    private static int epochs(DataChoice data) {
        boolean image =
                data.encoders().feeds().stream().anyMatch(feed -> feed.shape().rank() > 1);
        if (data.trainingRows() < 10_000) {
            return image ? 20 : 100;
        }
        return image ? 10 : data.trainingRows() < 50_000 ? 50 : 25;
    }

    private static int batchSize(long rows) {
        return rows < 1000 ? 32 : rows < 10_000 ? 64 : rows < 50_000 ? 128 : 512;
    }

    private static EarlyStopping stopping(int epochs) {
        int patience = Math.clamp(epochs / 5, LEAST_PATIENCE, MOST_PATIENCE);
        return new EarlyStopping("val_loss", null, patience, null, null, true, null);
    }

    /** Says which arguments change nothing. */
    void check(@Nullable FitArguments given, boolean validated, Violations violations) {
        FitArguments fit = given == null ? FitArguments.NOTHING : given;
        if (!validated) {
            unused("/fit/validation_steps", fit.validationSteps(), violations);
            unused("/fit/validation_batch_size", fit.validationBatchSize(), violations);
            unused("/fit/validation_freq", fit.validationFreq(), violations);
        } else if (!frequency(fit.validationFreq()).everDue(loop.initialEpoch(), loop.epochs())) {
            violations.warn(
                    "/fit/validation_freq",
                    "no epoch from %d to %d is followed by validation, so there will be no val_ values"
                            .formatted(loop.initialEpoch() + 1, loop.epochs()));
        }
    }

    private static void unused(String pointer, @Nullable Object argument, Violations violations) {
        if (argument != null) {
            violations.warn(pointer, "no rows are held out, so this changes nothing; give validation as well");
        }
    }

    /** The arguments with every default filled in. */
    FitArguments filled(@Nullable FitArguments given, List<JsonNode> written, DataChoice data) {
        FitArguments fit = given == null ? FitArguments.NOTHING : given;
        boolean validated = data.validated();
        return new FitArguments(
                loop.initialEpoch(),
                loop.epochs(),
                loop.batchSize(),
                loop.stepsPerEpoch(),
                loop.shuffle(),
                data.holdout() instanceof Holdout.Last last ? last.fraction() : 0.0,
                validated ? loop.validation().steps() : null,
                validated ? loop.validation().batchSize() : null,
                validated ? frequency(loop.validation()) : null,
                fit.classWeight(),
                fit.sampleWeight(),
                written);
    }

    private static JsonNode frequency(Fit.Validation validation) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (validation.epochs().isEmpty()) {
            return json.numberNode(validation.frequency());
        }
        var list = json.arrayNode();
        validation.epochs().forEach(list::add);
        return list;
    }
}
