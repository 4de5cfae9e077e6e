package org.netsmith.training;

import java.nio.file.Path;
import java.util.ArrayList;
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
import org.netsmith.engine.fit.Examples;
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
 * the way. Cross-validation does the same for each fold before and says {@code fold} after each; then all rows are
 * trained on, for as many epochs as the folds needed on average, and nothing is held out.
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
     *     or, with folds, the mean over them
     * @param bestEpoch from 0, where early stopping went back to the best weights
     * @param parameters the number of weights
     */
    record Answer(Map<String, Double> metrics, @Nullable Integer bestEpoch, int epochsRun, long parameters) {}

    @Override
    public Answer run(TaskContext context) {
        Backend backend = Backends.worker(context.backend(), context.threads());
        CrossValidation crossed = crossValidation(backend, context);
        boolean isCrossed = plan.holdout().folds() > 0;
        Recipe recipe = isCrossed ? Recipe.of(plan).unvalidated() : Recipe.of(plan);
        int epochs = plan.loop().initialEpoch() + (isCrossed ? crossed.epochsOfModel() : 0);
        TrainingPlan.Loop loop = isCrossed ? plan.loop().until(epochs) : plan.loop();
        TrainingData data = TrainingData.read(this, recipe, backend, context, 0);
        Network network = new Network(recipe.network(), backend, plan.seed());
        Consumer<Path> model =
                file -> ModelFile.of(network, data.encoders(), plan.lineage()).write(file);
        TrainingReport report = new TrainingReport(
                context,
                data.training().rows(),
                loop,
                0,
                new CheckpointFiles(context.directory(), model, recipe.callbacks()));
        report.start(data.encoders());
        Fit.Result result = fit(network, recipe, loop, data, report);
        requireFinite(network);
        SortedMap<String, Double> metrics = measure(network, recipe, data);
        crossed.mean().forEach((name, value) -> metrics.put("val_" + name, value));
        if (!metrics.containsKey("loss")) {
            throw diverged("the loss of the weights that training ended with is not a finite number");
        }
        model.accept(context.directory().resolve(MODEL_FILE));
        return new Answer(metrics, result.bestEpoch(), result.epochsRun(), parameters(network));
    }

    /** Trains and measures for each fold; no folds where the plan asks for none. */
    private CrossValidation crossValidation(Backend backend, TaskContext context) {
        List<CrossValidation.Fold> folds = new ArrayList<>();
        for (int fold = 1; fold <= plan.holdout().folds() && !context.cancelled(); fold++) {
            folds.add(fold(fold, backend, context));
            context.report("fold", folds.getLast());
        }
        return CrossValidation.of(folds);
    }

    private CrossValidation.Fold fold(int fold, Backend backend, TaskContext context) {
        Recipe recipe = Recipe.of(plan).ofFold();
        TrainingData data = TrainingData.read(this, recipe, backend, context, fold);
        Network network = new Network(recipe.network(), backend, plan.seed());
        CheckpointFiles none = new CheckpointFiles(context.directory(), _ -> {}, List.of());
        TrainingReport report = new TrainingReport(context, data.training().rows(), plan.loop(), fold, none);
        report.start(data.encoders());
        Fit.Result result = fit(network, recipe, plan.loop(), data, report);
        requireFinite(network);
        int epochs = result.bestEpoch() == null
                ? result.epochsRun()
                : result.bestEpoch() + 1 - plan.loop().initialEpoch();
        return new CrossValidation.Fold(fold, evaluate(network, recipe, data.validation(), data.scales()), epochs);
    }

    private Fit.Result fit(
            Network network, Recipe recipe, TrainingPlan.Loop loop, TrainingData data, TrainingReport report) {
        try {
            return new Fit()
                    .run(
                            network,
                            recipe.compile(),
                            options(recipe, loop),
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

    private Fit.Options options(Recipe recipe, TrainingPlan.Loop loop) {
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

    private SortedMap<String, Double> measure(Network network, Recipe recipe, TrainingData data) {
        SortedMap<String, Double> metrics = evaluate(network, recipe, data.training(), data.scales());
        if (data.validation() != null) {
            evaluate(network, recipe, data.validation(), data.scales())
                    .forEach((name, value) -> metrics.put("val_" + name, value));
        }
        return metrics;
    }

    /** Without what is no finite number. */
    private SortedMap<String, Double> evaluate(
            Network network, Recipe recipe, Examples examples, List<Fit.TargetScale> scales) {
        SortedMap<String, Double> metrics = new TreeMap<>(new Fit()
                .evaluate(network, recipe.compile(), examples, plan.loop().batchSize(), scales));
        metrics.values().removeIf(value -> !Double.isFinite(value));
        return metrics;
    }

    private static long parameters(Network network) {
        return network.weights().stream()
                .mapToLong(weight -> weight.value().size())
                .sum();
    }
}
