package org.netsmith.serving;

import java.util.List;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.network.Network;

/** What the numbers that leave a network mean. */
sealed interface Outputs {

    /** The prediction for one row of outputs, all of them finite. The caller gives the row away. */
    Prediction read(double[] row);

    /** How classes' scores become probabilities. */
    enum Scores {
        PROBABILITIES,
        LOGITS
    }

    /** One output for the second of two labels. */
    record Binary(List<String> labels, Scores scores, DType type) implements Outputs {

        @Override
        public Prediction read(double[] row) {
            double second = switch (scores) {
                case PROBABILITIES -> Math.clamp(row[0], 0, 1);
                case LOGITS -> 1 / (1 + StrictMath.exp(-row[0]));
            };
            return label(labels, new double[] {1 - second, second}, type);
        }
    }

    /** One output for each label; outputs beyond the labels stand for classes that no row of the data has. */
    record Categorical(List<String> labels, Scores scores, DType type) implements Outputs {

        @Override
        public Prediction read(double[] row) {
            return label(labels, scores == Scores.LOGITS ? softmax(row) : row, type);
        }

        private static double[] softmax(double[] row) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double logit : row) {
                largest = Math.max(largest, logit);
            }
            double[] probabilities = new double[row.length];
            double sum = 0;
            for (int i = 0; i < row.length; i++) {
                probabilities[i] = StrictMath.exp(row[i] - largest);
                sum += probabilities[i];
            }
            for (int i = 0; i < row.length; i++) {
                probabilities[i] /= sum;
            }
            return probabilities;
        }
    }

    /** One output, standardised as the target was in training. */
    record Scaled(Fit.TargetScale scale, DType type) implements Outputs {

        @Override
        public Prediction read(double[] row) {
            return new Prediction.Value(number(row[0] * scale.scale() + scale.offset(), type));
        }
    }

    /**
     * What an output of a network means that was trained to predict this target. A classifier that does not end in a
     * softmax or a sigmoid answers logits, as its loss took them.
     */
    static Outputs of(Network network, int output, Encoders.Target target) {
        List<String> labels = target.labels();
        DType type = network.definition().dtype();
        Shape shape = network.summary().outputShapes().get(output);
        long width = shape.rank() == 1 ? shape.extent(0) : 0;
        if (labels.isEmpty() ? width != 1 : width < labels.size() && !(width == 1 && labels.size() == 2)) {
            throw new IllegalArgumentException("a network of %d outputs cannot answer the target %s with %d labels"
                    .formatted(width, target.name(), labels.size()));
        }
        if (labels.isEmpty()) {
            return new Scaled(target.scale(), type);
        }
        Scores scores = network.outputActivation(output) == null ? Scores.LOGITS : Scores.PROBABILITIES;
        return width == 1 ? new Binary(labels, scores, type) : new Categorical(labels, scores, type);
    }

    private static Prediction label(List<String> labels, double[] probabilities, DType type) {
        int best = 0;
        for (int i = 1; i < labels.size(); i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return new Prediction.Label(labels.get(best), new Probabilities(labels, probabilities, type));
    }

    /** As exact as the arithmetic that it comes from. */
    static Number number(double value, DType type) {
        return switch (type) {
            case FLOAT32 -> (float) value;
            case FLOAT64 -> value;
            case STRING -> throw new IllegalArgumentException("a network computes with numbers, received texts");
        };
    }
}
