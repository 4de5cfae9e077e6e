package org.netsmith.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netsmith.dataset.Encoder;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.activation.ActivationFunction.Sigmoid;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Concatenate;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.Embedding;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/**
 * The network for those who name none: two layers of relu units, each followed by dropout for tables, and for each
 * target the output that its loss asks for. Images are flattened. A vector is learned for each category of an embedded
 * column; the vectors stand beside the numbers.
 */
final class DefaultNetwork {

    /** What the only output is called. */
    static final String OUTPUT = "dense_2";

    private static final DType TYPE = DType.FLOAT32;

    /**
     * The layers between inputs and outputs.
     *
     * @param dropout the share of each layer's units that a training step does without, 0 for none
     */
    private record Hidden(long first, long second, double dropout) {

        private static final int MANY_ROWS = 1000;

        static Hidden of(List<Encoders.Feed> feeds, long rows) {
            if (feeds.size() == 1 && feeds.getFirst().shape().rank() > 1) {
                return new Hidden(512, 512, 0);
            }
            return rows < MANY_ROWS ? new Hidden(64, 32, 0.3) : new Hidden(128, 64, 0.2);
        }

        /** By the names that Keras gives them. */
        Map<String, Layer> layers() {
            Map<String, Layer> layers = new LinkedHashMap<>();
            layers.put("dense", dense(first, new Relu(null, null, null)));
            layers.put("dropout", new Dropout(dropout, null));
            layers.put("dense_1", dense(second, new Relu(null, null, null)));
            layers.put("dropout_1", new Dropout(dropout, null));
            layers.values().removeIf(layer -> layer instanceof Dropout && dropout == 0);
            return layers;
        }
    }

    private final List<Input> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final LayerNames names;

    private DefaultNetwork(List<String> taken) {
        this.names = new LayerNames(taken);
    }

    /**
     * @param outputs the names of the outputs, one for each target
     * @param losses one for each target
     * @param rows how many there are to learn from
     */
    static NetworkDefinition of(Encoders encoders, List<String> outputs, List<Loss> losses, long rows) {
        List<Encoders.Feed> feeds = encoders.feeds();
        Hidden hidden = Hidden.of(feeds, rows);
        if (feeds.size() == 1 && !isEmbedded(feeds.getFirst()) && outputs.size() == 1) {
            return line(feeds.getFirst(), hidden, outputs.getFirst(), head(encoders.target(), losses.getFirst()));
        }
        return new DefaultNetwork(outputs).graph(encoders, hidden, outputs, losses);
    }

    private static NetworkDefinition line(Encoders.Feed feed, Hidden hidden, String output, Dense head) {
        Shape input = feed.shape();
        LayerNames names = new LayerNames(List.of(output));
        List<Node> nodes = new ArrayList<>();
        if (input.rank() > 1) {
            nodes.add(new Node(names.take("flatten"), new Flatten()));
        }
        hidden.layers().forEach((name, layer) -> nodes.add(new Node(names.take(name), layer)));
        nodes.add(new Node(output, head));
        return new NetworkDefinition("default", Optional.of(input), nodes, TYPE);
    }

    private NetworkDefinition graph(Encoders encoders, Hidden hidden, List<String> outputs, List<Loss> losses) {
        List<Encoders.Feed> feeds = encoders.feeds();
        feeds.forEach(this::declare);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < feeds.size(); i++) {
            sources.add(flat(feeds.get(i), new Source(inputs.get(i).name(), 0)));
        }
        Source trunk = sources.size() == 1 ? sources.getFirst() : add("concatenate", new Concatenate(-1), sources);
        for (Map.Entry<String, Layer> layer : hidden.layers().entrySet()) {
            trunk = add(layer.getKey(), layer.getValue(), List.of(trunk));
        }
        List<Source> ends = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Dense head = head(encoders.targets().get(i), losses.get(i));
            nodes.add(new Node(outputs.get(i), head, true, List.of(new Call(List.of(trunk)))));
            ends.add(new Source(outputs.get(i), 0));
        }
        return new NetworkDefinition("default", inputs, nodes, ends, TYPE);
    }

    private void declare(Encoders.Feed feed) {
        String name = names.take(feed.input() == null ? NetworkDefinition.INPUT : feed.input());
        inputs.add(new Input(name, Optional.of(feed.shape()), TYPE.id()));
    }

    /** An input as one row of numbers: embedded where it is a category, flattened where it is a tensor. */
    private Source flat(Encoders.Feed feed, Source input) {
        if (feed.columns().getFirst().encoder() instanceof Encoder.Embedding categories) {
            Embedding vectors = new Embedding(
                    Math.toIntExact(categories.codes()), categories.dimension(), null, null, null, null, null);
            return add("flatten", new Flatten(), List.of(add("embedding", vectors, List.of(input))));
        }
        return feed.shape().rank() > 1 ? add("flatten", new Flatten(), List.of(input)) : input;
    }

    private Source add(String name, Layer layer, List<Source> from) {
        String taken = names.take(name);
        nodes.add(new Node(taken, layer, true, List.of(new Call(from))));
        return new Source(taken, 0);
    }

    private static boolean isEmbedded(Encoders.Feed feed) {
        return feed.columns().getFirst().encoder() instanceof Encoder.Embedding;
    }

    private static Dense head(Encoders.Target target, Loss loss) {
        int labels = target.labels().size();
        return switch (loss.target()) {
            case NUMBERS -> dense(1, new Linear());
            case BINARY -> dense(1, loss.ofProbabilities() ? new Sigmoid() : new Linear());
            case DISTRIBUTION, CLASS_NUMBER -> dense(labels, loss.ofProbabilities() ? new Softmax() : new Linear());
            case GROUPS, SYMBOLS -> dense(Math.max(labels, 1), new Linear());
        };
    }

    private static Dense dense(long units, ActivationFunction activation) {
        return new Dense(units, activation, null, null, null);
    }
}
