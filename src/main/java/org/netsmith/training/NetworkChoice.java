package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.netsmith.dataset.CategoryEncoder;
import org.netsmith.dataset.Dates;
import org.netsmith.dataset.Encoder;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.Gap;
import org.netsmith.dataset.NumberEncoder;
import org.netsmith.dataset.PiecewiseLinear;
import org.netsmith.dataset.TensorEncoder;
import org.netsmith.dataset.TextEncoder;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Source;
import org.netsmith.engine.network.Summary;
import org.netsmith.web.ProblemType;

/** A network fitted to the data: with its input shape, and every shape after it known. */
record NetworkChoice(NetworkDefinition network, Summary summary) {

    /** Weights, their gradients and up to two slots of the optimizer. */
    private static final int COPIES_OF_WEIGHTS = 4;
    /** Outputs of layers, their gradients, and what a layer keeps between the two passes. */
    private static final int COPIES_OF_OUTPUTS = 3;

    /** Fits the network to the encoded width, or says why it does not and answers empty. */
    static Optional<NetworkChoice> choose(
            NetworkDefinition network, Encoders encoders, NetworkLimits limits, Violations violations) {
        if (!isOfNumbers(network, violations)) {
            return Optional.empty();
        }
        return inputs(network, encoders, violations)
                .filter(shapes -> limits.allow(network, shapes, violations))
                .flatMap(shapes -> {
                    try {
                        return Optional.of(
                                new NetworkChoice(network.withInputShapes(shapes), Summary.of(network, shapes)));
                    } catch (ShapeException e) {
                        violations.add(ProblemType.SHAPE_MISMATCH, "/network", e.getMessage());
                    } catch (ArithmeticException e) {
                        violations.add(ProblemType.NETWORK_TOO_LARGE, "/network", e.getMessage());
                    }
                    return Optional.empty();
                });
    }

    /** Training feeds numbers, and learns from numbers. */
    private static boolean isOfNumbers(NetworkDefinition network, Violations violations) {
        Map<String, Elements> elements = network.elements();
        List<String> texts = Stream.concat(
                        network.inputs().stream().map(input -> new Source(input.name(), 0)), network.outputs().stream())
                .filter(end -> elements.get(end.name()) == Elements.TEXTS)
                .map(end -> "'" + end.name() + "'")
                .toList();
        if (!texts.isEmpty()) {
            violations.add(
                    ProblemType.SHAPE_MISMATCH,
                    "/network",
                    ("training takes and gives numbers, and %s of the network are texts; leave the layers of texts "
                                    + "out, the encoders of the features make numbers of texts")
                            .formatted(String.join(", ", texts)));
        }
        return texts.isEmpty();
    }

    /** The shapes of rows that the inputs are fed with. */
    private static Optional<List<Shape>> inputs(NetworkDefinition network, Encoders encoders, Violations violations) {
        List<Encoders.Feed> feeds = encoders.feeds();
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < feeds.size(); i++) {
            input(network, network.inputs().get(i), feeds.get(i), violations).ifPresent(shapes::add);
        }
        return shapes.size() == feeds.size() ? Optional.of(shapes) : Optional.empty();
    }

    private static Optional<Shape> input(
            NetworkDefinition network, NetworkDefinition.Input input, Encoders.Feed feed, Violations violations) {
        Shape data = feed.shape();
        boolean flattens = network.nodes().stream().anyMatch(node -> node.layer() instanceof Flatten);
        if (input.shape().isEmpty()) {
            return Optional.of(data.rank() > 1 && !flattens ? flat(data, violations) : data);
        }
        Shape expected = input.shape().get();
        if (expected.equals(data)) {
            return Optional.of(data);
        }
        if (data.rank() > 1 && expected.size() == data.size()) {
            violations.warn("/network", "rows of shape %s are given to the network as %s".formatted(data, expected));
            return Optional.of(expected);
        }
        violations.add(
                ProblemType.SHAPE_MISMATCH,
                "/network",
                ("%s takes rows of shape %s, the features give %s: %s; change the input shape or "
                                + "the features, or leave the input shape out")
                        .formatted(
                                network.inputs().size() == 1
                                        ? "the network"
                                        : "the network's input \"%s\"".formatted(input.name()),
                                expected,
                                data,
                                widths(feed.columns())));
        return Optional.empty();
    }

    private static Shape flat(Shape data, Violations violations) {
        Shape flat = Shape.of(data.size());
        violations.warn(
                "/network",
                "rows of shape %s are given to the network as %s, because it has no Flatten layer"
                        .formatted(data, flat));
        return flat;
    }

    private static String widths(List<Encoders.Input> columns) {
        return DataChoice.shown(columns.stream()
                .map(input -> "\"%s\" %d%s"
                        .formatted(input.name(), input.encoder().shape().size(), how(input.encoder())))
                .toList());
    }

    private static String how(Encoder encoder) {
        return switch (encoder) {
            case Encoder.OneHot _ -> " (one_hot)";
            case Encoder.Embedding _ -> " (embedding)";
            case CategoryEncoder.Ordinal _ -> " (ordinal)";
            case NumberEncoder number -> indicator(number.missing());
            case PiecewiseLinear _ -> " (piecewise_linear)";
            case Encoder.Binary binary -> indicator(binary.missing());
            case TextEncoder _ -> " (places of terms)";
            case Dates _ -> " (parts of a date)";
            case TensorEncoder _ -> "";
        };
    }

    private static String indicator(Gap gap) {
        return gap.indicator() ? " (with an indicator of missing values)" : "";
    }

    /** Refuses what would not fit into memory; all in exact integers. */
    void checkSize(int batchSize, long limit, Violations violations) {
        try {
            long outputs = summary.layers().stream()
                    .mapToLong(layer -> layer.outputShape().size())
                    .reduce(0, Math::addExact);
            long row = Math.addExact(Math.multiplyExact(outputs, COPIES_OF_OUTPUTS), workspace());
            long values = Math.addExact(
                    Math.multiplyExact(summary.parameters(), COPIES_OF_WEIGHTS),
                    Math.multiplyExact(row, (long) batchSize));
            long bytes = Math.multiplyExact(values, network.dtype().bytes());
            if (bytes > limit) {
                violations.add(
                        ProblemType.NETWORK_TOO_LARGE,
                        "/network",
                        ("training the network's %,d parameters at batch size %d needs some %,d bytes, "
                                        + "allowed are %,d; use fewer units or a smaller batch_size")
                                .formatted(summary.parameters(), batchSize, bytes, limit));
            }
        } catch (ArithmeticException e) {
            violations.add(
                    ProblemType.NETWORK_TOO_LARGE,
                    "/network",
                    "the memory that training the network needs does not fit in 63 bits; use fewer units");
        }
    }

    private long workspace() {
        return IntStream.range(0, network.nodes().size())
                .mapToLong(i -> network.nodes()
                        .get(i)
                        .layer()
                        .workspace(summary.layers().get(i).inputShapes()))
                .reduce(0, Math::addExact);
    }
}
