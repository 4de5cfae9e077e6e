package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.Convolution;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * The steps of a forward pass. Mostly a stage is a call of a layer; a Dense or a convolution at an output whose
 * activation a loss may want to look behind is two, the product and the activation. Tensors are numbered as in a {@link
 * Graph}: the inputs first, then what each stage makes.
 *
 * @param outputs the numbers of the tensors that come out
 * @param logits for each output the tensor before its sigmoid or softmax, null where it ends in none
 */
record Stages(List<Stage> list, List<Integer> outputs, List<@Nullable Integer> logits) {

    /**
     * @param name of the node that the weights belong to
     * @param inputs the numbers of the tensors it reads
     * @param activityRegularizer what its output adds to the loss
     */
    record Stage(
            String name,
            Layer layer,
            boolean trainable,
            List<Integer> inputs,
            @Nullable Regularizer activityRegularizer) {}

    static Stages of(NetworkDefinition definition) {
        Graph graph = Graph.of(definition);
        List<Stage> stages = new ArrayList<>();
        Map<Integer, Integer> made = new HashMap<>();
        for (int i = 0; i < graph.inputs(); i++) {
            made.put(i, i);
        }
        Set<Integer> ends = Set.copyOf(graph.outputs());
        for (int i = 0; i < graph.visits().size(); i++) {
            Graph.Visit visit = graph.visits().get(i);
            Node node = definition.nodes().get(visit.node());
            List<Integer> inputs = visit.inputs().stream().map(made::get).toList();
            boolean output = ends.contains(graph.made(i));
            List<Layer> layers = output ? apart(node.layer()) : List.of(node.layer());
            for (Layer layer : layers) {
                Regularizer regularizer =
                        layer == layers.getLast() ? node.layer().activityRegularizer() : null;
                stages.add(new Stage(node.name(), layer, node.trainable(), inputs, regularizer));
                inputs = List.of(graph.inputs() + stages.size() - 1);
            }
            made.put(graph.made(i), graph.inputs() + stages.size() - 1);
        }
        List<Integer> outputs = graph.outputs().stream().map(made::get).toList();
        List<@Nullable Integer> logits = new ArrayList<>();
        outputs.forEach(output -> logits.add(logits(stages, output - graph.inputs())));
        return new Stages(List.copyOf(stages), outputs, logits);
    }

    private static List<Layer> apart(Layer layer) {
        if (layer instanceof Dense dense && isProbability(dense.activation())) {
            return List.of(dense.withActivation(new ActivationFunction.Linear()), new Activation(dense.activation()));
        }
        if (layer instanceof Convolution convolution && isProbability(convolution.activation())) {
            return List.of(
                    convolution.withActivation(new ActivationFunction.Linear()),
                    new Activation(convolution.activation()));
        }
        return List.of(layer);
    }

    private static boolean isProbability(@Nullable ActivationFunction activation) {
        return activation instanceof ActivationFunction.Softmax || activation instanceof ActivationFunction.Sigmoid;
    }

    private static @Nullable Integer logits(List<Stage> stages, int stage) {
        return stage >= 0 && stages.get(stage).layer() instanceof Activation last && isProbability(last.activation())
                ? stages.get(stage).inputs().getFirst()
                : null;
    }

    /** The sigmoid or softmax that an output went through last, null where there is none. */
    @Nullable
    ActivationFunction activation(int output, int inputs) {
        return logits.get(output) != null
                        && list.get(outputs.get(output) - inputs).layer() instanceof Activation last
                ? last.activation()
                : null;
    }
}
