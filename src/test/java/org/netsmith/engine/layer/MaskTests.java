package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.engine.Golden;
import org.netsmith.engine.LayerCase;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

/** What masks do on their way through a network. */
class MaskTests {

    private final Backend backend = Golden.backend();

    private LayerCase network(Layer... layers) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            nodes.add(new Node("layer_" + i, layers[i]));
        }
        return LayerCase.of(new NetworkDefinition("net", Optional.of(Shape.of(3, 1)), nodes, DType.FLOAT64), backend);
    }

    private double[] infer(LayerCase network, double... x) {
        Tensor rows = backend.allocate(DType.FLOAT64, Shape.of(x.length / 3, 3, 1));
        rows.set(x);
        backend.upload(rows);
        return network.infer(rows);
    }

    private double[] mask(Layer... layers) {
        return network(layers).mask(List.of(new double[] {1, 0, 2, 0, 0, 3}), 2);
    }

    @Test
    void theMaskOfTheInputIsHandedOnByLayersThatLeaveStepsInPlace() {
        Layer dense = Dense.of(2, new ActivationFunction.Relu(null, null, null));
        assertThat(mask(new Masking(null), dense, new Dropout(0.5, null))).containsExactly(1, 0, 1, 0, 0, 1);
        assertThat(mask(new Masking(null), new TimeDistributed(new Flatten()))).containsExactly(1, 0, 1, 0, 0, 1);
        assertThat(mask(new Masking(null), new LSTM(2L, null, null, null, Recurrence.directed(true, false, false))))
                .containsExactly(1, 0, 1, 0, 0, 1);
    }

    @Test
    void layersThatMoveOrJoinStepsDropTheMask() {
        for (Layer layer : List.of(
                new Flatten(),
                new Reshape(List.of(1, 3)),
                new Permute(List.of(2, 1)),
                new RMSNormalization(null, null),
                new GRU(2L, null, null, null, null))) {
            assertThat(mask(new Masking(null), layer)).isNull();
        }
    }

    @Test
    void mergesJoinMasks() {
        assertThat(merged(new Add(), true)).containsExactly(1, 1, 1, 0);
        assertThat(merged(new Average(), false)).isNull();
        assertThat(merged(new Concatenate(-1), true)).containsExactly(1, 1, 1, 0);
        assertThat(merged(new Concatenate(-1), false)).isNull();
        assertThat(merged(new Concatenate(1), true)).containsExactly(1, 0, 1, 1, 0, 0, 1, 0);
        assertThat(merged(new Concatenate(1), false)).containsExactly(1, 0, 1, 1, 0, 0, 1, 1);
        assertThat(merged(new Dot(List.of(2), false), true)).isNull();
        assertThat(merged(new Attention(false, 0.0, null), true)).containsExactly(1, 0, 0, 0);
    }

    /** Two sequences of two steps, the first masked and the second perhaps. */
    private double[] merged(Layer layer, boolean both) {
        List<Input> inputs = List.of(
                new Input("a", Optional.of(Shape.of(2, 1)), "float64"),
                new Input("b", Optional.of(Shape.of(2, 1)), "float64"));
        Layer second = both ? new Masking(null) : new Rescaling(List.of(1.0), null);
        List<Node> nodes = List.of(
                new Node("first", new Masking(null), true, List.of(call("a"))),
                new Node("second", second, true, List.of(call("b"))),
                new Node("merged", layer, true, List.of(call("first", "second"))));
        LayerCase network = LayerCase.of(
                new NetworkDefinition("net", inputs, nodes, List.of(new Source("merged", 0)), DType.FLOAT64), backend);
        return network.mask(List.of(new double[] {1, 0, 0, 0}, new double[] {1, 1, 1, 0}), 2);
    }

    private static Call call(String... inputs) {
        return new Call(Stream.of(inputs).map(input -> new Source(input, 0)).toList());
    }

    /** A value that is masked has no weight, and a query that is masked is answered with 0. */
    @Test
    void attentionSkipsMaskedValues() {
        double[] dot = infer(attending(new Attention(false, 0.0, null)), 1, 2, 0);
        assertThat(dot[0]).isCloseTo(mean(Math.exp(1), Math.exp(2)), within(1e-12));
        assertThat(dot[2]).isZero();
        double[] additive = infer(attending(new AdditiveAttention(false, 0.0, null)), 1, 2, 0);
        assertThat(additive[0]).isCloseTo(mean(Math.exp(Math.tanh(2)), Math.exp(Math.tanh(3))), within(1e-12));
        assertThat(additive[2]).isZero();
        double[] y = infer(attending(MultiHeadAttention.of(2, 1)), 1, 1, 0, 1, 0, 0);
        assertThat(y[0]).isNotZero().isCloseTo(y[3], within(1e-12));
    }

    /** Of the values 1 and 2. */
    private static double mean(double one, double two) {
        return (one + 2 * two) / (one + two);
    }

    private LayerCase attending(Layer layer) {
        List<Node> nodes = List.of(
                new Node("masking", new Masking(null), true, List.of(call("x"))),
                new Node("attention", layer, true, List.of(call("masking", "masking"))));
        List<Input> inputs = List.of(new Input("x", Optional.of(Shape.of(3, 1)), "float64"));
        return LayerCase.of(
                new NetworkDefinition("net", inputs, nodes, List.of(new Source("attention", 0)), DType.FLOAT64),
                backend);
    }

    private static List<Recurrent> kinds(boolean sequences, boolean zeros) {
        Recurrence common = Recurrence.directed(sequences, false, zeros);
        return List.of(
                new SimpleRNN(1L, null, common),
                new LSTM(1L, null, null, null, common),
                new GRU(1L, null, null, true, common),
                new GRU(1L, null, null, false, common));
    }

    @Test
    void aMaskedStepRepeatsTheOutputBeforeOrPutsOutZero() {
        for (boolean zeros : new boolean[] {false, true}) {
            for (Recurrent layer : kinds(true, zeros)) {
                LayerCase masked = network(new Masking(null), layer);
                double[] y = infer(masked, 1, 0, 2, 0, 1, 2);
                assertThat(y[1]).isEqualTo(zeros ? 0 : y[0]);
                assertThat(y[3]).isZero();
                assertThat(y[2]).isNotEqualTo(y[0]).isEqualTo(y[5]);
            }
        }
    }

    @Test
    void theLastOutputIsThatOfTheLastStepThatCounts() {
        for (Recurrent layer : kinds(false, false)) {
            LayerCase masked = network(new Masking(null), layer);
            double[] y = infer(masked, 1, 2, 0, 0, 1, 2);
            assertThat(y[0]).isNotZero().isEqualTo(y[1]);
        }
    }

    /** Weights of real Keras, in each of the dialects that it wrote the network in. */
    @ParameterizedTest
    @CsvSource({"lstm-masked.json", "lstm-masked.hybrid.json"})
    void aNetworkThatKerasWroteAnswersAsInKeras(String file) throws Exception {
        Path models = Path.of("src/test/resources/golden/models");
        JsonNode io = Golden.json(Files.readString(models.resolve("lstm-masked.io.json")));
        JsonNode model = Golden.json(Files.readString(models.resolve(file)));
        NetworkDefinition definition =
                Golden.read(new KerasReader().model(model)).definition();
        Network network = new Network(definition, backend, 1);
        for (int i = 0; i < network.weights().size(); i++) {
            JsonNode weight = io.path("weights").get(i);
            Tensor value = network.weights().get(i).value();
            assertThat("sequential/" + network.weights().get(i).name())
                    .isEqualTo(weight.path("path").asString());
            Golden.copy(backend, weight, value);
        }
        Tensor x = Golden.tensor(
                backend, definition.dtype(), io.path("inputs").get(0).path("value"));
        JsonNode want = io.path("outputs").path("output");
        double[] y = network.predict(x).toArray();
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isCloseTo(Golden.values(want)[i], within(1e-6));
        }
    }
}
