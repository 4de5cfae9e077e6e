package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.engine.Golden;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.Summary;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

class ConvolutionTests {

    @ParameterizedTest
    @CsvSource({"json", "legacy.json", "legacy-minimal.json", "hybrid.json"})
    void aNetworkOfConvolutionsAnswersAsKerasDoes(String dialect) throws Exception {
        JsonNode expected = read("cnn-small.io.json");
        Backend backend = Golden.backend();
        Network network = new Network(
                Golden.read(new KerasReader().model(read("cnn-small." + dialect)))
                        .definition(),
                backend,
                1);
        for (int i = 0; i < network.weights().size(); i++) {
            Golden.copy(
                    backend,
                    expected.path("weights").get(i),
                    network.weights().get(i).value());
        }

        double[] outputs = network.predict(Golden.tensor(
                        backend, DType.FLOAT32, expected.path("inputs").get(0).path("value")))
                .toArray();

        Golden.check(expected, DType.FLOAT32, dialect, outputs, expected.at("/outputs/output"));
    }

    private static JsonNode read(String file) throws Exception {
        return Golden.json(Files.readString(Path.of("src/test/resources/golden/models", file)));
    }

    @Test
    void aSigmoidAtAnOutputIsApartForLossesOnLogits() {
        Conv2D layer = Conv2D.of(1, Window.of(1), new ActivationFunction.Sigmoid());
        Network network = new Network(
                new NetworkDefinition(
                        "net", Optional.of(Shape.of(2, 2, 1)), List.of(new Node("a", layer)), DType.FLOAT64),
                Golden.backend(),
                1);

        assertThat(network.outputActivation()).isEqualTo(new ActivationFunction.Sigmoid());
    }

    /** 3·3 over 8·8 with a margin of 1, 2 channels: 10·10·2 padded and 8·8·9·2 picked, each with a gradient. */
    @Test
    void theMemoryOfPatchesIsCounted() {
        Window window = new Window(List.of(3), null, Padding.SAME, null, null);

        assertThat(Conv2D.of(4, window, null).workspace(List.of(Shape.of(8, 8, 2))))
                .isEqualTo(2 * (200 + 1152));
        assertThat(new GlobalMaxPooling2D(null, null).workspace(List.of(Shape.of(8, 8, 2))))
                .isZero();
    }

    @Test
    void whatIsLargerThanAnyMemoryIsAnArithmeticException() {
        Window window = new Window(List.of(2), null, Padding.SAME, null, List.of(Integer.MAX_VALUE));
        Conv2D layer = Conv2D.of(1, window, null);

        assertThat(layer.outputShape(Shape.of(3, 3, 3))).isEqualTo(Shape.of(3, 3, 1));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> layer.workspace(List.of(Shape.of(3, 3, 3))));
    }

    @Test
    void sizesAreExactHoweverLargeTheyAre() {
        Window window = new Window(List.of(1_000_000), null, Padding.SAME, null, null);
        Conv2D layer = Conv2D.of(1_000_000_000L, window, null);

        assertThat(layer.outputShape(Shape.of(3, 3, 1))).isEqualTo(Shape.of(3, 3, 1_000_000_000L));
        assertThat(layer.weights(Shape.of(3, 3, 1)).getFirst().shape())
                .isEqualTo(Shape.of(1_000_000, 1_000_000, 1, 1_000_000_000L));
    }

    @Test
    void kernelsStartAsWideAsKerasCountsTheirFans() {
        NetworkDefinition definition = new NetworkDefinition(
                "net",
                Optional.of(Shape.of(4, 4, 8)),
                List.of(new Node("a", Conv2D.of(16, Window.of(3), null))),
                DType.FLOAT64);
        double limit = Math.sqrt(6.0 / (9 * 8 + 9 * 16));

        double[] kernel = new Network(definition, Golden.backend(), 1)
                .weights()
                .getFirst()
                .value()
                .toArray();

        assertThat(Arrays.stream(kernel).map(Math::abs).max().orElseThrow())
                .isCloseTo(limit, within(limit / 50))
                .isLessThanOrEqualTo(limit);
        assertThat(Summary.of(definition, Shape.of(4, 4, 8)).parameters()).isEqualTo(9 * 8 * 16 + 16);
    }
}
