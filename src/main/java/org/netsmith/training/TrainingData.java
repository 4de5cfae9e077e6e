package org.netsmith.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.ColumnType;
import org.netsmith.dataset.Encoder;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.Folds;
import org.netsmith.dataset.Split;
import org.netsmith.dataset.Splits;
import org.netsmith.dataset.Table;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Examples;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.loss.Loss;
import org.netsmith.worker.TaskContext;
import org.netsmith.worker.TaskException;

/**
 * The rows of a job as tensors.
 *
 * @param encoders fitted on the training rows
 * @param validation null where every row is trained on
 */
record TrainingData(
        Encoders encoders, Examples training, @Nullable Examples validation) {

    /** What turns outputs back into their targets' own units. */
    List<Fit.TargetScale> scales() {
        return encoders.targets().stream().map(Encoders.Target::scale).toList();
    }

    /** Some rows of a table. */
    private record Rows(Table table, int[] rows) {}

    /** @param fold from 1 the fold of a cross-validation that is held out; 0 for the rows that make the model */
    static TrainingData read(TrainTask task, Recipe recipe, Backend backend, TaskContext context, int fold) {
        TrainingPlan plan = task.plan();
        List<String> targets =
                plan.encoders().targets().stream().map(Encoders.Target::name).toList();
        Table table = Table.read(plan.data().columns(), task.files(), context.cache());
        int[] labelled = table.rowsWith(targets);
        Split split = split(plan, table, labelled, fold);
        Rows training = new Rows(table, split.training());
        Rows validation = task.validationFiles() == null
                ? new Rows(table, split.validation())
                : other(plan.validationData(), task.validationFiles(), targets, context.cache());
        boolean validated = fold > 0 || plan.holdout().validates();
        requireRows(training, validation, validated);
        Encoders encoders = plan.encoders().fit(table, training.rows());
        Encoding encoding = new Encoding(plan, recipe, encoders, backend, new RowMemory(context.directory(), backend));
        return new TrainingData(
                encoders, encoding.examples(training, true), validated ? encoding.examples(validation, false) : null);
    }

    private static Rows other(TrainingPlan.Source source, Map<String, Path> files, List<String> targets, Path cache) {
        Table table = Table.read(source.columns(), files, cache);
        return new Rows(table, table.rowsWith(targets));
    }

    private static Split split(TrainingPlan plan, Table table, int[] rows, int fold) {
        return switch (plan.holdout()) {
            case Holdout.None _, Holdout.OtherDataset _ -> new Split(rows, new int[0]);
            case Holdout.Last last -> Splits.last(rows, last.fraction());
            case Holdout.Drawn drawn
            when drawn.stratify() ->
                Splits.stratified(
                        table, plan.encoders().classes().getFirst().name(), rows, drawn.fraction(), plan.seed());
            case Holdout.Drawn drawn -> Splits.random(rows, drawn.fraction(), plan.seed());
            case Holdout.Latest latest -> Splits.latest(table, latest.time(), rows, latest.fraction());
            case Holdout.Groups groups -> Splits.grouped(table, groups.group(), rows, groups.fraction(), plan.seed());
            case Holdout.Where where -> Splits.where(table, where.column(), where.value(), rows);
            case Holdout.Folds _ when fold == 0 -> new Split(rows, new int[0]);
            case Holdout.Folds folds -> folds(plan, folds, table, rows).get(fold - 1);
        };
    }

    private static List<Split> folds(TrainingPlan plan, Holdout.Folds folds, Table table, int[] rows) {
        if (folds.time() != null) {
            return Folds.timed(table, folds.time(), rows, folds.count());
        }
        if (folds.group() != null) {
            return Folds.grouped(table, folds.group(), rows, folds.count(), plan.seed());
        }
        return folds.stratify()
                ? Folds.stratified(table, plan.encoders().classes().getFirst().name(), rows, folds.count(), plan.seed())
                : Folds.random(rows, folds.count(), plan.seed());
    }

    private static void requireRows(Rows training, Rows validation, boolean validated) {
        if (training.rows().length == 0) {
            throw unusable("/validation", "no row is left to train on; hold out fewer rows or add rows with a target");
        }
        if (validated && validation.rows().length == 0) {
            throw unusable("/validation", "no row is left to validate on; hold out more rows or leave validation out");
        }
    }

    private static TaskException unusable(String pointer, String detail) {
        return new TaskException("invalid-dataset", detail, List.of(new TaskException.Error(pointer, detail)));
    }

    /** How rows become examples. */
    private record Encoding(TrainingPlan plan, Recipe recipe, Encoders encoders, Backend backend, RowMemory memory) {

        Examples examples(Rows rows, boolean weighClasses) {
            int count = rows.rows().length;
            List<Shape> shapes = recipe.network().inputShapes().orElseThrow();
            List<Tensor> inputs = new ArrayList<>();
            for (Encoders.Feed feed : encoders.feeds()) {
                Tensor x = allocate(feed.shape().prepend(count));
                feed.encode(rows.table(), rows.rows(), x);
                inputs.add(backend.adopt(x).reshape(shapes.get(inputs.size()).prepend(count)));
            }
            List<Tensor> targets = new ArrayList<>();
            for (Encoders.Target target : encoders.targets()) {
                targets.add(target(
                        rows,
                        target,
                        recipe.compile().heads().get(targets.size()).loss()));
            }
            return new Examples(inputs, targets, Collections.nCopies(targets.size(), weights(rows, weighClasses)));
        }

        private Tensor target(Rows rows, Encoders.Target target, Loss loss) {
            long width = Recipe.oneHotTarget(loss) ? target.labels().size() : 1;
            Tensor y = allocate(Shape.of(rows.rows().length, width));
            encodeTarget(rows, target, y);
            return backend.adopt(y);
        }

        /** A label that the data set trained on has not can only come from another one. */
        private void encodeTarget(Rows rows, Encoders.Target target, Tensor y) {
            try {
                target.encode(rows.table(), rows.rows(), y);
            } catch (IllegalArgumentException e) {
                throw unusable(
                        "/validation/dataset", "the target of the validation data does not fit: " + e.getMessage());
            }
        }

        private @Nullable Tensor weights(Rows rows, boolean weighClasses) {
            if (plan.sampleWeight() != null) {
                return column(rows, plan.sampleWeight());
            }
            return weighClasses && !plan.classWeight().isEmpty() ? classWeights(rows) : null;
        }

        private Tensor column(Rows rows, String column) {
            Encoders.Input input = new Encoders.Input(column, ColumnType.NUMBER, new Encoder.None(0.0, false));
            Tensor weights = allocate(Shape.of(rows.rows().length, 1));
            new Encoders(List.of(input), encoders.target()).encode(rows.table(), rows.rows(), weights);
            return backend.adopt(weights).reshape(Shape.of(rows.rows().length));
        }

        private Tensor classWeights(Rows rows) {
            int count = rows.rows().length;
            double[] byClass = encoders.labels().stream()
                    .mapToDouble(label -> plan.classWeight().getOrDefault(label, 1.0))
                    .toArray();
            Tensor weights = allocate(Shape.of(count, 1));
            encoders.encodeTarget(rows.table(), rows.rows(), weights);
            for (int i = 0; i < count; i++) {
                weights.set(i, byClass[(int) weights.get(i)]);
            }
            return backend.adopt(weights).reshape(Shape.of(count));
        }

        private Tensor allocate(Shape shape) {
            return memory.allocate(recipe.network().dtype(), shape);
        }
    }
}
