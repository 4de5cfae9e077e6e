package org.netsmith.training;

import java.util.List;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.web.ProblemType;

/**
 * Whether what a network ends in, a loss and metrics belong together and fit the target.
 *
 * @param target the target's name
 * @param labels its labels, empty for a number
 */
record OutputRules(String target, List<String> labels, Violations violations) {

    /** @param output the shape and last activation of the network; its units are those of the whole output */
    void check(Loss loss, Output output) {
        switch (loss) {
            case Loss.MeanSquaredError _, Loss.MeanAbsoluteError _ -> value(output);
            case Loss.BinaryCrossentropy binary -> binary(binary, output);
            case Loss.CategoricalCrossentropy categorical -> classes(categorical, "categorical_crossentropy", output);
            case Loss.SparseCategoricalCrossentropy sparse ->
                classes(sparse, "sparse_categorical_crossentropy", output);
        }
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
                    ("the last layer's activation %s cannot reach every number; the target \"%s\" is "
                                    + "standardised, so it is negative for half of the rows or so; linear is usual")
                            .formatted(output.activationName(), target));
        }
    }

    private void binary(Loss.BinaryCrossentropy loss, Output output) {
        if (labels.size() != 2) {
            violations.add(
                    "/compile/loss",
                    ("binary_crossentropy tells two labels apart, \"%s\" has %d (%s); use "
                                    + "sparse_categorical_crossentropy")
                            .formatted(target, labels.size(), DataChoice.shown(labels)));
        } else if (output.units() != 1) {
            shape(("binary_crossentropy needs a last layer of 1 unit, received %d; use 1 unit with "
                            + "sigmoid, or sparse_categorical_crossentropy with %d units")
                    .formatted(output.units(), labels.size()));
        } else if (output.softmax()) {
            network("softmax over 1 unit is always 1; use sigmoid");
        } else if (loss.fromLogits() && output.sigmoid()) {
            logitsOfProbabilities("sigmoid");
        } else if (!loss.fromLogits() && !output.sigmoid()) {
            violations.warn(
                    "/compile/loss",
                    ("binary_crossentropy expects probabilities, and the last layer's activation is %s; use "
                                    + "sigmoid, or from_logits true after a linear layer")
                            .formatted(output.activationName()));
        }
    }

    private void classes(Loss.Crossentropy loss, String name, Output output) {
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
        } else if (loss.fromLogits() && output.softmax()) {
            logitsOfProbabilities("softmax");
        } else if (!loss.fromLogits() && !output.softmax()) {
            violations.warn(
                    "/compile/loss",
                    ("%s expects probabilities that add up to 1, and the last layer's activation is %s; use "
                                    + "softmax, or from_logits true after a linear layer")
                            .formatted(name, output.activationName()));
        }
    }

    private void logitsOfProbabilities(String activation) {
        violations.warn(
                "/compile/loss",
                ("from_logits is true, but the last layer's %s answers probabilities; leave from_logits "
                                + "out, or make the last layer linear")
                        .formatted(activation));
    }

    /** @param pointer where the list of metrics stands */
    void check(KerasParts.Metrics metrics, Loss loss, Output output) {
        List<Metric> list = metrics.metrics();
        for (int i = 0; i < list.size(); i++) {
            String pointer = metrics.pointer() + "/" + i;
            String name = list.get(i).name();
            if (list.subList(0, i).stream().anyMatch(earlier -> earlier.name().equals(name)) || name.equals("loss")) {
                violations.add(
                        pointer, "the history has \"%s\" already; give this metric another name".formatted(name));
            }
            check(pointer, list.get(i), loss, output);
        }
    }

    private void check(String pointer, Metric metric, Loss loss, Output output) {
        boolean classes = !labels.isEmpty();
        boolean oneHot = Recipe.oneHotTarget(loss);
        boolean single = output.units() == 1;
        switch (metric) {
            case Metric.Accuracy _ ->
                fits(
                        pointer,
                        metric,
                        classes,
                        "needs labels, and \"%s\" is a number; use mean_absolute_error or r2_score".formatted(target));
            case Metric.BinaryAccuracy _ ->
                fits(pointer, metric, classes && single, "needs two labels and 1 unit; use accuracy");
            case Metric.CategoricalAccuracy _ ->
                fits(
                        pointer,
                        metric,
                        classes && oneHot,
                        "needs one-hot targets, which come with categorical_crossentropy; use accuracy");
            case Metric.SparseCategoricalAccuracy _ ->
                fits(
                        pointer,
                        metric,
                        classes && !oneHot && !single,
                        "needs class numbers and one unit per label, which come with sparse_categorical_crossentropy;"
                                + " use accuracy");
            case Metric.MeanSquaredError _, Metric.MeanAbsoluteError _ ->
                fits(
                        pointer,
                        metric,
                        !classes || single || oneHot,
                        "cannot compare probabilities with class numbers; use accuracy");
            case Metric.R2Score _ ->
                fits(
                        pointer,
                        metric,
                        !classes,
                        "needs a number to predict, and \"%s\" has labels; use accuracy".formatted(target));
        }
    }

    private void fits(String pointer, Metric metric, boolean fits, String otherwise) {
        if (!fits) {
            violations.add(pointer, "metric \"%s\" %s".formatted(metric.name(), otherwise));
        }
    }

    private void shape(String detail) {
        violations.add(ProblemType.SHAPE_MISMATCH, "/network", detail);
    }

    private void network(String detail) {
        violations.add(ProblemType.INVALID_NETWORK, "/network", detail);
    }
}
