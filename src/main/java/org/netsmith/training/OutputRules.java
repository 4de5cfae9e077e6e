package org.netsmith.training;

import java.util.List;
import java.util.Optional;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.FScore;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.metric.OverlapMetric;
import org.netsmith.engine.metric.ThresholdMetric;
import org.netsmith.format.keras.Kind;
import org.netsmith.web.ProblemType;

/**
 * Whether what a network ends in, a loss and metrics belong together and fit the target.
 *
 * @param target the target's name
 * @param labels its labels, empty for a number
 * @param loss what the output is compared with the target by
 * @param lossPointer where the loss stands in the request
 * @param where in front of what is said of the network: empty for the only output
 */
record OutputRules(
        String target, List<String> labels, Loss loss, String lossPointer, String where, Violations violations) {

    static OutputRules of(Encoders.Target target, Fit.Head head, String lossPointer, Violations violations) {
        String where = head.output().isEmpty() ? "" : "output \"%s\": ".formatted(head.output());
        return new OutputRules(target.name(), target.labels(), head.loss(), lossPointer, where, violations);
    }

    /** How many units one row of the output has; empty where it is no row of units. */
    Optional<Long> row(Shape shape) {
        if (shape.rank() != 1) {
            shape(("the network answers %s for a row, expected one row of units; put a Flatten layer before the first"
                            + " Dense layer")
                    .formatted(shape));
        }
        return shape.rank() == 1 ? Optional.of(shape.extent(0)) : Optional.empty();
    }

    /** @param output the shape and last activation of the network; its units are those of the whole output */
    void check(Output output) {
        switch (loss.target()) {
            case NUMBERS -> value(output);
            case BINARY -> binary(loss, output);
            case CLASS_NUMBER, DISTRIBUTION -> classesOf(loss, output);
            case GROUPS -> unsupported(loss, "compares embeddings of rows with each other");
            case SYMBOLS -> unsupported(loss, "compares sequences of symbols");
        }
    }

    /** "crossentropy" is binary where there is one unit. */
    private void classesOf(Loss loss, Output output) {
        if (loss instanceof Loss.Unresolved && output.units() == 1) {
            binary(new Loss.BinaryCrossentropy(null, null, null), output);
        } else {
            classes(loss, name(loss), output);
        }
    }

    private void unsupported(Loss loss, String what) {
        violations.add(
                lossPointer,
                "%s %s; a job predicts columns, so use %s"
                        .formatted(
                                name(loss),
                                what,
                                labels.isEmpty() ? "mean_squared_error" : "sparse_categorical_crossentropy"));
    }

    /** The string that stands for the loss. */
    private static String name(Loss loss) {
        return new Kind(((Record) loss).getClass()).ids().getFirst();
    }

    private void value(Output output) {
        if (output.units() != 1) {
            shape("\"%s\" is one number, so the last layer needs 1 unit; received %d"
                    .formatted(target, output.units()));
        } else if (output.softmax()) {
            network("softmax over 1 unit is always 1; use a linear last layer to predict the number \"%s\""
                    .formatted(target));
        } else if (!output.linear()) {
            violations.warn(
                    "/network",
                    where
                            + ("the last layer's activation %s cannot reach every number; the target \"%s\" is"
                                  + " standardised, so it is negative for half of the rows or so; linear is usual")
                                    .formatted(output.activationName(), target));
        }
    }

    private void binary(Loss loss, Output output) {
        String name = name(loss);
        if (labels.size() != 2) {
            violations.add(
                    lossPointer,
                    ("%s tells two labels apart, \"%s\" has %d (%s); use " + "sparse_categorical_crossentropy")
                            .formatted(name, target, labels.size(), DataChoice.shown(labels)));
        } else if (output.units() != 1) {
            shape(("%s needs a last layer of 1 unit, received %d; use 1 unit with "
                            + "%s, or sparse_categorical_crossentropy with %d units")
                    .formatted(name, output.units(), loss.ofProbabilities() ? "sigmoid" : "linear", labels.size()));
        } else if (output.softmax()) {
            network("softmax over 1 unit is always 1; use sigmoid");
        } else if (takesLogits(loss) && output.sigmoid()) {
            logitsOfProbabilities("sigmoid");
        } else if (loss.ofProbabilities() && !output.sigmoid()) {
            violations.warn(
                    lossPointer,
                    "%s expects probabilities, and the last layer's activation is %s; use sigmoid%s"
                            .formatted(name, output.activationName(), orLogits(loss)));
        }
    }

    private static boolean takesLogits(Loss loss) {
        return switch (loss) {
            case Loss.Crossentropy crossentropy -> crossentropy.fromLogits();
            case Loss.Normalized normalized -> normalized.fromLogits();
            case Loss _ -> false;
        };
    }

    private static String orLogits(Loss loss) {
        boolean either = loss instanceof Loss.Crossentropy || loss instanceof Loss.Normalized;
        return either ? ", or from_logits true after a linear layer" : "";
    }

    private void classes(Loss loss, String name, Output output) {
        if (output.units() == 1) {
            shape("%s needs one unit per label, %d for \"%s\" (%s); received 1%s"
                    .formatted(
                            name,
                            labels.size(),
                            target,
                            DataChoice.shown(labels),
                            labels.size() == 2 ? "; with 1 unit use binary_crossentropy" : ""));
        } else if (output.units() != labels.size()) {
            shape("the last layer needs one unit per label, %d for \"%s\" (%s); received %d"
                    .formatted(labels.size(), target, DataChoice.shown(labels), output.units()));
        } else if (takesLogits(loss) && output.softmax()) {
            logitsOfProbabilities("softmax");
        } else if (loss.ofProbabilities() && !output.softmax()) {
            violations.warn(
                    lossPointer,
                    "%s expects probabilities that add up to 1, and the last layer's activation is %s; use softmax%s"
                            .formatted(name, output.activationName(), orLogits(loss)));
        }
    }

    private void logitsOfProbabilities(String activation) {
        violations.warn(
                lossPointer,
                ("from_logits is true, but the last layer's %s answers probabilities; leave from_logits "
                                + "out, or make the last layer linear")
                        .formatted(activation));
    }

    void check(KerasParts.Metrics metrics, Output output) {
        List<Metric> list = metrics.metrics();
        for (int i = 0; i < list.size(); i++) {
            String pointer = metrics.pointers().get(i);
            String name = list.get(i).name();
            if (list.subList(0, i).stream().anyMatch(earlier -> earlier.name().equals(name)) || name.equals("loss")) {
                violations.add(
                        pointer, "the history has \"%s\" already; give this metric another name".formatted(name));
            }
            check(pointer, list.get(i), output);
        }
    }

    private void check(String pointer, Metric metric, Output output) {
        boolean oneHot = Recipe.oneHotTarget(loss);
        boolean single = output.units() == 1;
        boolean alike = labels.isEmpty() || single || oneHot;
        String sparse = "needs labels, sparse_y_true %s and sparse_y_pred %s".formatted(!oneHot, single);
        switch (metric) {
            case Metric.Unresolved _ -> needsLabels(pointer, metric);
            case Metric.BinaryAccuracy _ ->
                fits(pointer, metric, classes() && single, "needs two labels and 1 unit; use accuracy");
            case Metric.CategoricalAccuracy _, Metric.TopKCategoricalAccuracy _ -> needsOneHot(pointer, metric, oneHot);
            case OverlapMetric.OneHotIoU _, OverlapMetric.OneHotMeanIoU _ -> needsOneHot(pointer, metric, oneHot);
            case Metric.SparseCategoricalAccuracy _, Metric.SparseTopKCategoricalAccuracy _ ->
                needsClassNumbers(pointer, metric, oneHot || single);
            case ThresholdMetric _, FScore _, OverlapMetric.BinaryIoU _ ->
                fits(
                        pointer,
                        metric,
                        classes() && alike,
                        "needs yes or no for each unit: two labels and 1 unit, or categorical_crossentropy");
            case OverlapMetric.IoU overlap ->
                fits(pointer, metric, fits(overlap.sparseYTrue(), overlap.sparseYPred(), oneHot, single), sparse);
            case OverlapMetric.MeanIoU overlap ->
                fits(pointer, metric, fits(overlap.sparseYTrue(), overlap.sparseYPred(), oneHot, single), sparse);
            case Metric.LossMean mean -> check(pointer, mean, alike, oneHot, single);
            case Metric.Accuracy _, Metric.RootMeanSquaredError _ -> compares(pointer, metric, alike);
            case Metric.CosineSimilarity _ -> compares(pointer, metric, alike);
            case Metric.R2Score _ -> needsNumber(pointer, metric);
            case Metric.PearsonCorrelation correlation -> needsBatchAxis(pointer, metric, correlation.axis());
            case Metric.ConcordanceCorrelation correlation -> needsBatchAxis(pointer, metric, correlation.axis());
            case Metric.Mean _, Metric.Sum _ -> {}
        }
    }

    private void check(String pointer, Metric.LossMean metric, boolean alike, boolean oneHot, boolean single) {
        switch (metric.loss().target()) {
            case NUMBERS -> compares(pointer, metric, alike);
            case BINARY -> fits(pointer, metric, classes() && alike, "needs two labels and 1 unit");
            case DISTRIBUTION -> needsOneHot(pointer, metric, oneHot);
            case CLASS_NUMBER -> needsClassNumbers(pointer, metric, oneHot || single);
            case GROUPS, SYMBOLS ->
                fits(pointer, metric, false, "does not compare a column with a prediction; use another one");
        }
    }

    private boolean classes() {
        return !labels.isEmpty();
    }

    private void needsLabels(String pointer, Metric metric) {
        fits(
                pointer,
                metric,
                classes(),
                "needs labels, and \"%s\" is a number; use mean_absolute_error or r2_score".formatted(target));
    }

    private void needsOneHot(String pointer, Metric metric, boolean oneHot) {
        fits(
                pointer,
                metric,
                classes() && oneHot,
                "needs one-hot targets, which come with categorical_crossentropy; use accuracy");
    }

    private void needsClassNumbers(String pointer, Metric metric, boolean others) {
        fits(
                pointer,
                metric,
                classes() && !others,
                "needs class numbers and one unit per label, which come with sparse_categorical_crossentropy;"
                        + " use accuracy");
    }

    /** Whether class numbers and rows of classes are where the metric expects them. */
    private boolean fits(boolean sparseTarget, boolean sparsePrediction, boolean oneHot, boolean single) {
        return classes() && sparseTarget != oneHot && sparsePrediction == single;
    }

    private void compares(String pointer, Metric metric, boolean alike) {
        fits(pointer, metric, alike, "cannot compare probabilities with class numbers; use accuracy");
    }

    private void needsNumber(String pointer, Metric metric) {
        fits(
                pointer,
                metric,
                !classes(),
                "needs a number to predict, and \"%s\" has labels; use accuracy".formatted(target));
    }

    /** Along the units there is only one number to correlate. */
    private void needsBatchAxis(String pointer, Metric metric, int axis) {
        fits(pointer, metric, !classes() && axis == 0, "needs a number to predict and axis 0; r2_score is usual");
    }

    private void fits(String pointer, Metric metric, boolean fits, String otherwise) {
        if (!fits) {
            violations.add(pointer, "metric \"%s\" %s".formatted(metric.name(), otherwise));
        }
    }

    private void shape(String detail) {
        violations.add(ProblemType.SHAPE_MISMATCH, "/network", where + detail);
    }

    private void network(String detail) {
        violations.add(ProblemType.INVALID_NETWORK, "/network", where + detail);
    }
}
