package org.netsmith.registry;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.netsmith.dataset.ColumnType;
import org.netsmith.dataset.Encoder;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.TargetEncoder;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Concatenate;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Embedding;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;

/** Models as training would leave them, with weights as they start. */
public final class TestModels {

    public static final Encoders.Target SPECIES = new Encoders.Target(
            "species", ColumnType.CATEGORY, new TargetEncoder.Labels(List.of("setosa", "versicolor", "virginica")));

    private static final Map<String, String> LINEAGE = Map.of("dataset", "iris@1", "seed", "42");

    private TestModels() {}

    /** Two lengths and an island in, one of three species out. */
    public static ModelFile species(long seed) {
        return model(
                seed,
                species(),
                dense(16, new ActivationFunction.Relu(null, null, null)),
                dense(3, new ActivationFunction.Softmax()));
    }

    /** As {@link #species(long)}, but what comes out are logits. */
    public static ModelFile speciesByLogits(long seed) {
        return model(
                seed,
                species(),
                dense(16, new ActivationFunction.Relu(null, null, null)),
                dense(3, new ActivationFunction.Linear()));
    }

    /** One number in, yes or no out. */
    public static ModelFile yesOrNo(long seed) {
        Encoders encoders = new Encoders(
                List.of(number("age", 30, 10, false)),
                new Encoders.Target("survived", ColumnType.CATEGORY, new TargetEncoder.Labels(List.of("no", "yes"))));
        return model(seed, encoders, dense(1, new ActivationFunction.Sigmoid()));
    }

    /** One number in, a weight with mean 1,000 and standard deviation 50 out. */
    public static ModelFile weight(long seed) {
        Encoders encoders = new Encoders(
                List.of(number("height", 1.7, 0.1, false)),
                new Encoders.Target("weight", ColumnType.NUMBER, new TargetEncoder.Standardized(1_000.0, 50.0)));
        return model(seed, encoders, dense(1, new ActivationFunction.Linear()));
    }

    /** A number a in, 100 · max(a, 0) out: too much for float32 where a is large. */
    public static ModelFile overflowing() {
        Encoders encoders = new Encoders(
                List.of(new Encoders.Input("a", ColumnType.NUMBER, new Encoder.None(0.0, false))),
                new Encoders.Target("b", ColumnType.NUMBER, new TargetEncoder.Standardized(0.0, 1.0)));
        ModelFile model = model(1, encoders, dense(1, new ActivationFunction.Relu(null, null, null)));
        model.weights().stream()
                .filter(weight -> weight.name().endsWith("kernel"))
                .forEach(weight -> weight.tensor().set(new double[] {100}));
        return model;
    }

    /** Images of 4 × 3 bytes in, one of two labels out. */
    public static ModelFile image(long seed) {
        Encoders encoders = new Encoders(
                List.of(new Encoders.Input("x", ColumnType.TENSOR, new Encoder.Scale(List.of(4L, 3L), 255))),
                new Encoders.Target("y", ColumnType.INTEGER, new TargetEncoder.Labels(List.of("0", "1"))));
        return model(seed, encoders, new Flatten(), dense(2, new ActivationFunction.Softmax()));
    }

    /** A number in one input and a category in another; a species and a weight out. */
    public static ModelFile several(long seed) {
        Encoder.Embedding islands = new Encoder.Embedding(List.of("Biscoe", "Dream"), 2);
        Encoders encoders = new Encoders(
                List.of(
                        number("height", 1.7, 0.1, false).feeding("numbers"),
                        new Encoders.Input("island", ColumnType.CATEGORY, islands, "island")),
                List.of(
                        SPECIES,
                        new Encoders.Target(
                                "weight", ColumnType.NUMBER, new TargetEncoder.Standardized(1_000.0, 50.0))));
        List<Node> nodes = List.of(
                called("embedding", new Embedding(3, 2, null, null, null, null, null), "island"),
                called("flatten", new Flatten(), "embedding"),
                called("concatenate", new Concatenate(-1), "numbers", "flatten"),
                called("kind", dense(3, new ActivationFunction.Softmax()), "concatenate"),
                called("size", dense(1, new ActivationFunction.Linear()), "concatenate"));
        NetworkDefinition definition = new NetworkDefinition(
                "several",
                List.of(
                        new NetworkDefinition.Input("numbers", Optional.of(Shape.of(1)), "float32"),
                        new NetworkDefinition.Input("island", Optional.of(Shape.of(1)), "float32")),
                nodes,
                List.of(new NetworkDefinition.Source("kind", 0), new NetworkDefinition.Source("size", 0)),
                DType.FLOAT32);
        return ModelFile.of(
                new Network(definition, new CpuBackend(Memory.of(Arena.ofAuto()), 1), seed), encoders, LINEAGE);
    }

    private static Node called(String name, Layer layer, String... sources) {
        List<NetworkDefinition.Source> from = Stream.of(sources)
                .map(source -> new NetworkDefinition.Source(source, 0))
                .toList();
        return new Node(name, layer, true, List.of(new NetworkDefinition.Call(from)));
    }

    public static Encoders species() {
        return new Encoders(
                List.of(
                        number("petal_length", 3.8, 1.7, false),
                        number("petal_width", 1.2, 0.7, true),
                        new Encoders.Input(
                                "island", ColumnType.CATEGORY, new Encoder.OneHot(List.of("Biscoe", "Dream")))),
                SPECIES);
    }

    private static Encoders.Input number(String name, double mean, double scale, boolean indicator) {
        return new Encoders.Input(name, ColumnType.NUMBER, new Encoder.Standardize(mean, scale, indicator));
    }

    private static Dense dense(long units, ActivationFunction activation) {
        return Dense.of(units, activation);
    }

    /** The memory of the weights lives as long as the model is used. */
    static ModelFile model(long seed, Encoders encoders, Layer... layers) {
        List<Node> nodes = IntStream.range(0, layers.length)
                .mapToObj(i -> new Node("layer_" + i, layers[i]))
                .toList();
        Shape input = encoders.inputShape();
        NetworkDefinition definition = new NetworkDefinition("model", Optional.of(input), nodes, DType.FLOAT32);
        Network network = new Network(definition, new CpuBackend(Memory.of(Arena.ofAuto()), 1), seed);
        return ModelFile.of(network, encoders, LINEAGE);
    }
}
