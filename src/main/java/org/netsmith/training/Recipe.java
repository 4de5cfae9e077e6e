package org.netsmith.training;

import java.util.List;
import java.util.Optional;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasReader.Reading;

/** The Keras objects of a plan, read. They were checked at submission, so reading them cannot fail. */
record Recipe(NetworkDefinition network, Fit.Compile compile, List<Callback> callbacks) {

    static Recipe of(TrainingPlan plan) {
        KerasReader keras = new KerasReader();
        Fit.Compile compile = new Fit.Compile(
                value(keras.optimizer(plan.optimizer())),
                value(keras.loss(plan.loss())),
                plan.metrics().stream()
                        .map(metric -> value(keras.metric(metric)))
                        .toList());
        return new Recipe(
                value(keras.model(plan.network())).definition(),
                compile,
                plan.callbacks().stream()
                        .map(callback -> value(keras.callback(callback)))
                        .toList());
    }

    /** Whether the loss compares probabilities with one-hot rows instead of class numbers. */
    boolean oneHotTarget() {
        return oneHotTarget(compile.loss());
    }

    static boolean oneHotTarget(Loss loss) {
        return switch (loss) {
            case Loss.CategoricalCrossentropy _ -> true;
            case Loss.SparseCategoricalCrossentropy _, Loss.BinaryCrossentropy _ -> false;
            case Loss.MeanSquaredError _, Loss.MeanAbsoluteError _ -> false;
        };
    }

    private static <T> T value(Reading<T> reading) {
        Optional<T> value = reading.value();
        return value.orElseThrow(
                () -> new IllegalStateException("a resolved plan cannot be read: " + reading.errors()));
    }
}
