package org.netsmith.training;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.training.JobRequest.FitArguments;

/**
 * What {@code fit} does where the request does not say: batches and epochs by the number of training rows, and early
 * stopping where there are rows held out. Someone who names a number of epochs gets them all, as in Keras.
 */
record FitDefaults(int epochs, int batchSize, boolean shuffle, List<Callback> callbacks) {

    private static final int MOST_PATIENCE = 20;
    private static final int LEAST_PATIENCE = 5;

    static FitDefaults of(@Nullable FitArguments fit, List<Callback> given, boolean callbacksGiven, DataChoice data) {
        boolean epochsGiven = fit != null && fit.epochs() != null;
        int epochs = epochsGiven ? fit.epochs() : epochs(data);
        int batchSize = fit != null && fit.batchSize() != null ? fit.batchSize() : batchSize(data.trainingRows());
        boolean shuffle = fit == null || fit.shuffle() == null || fit.shuffle();
        boolean stopEarly = !callbacksGiven && !epochsGiven && data.validated();
        return new FitDefaults(epochs, batchSize, shuffle, stopEarly ? List.of(stopping(epochs)) : given);
    }

    private static int epochs(DataChoice data) {
        boolean image = data.encoders().inputShape().rank() > 1;
        if (data.trainingRows() < 10_000) {
            return image ? 20 : 100;
        }
        return image ? 10 : data.trainingRows() < 50_000 ? 50 : 25;
    }

    private static int batchSize(long rows) {
        return rows < 10_000 ? 32 : rows < 50_000 ? 128 : 512;
    }

    private static EarlyStopping stopping(int epochs) {
        int patience = Math.clamp(epochs / 5, LEAST_PATIENCE, MOST_PATIENCE);
        return new EarlyStopping("val_loss", null, patience, null, null, true, null);
    }

    FitArguments filled(
            @Nullable FitArguments fit, List<tools.jackson.databind.JsonNode> written, double validationSplit) {
        Map<String, Double> classWeight = fit == null ? null : fit.classWeight();
        String sampleWeight = fit == null ? null : fit.sampleWeight();
        return new FitArguments(epochs, batchSize, shuffle, validationSplit, classWeight, sampleWeight, written);
    }
}
