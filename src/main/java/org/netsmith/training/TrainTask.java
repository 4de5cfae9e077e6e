package org.netsmith.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.DivergedException;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.layer.UnusableRowException;
import org.netsmith.engine.network.Network;
import org.netsmith.registry.ModelFile;
import org.netsmith.worker.Task;
import org.netsmith.worker.TaskContext;
import org.netsmith.worker.TaskException;

/**
 * Trains a network in a worker: columns → rows with a target → split → encoders fitted on the training rows →
 * tensors → fit → the model's file. Says {@code progress}, {@code epoch}, {@code checkpoint} and {@code warning} on
 * the way.
 *
 * @param files the normal form of the data set, by name
 * @param validationFiles that of the data set to validate on, null where there is none
 */
public record TrainTask(
        TrainingPlan plan,
        Map<String, Path> files,
        @Nullable Map<String, Path> validationFiles) implements Task {

    /** The model's file in the task's directory. */
    static final String MODEL_FILE = "model.safetensors";

    /**
     * What a finished training answers.
     *
     * @param metrics of the weights that were kept: on the training rows, and with {@code val_} on the validation rows
     * @param bestEpoch from 0, where early stopping went back to the best weights
     * @param parameters the number of weights
     */
    record Answer(Map<String, Double> metrics, @Nullable Integer bestEpoch, int epochsRun, long parameters) {}

    @Override
    public Answer run(TaskContext context) {
        Backend backend = Backends.worker(context.backend(), context.threads());
        Recipe recipe = Recipe.of(plan);
        TrainingData data = TrainingData.read(this, recipe, backend, context);
        Network network = new Network(recipe.network(), backend, plan.seed());
        Consumer<Path> model =
                file -> ModelFile.of(network, data.encoders(), plan.lineage()).write(file);
        TrainingReport report = new TrainingReport(
                context,
                data.training().rows(),
                plan,
                new CheckpointFiles(context.directory(), model, recipe.callbacks()));
        report.start(data.encoders());
        Fit.Result result = fit(network, recipe, data, report);
        requireFinite(network);
        Map<String, Double> metrics = measure(network, recipe, data);
        if (!metrics.containsKey("loss")) {
            throw diverged("the loss of the weights that training ended with is not a finite number");
        }
        model.accept(context.directory().resolve(MODEL_FILE));
        return new Answer(metrics, result.bestEpoch(), result.epochsRun(), parameters(network));
    }

    private Fit.Result fit(Network network, Recipe recipe, TrainingData data, TrainingReport report) {
        try {
            return new Fit()
                    .run(
                            network,
                            recipe.compile(),
                            options(recipe),
                            data.training(),
                            data.validation(),
                            data.scales(),
                            report);
        } catch (DivergedException e) {
            throw new TaskException("diverged", e.getMessage(), List.of());
        } catch (UnusableRowException e) {
            throw new TaskException(
                    "invalid-dataset", e.getMessage(), List.of(new TaskException.Error("/network", e.getMessage())));
        }
    }

    private Fit.Options options(Recipe recipe) {
        TrainingPlan.Loop loop = plan.loop();
        return new Fit.Options(
                loop.initialEpoch(),
                loop.epochs(),
                loop.batchSize(),
                loop.stepsPerEpoch(),
                loop.shuffle(),
                loop.validation(),
                recipe.callbacks(),
                plan.seed());
    }

    /** Whatever ended training, weights that are not numbers are no model. */
    private static void requireFinite(Network network) {
        for (Network.Weight weight : network.weights()) {
            if (!isFinite(weight.value())) {
                throw diverged("the weights of %s are no longer finite numbers".formatted(weight.name()));
            }
        }
    }

    private static TaskException diverged(String what) {
        return new TaskException(
                "diverged",
                what + "; lower the learning rate, scale the inputs, or have EarlyStopping restore_best_weights",
                List.of());
    }

    private static boolean isFinite(Tensor values) {
        for (long i = 0; i < values.size(); i++) {
            if (!Double.isFinite(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private Map<String, Double> measure(Network network, Recipe recipe, TrainingData data) {
        Fit fit = new Fit();
        SortedMap<String, Double> metrics = new TreeMap<>(fit.evaluate(
                network, recipe.compile(), data.training(), plan.loop().batchSize(), data.scales()));
        if (data.validation() != null) {
            fit.evaluate(
                            network,
                            recipe.compile(),
                            data.validation(),
                            plan.loop().batchSize(),
                            data.scales())
                    .forEach((name, value) -> metrics.put("val_" + name, value));
        }
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return metrics;
    }

    private static long parameters(Network network) {
        return network.weights().stream()
                .mapToLong(weight -> weight.value().size())
                .sum();
    }
}
