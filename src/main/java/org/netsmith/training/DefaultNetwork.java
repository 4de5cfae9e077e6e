package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
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
 * The network for those who name none: 64 and 32 relu units for tables, flattened into twice 512 for images, and for
 * each target the output that its loss asks for. A vector is learned for each category of an embedded column; the
 * vectors stand beside the numbers.
 */
final class DefaultNetwork {

    /** What the only output is called. */
    static final String OUTPUT = "dense_2";

    private static final DType TYPE = DType.FLOAT32;

    private final List<Input> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final LayerNames names;

    private DefaultNetwork(List<String> taken) {
        this.names = new LayerNames(taken);
    }

    /**
     * @param outputs the names of the outputs, one for each target
     * @param losses one for each target
     */
    static NetworkDefinition of(Encoders encoders, List<String> outputs, List<Loss> losses) {
        List<Encoders.Feed> feeds = encoders.feeds();
        if (feeds.size() == 1 && !isEmbedded(feeds.getFirst()) && outputs.size() == 1) {
            return line(feeds.getFirst(), outputs.getFirst(), head(encoders.target(), losses.getFirst()));
        }
        return new DefaultNetwork(outputs).graph(encoders, outputs, losses);
    }

    private static NetworkDefinition line(Encoders.Feed feed, String output, Dense head) {
        Shape input = feed.shape();
        LayerNames names = new LayerNames(List.of(output));
        List<Node> nodes = new ArrayList<>();
        boolean image = input.rank() > 1;
        if (image) {
            nodes.add(new Node(names.take("flatten"), new Flatten()));
        }
        nodes.add(new Node(names.take("dense"), dense(image ? 512 : 64, relu())));
        nodes.add(new Node(names.take("dense_1"), dense(image ? 512 : 32, relu())));
        nodes.add(new Node(output, head));
        return new NetworkDefinition("default", Optional.of(input), nodes, TYPE);
    }

    private NetworkDefinition graph(Encoders encoders, List<String> outputs, List<Loss> losses) {
        List<Encoders.Feed> feeds = encoders.feeds();
        feeds.forEach(this::declare);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < feeds.size(); i++) {
            sources.add(flat(feeds.get(i), new Source(inputs.get(i).name(), 0)));
        }
        Source trunk = sources.size() == 1 ? sources.getFirst() : add("concatenate", new Concatenate(-1), sources);
        boolean image = feeds.size() == 1 && feeds.getFirst().shape().rank() > 1;
        trunk = add("dense", dense(image ? 512 : 64, relu()), List.of(trunk));
        trunk = add("dense_1", dense(image ? 512 : 32, relu()), List.of(trunk));
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

    private static Relu relu() {
        return new Relu(null, null, null);
    }

    private static Dense dense(long units, ActivationFunction activation) {
        return new Dense(units, activation, null, null, null);
    }
}
