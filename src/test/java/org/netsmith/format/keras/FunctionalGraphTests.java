package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.netsmith.format.keras.Fixtures.json;
import static org.netsmith.format.keras.Fixtures.pointers;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.engine.Finding;
import org.netsmith.engine.network.Graph;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;

/** How calls, models within models and the tensors between them are read. */
class FunctionalGraphTests {

    private static final String INPUT = input("x");
    /** Adds two tensors, and hands the second on. */
    private static final String ADDER = "{'class_name': 'Functional', 'config': "
            + config(
                    "adder",
                    input("a") + "," + input("b") + "," + layer("Add", "sum", "[['a', 0, 0], ['b', 0, 0]]"),
                    "[['a', 0, 0], ['b', 0, 0]]",
                    "[['sum', 0, 0], ['b', 0, 0]]")
            + ", 'name': 'adder', 'inbound_nodes': [%s]}";

    private final KerasReader reader = new KerasReader();

    private static String input(String name) {
        return "{'class_name': 'InputLayer', 'config': {'batch_shape': [null, 4], 'name': '%s'}, 'name': '%s',"
                        .formatted(name, name)
                + " 'inbound_nodes': []}";
    }

    private static String layer(String className, String name, String... calls) {
        return "{'class_name': '%s', 'config': {'name': '%s'}, 'name': '%s', 'inbound_nodes': [%s]}"
                .formatted(className, name, name, String.join(", ", calls));
    }

    private static String config(String name, String layers, String inputs, String outputs) {
        return "{'name': '%s', 'layers': [%s], 'input_layers': %s, 'output_layers': %s}"
                .formatted(name, layers, inputs, outputs);
    }

    private static String functional(String layers, String inputs, String outputs) {
        return "{'class_name': 'Functional', 'config': %s}".formatted(config("net", layers, inputs, outputs));
    }

    /** A model named m in another. */
    private static String within(String layers, String outputs, String calls) {
        return "{'class_name': 'Functional', 'config': %s, 'name': 'm', 'inbound_nodes': [%s]}"
                .formatted(config("m", INPUT + "," + layers, "[['x', 0, 0]]", outputs), calls);
    }

    private Reading<Model> read(String layers, String outputs) {
        return reader.model(json(functional(INPUT + ", " + layers, "[['x', 0, 0]]", outputs)));
    }

    private NetworkDefinition network(String layers, String outputs) {
        Reading<Model> reading = read(layers, outputs);
        assertThat(reading.errors()).isEmpty();
        return reading.value().orElseThrow().definition();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        [['x', 0, 0]] | model 'adder' takes 2 tensors, received 1; give it one for each of its inputs [a, b]
        [['x', 0, 0], ['x', 0, 0], ['x', 0, 0]] | model 'adder' takes 2 tensors, received 3
        [] | model 'adder' takes 2 tensors, received 0
        """)
    void aModelIsCalledWithAsManyTensorsAsItTakes(String given, String reason) {
        for (String output : List.of("[['adder', 0, 0]]", "[['adder', 0, 1]]")) {
            Reading<Model> reading = read(ADDER.formatted("[['x', 0, 0], ['x', 0, 0]], " + given), output);

            assertThat(reading.value()).isEmpty();
            assertThat(pointers(reading)).containsExactly("/config/layers/1/inbound_nodes/1");
            assertThat(reading.errors().getFirst().detail()).startsWith(reason);
        }
    }

    @Test
    void aModelWithinASequentialHasOneInputAndOneOutput() {
        Reading<Model> reading = reader.model(json(
                "{'class_name': 'Sequential', 'config': {'name': 'in', 'layers': [%s, %s, {'class_name': 'Flatten'}]}}"
                        .formatted(INPUT, ADDER.formatted(""))));

        assertThat(reading.value()).isEmpty();
        assertThat(reading.errors())
                .containsExactly(new Finding(
                        "/config/layers/1",
                        "a model within a Sequential needs one input and one output, received 2 and 2; make the model"
                                + " around it a Functional, which names the tensors"));
    }

    @Test
    void aLayerIsCalledWithSomething() {
        assertThat(pointers(read(layer("Add", "sum", "[]"), "[['sum', 0, 0]]")))
                .containsExactly("/config/layers/1/inbound_nodes/0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        [['x', 0, 0], 5] | /config/layers/1/inbound_nodes/0
        [['x', '0', 0]] | /config/layers/1/inbound_nodes/0/0
        [['x', 0.5, 0]] | /config/layers/1/inbound_nodes/0/0
        {'args': [['x', 0, 0], true]} | /config/layers/1/inbound_nodes/0/args
        {'args': [{'class_name': '__numpy__', 'config': {'value': [1]}}]} | /config/layers/1/inbound_nodes/0/args/0
        [['x', 0, 0, {'training': false}]] | /config/layers/1/inbound_nodes/0/0/3/training
        {'args': [['x', 0, 0]], 'kwargs': {'training': true}} | /config/layers/1/inbound_nodes/0/kwargs/training
        """)
    void whatACallIsGivenBesidesTensorsIsNotPassedOver(String call, String pointer) {
        assertThat(pointers(read(layer("Flatten", "flat", call), "[['flat', 0, 0]]")))
                .contains(pointer);
    }

    @Test
    void argumentsThatAreNullSayNothing() {
        assertThat(network(layer("Flatten", "flat", "[['x', 0, 0, {'training': null}]]"), "[['flat', 0, 0]]")
                        .nodes())
                .hasSize(1);
    }

    @Test
    void anInputStandsOnceAmongTheInputs() {
        String layers = INPUT + ", " + layer("Flatten", "flat", "[['x', 0, 0]]");

        Reading<Model> reading =
                reader.model(json(functional(layers, "[['x', 0, 0], ['x', 0, 0]]", "[['flat', 0, 0]]")));

        assertThat(reading.value()).isEmpty();
        assertThat(reading.errors())
                .containsExactly(
                        new Finding("/config/input_layers/1", "expected each input once, received [\"x\",0,0]"));
    }

    @Test
    void aTensorMayComeOutTwiceAsInKeras() {
        NetworkDefinition network =
                network(layer("Flatten", "flat", "[['x', 0, 0]]"), "[['flat', 0, 0], ['x', 0, 0], ['flat', 0, 0]]");

        assertThat(Graph.of(network).outputs()).containsExactly(1, 0, 1);
    }

    @Test
    void aModelMayBeGivenWhatAnotherHandsOn() {
        String second = ADDER.replace("'adder'", "'again'").formatted("[['x', 0, 0], ['adder', 0, 1]]");

        NetworkDefinition network = network(
                second + ", " + ADDER.formatted("[['x', 0, 0], ['x', 0, 0]]"), "[['again', 0, 0], ['again', 0, 1]]");

        assertThat(network.nodes()).extracting(Node::name).containsExactly("again_sum");
        assertThat(network.nodes().getFirst().calls().getFirst().inputs())
                .containsExactly(new Source("x", 0), new Source("x", 0));
        assertThat(network.outputs()).containsExactly(new Source("again_sum", 0), new Source("x", 0));
    }

    @Test
    void modelsThatHandOnWhatTheyAreGivenByEachOtherGoRoundInACircle() {
        String second = ADDER.replace("'adder'", "'again'").formatted("[['x', 0, 0], ['adder', 0, 1]]");

        Reading<Model> reading =
                read(second + ", " + ADDER.formatted("[['x', 0, 0], ['again', 0, 1]]"), "[['again', 0, 1]]");

        assertThat(pointers(reading))
                .containsExactly(
                        "/config/layers/1/config/layers/2", "/config/layers/2/config/layers/2", "/config/layers/2");
        assertThat(reading.errors().getFirst().detail()).contains("must not go round in a circle");
    }

    /** Each level calls the one within it ten times: {@code 10^levels} calls of the one layer. */
    private static String nested(int levels) {
        String calls = IntStream.range(0, 10)
                .mapToObj(call -> call == 0 ? "[['x', 0, 0]]" : "[['m', %d, 0]]".formatted(call - 1))
                .collect(Collectors.joining(","));
        String model = layer("Flatten", "m", calls);
        for (int level = 1; level < levels; level++) {
            model = within(model, "[['m', 9, 0]]", calls);
        }
        return functional(INPUT + "," + model, "[['x', 0, 0]]", "[['m', 9, 0]]");
    }

    @Test
    void modelsWithinModelsMultiplyTheirCallsUpToALimit() {
        Reading<Model> reading = reader.model(json(nested(4)));

        assertThat(reading.errors()).isEmpty();
        Node only = reading.value().orElseThrow().definition().nodes().getFirst();
        assertThat(only.calls()).hasSize(CallLimit.MAX_CALLS);
        assertThat(only.calls().getLast().inputs()).containsExactly(new Source(only.name(), CallLimit.MAX_CALLS - 2));
    }

    @Test
    void moreCallsThanTheLimitAreCountedAndNotMade() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            Reading<Model> reading = reader.model(json(nested(16)));

            assertThat(reading.value()).isEmpty();
            assertThat(pointers(reading)).containsExactly("/config/layers/1".repeat(12));
            assertThat(reading.errors().getFirst().detail())
                    .startsWith("up to here the model comes to 100,000 calls of layers on 100,000 tensors; allowed are"
                            + " 10,000 calls on 100,000 tensors.");
        });
    }

    @Test
    void tensorsThatAreGivenToCallsAreCountedToo() {
        String wide = "[%s]".formatted(String.join(",", Collections.nCopies(1_000, "['x', 0, 0]")));
        String calls = String.join(",", Collections.nCopies(101, "[['x', 0, 0]]"));

        Reading<Model> reading = read(within(layer("Add", "sum", wide), "[['sum', 0, 0]]", calls), "[['m', 100, 0]]");

        assertThat(pointers(reading)).containsExactly("/config/layers/1");
        assertThat(reading.errors().getFirst().detail()).contains("101 calls of layers on 101,000 tensors");
    }

    @Test
    void aLongLineInReverseIsRefusedAtOnce() {
        int layers = 20_000;
        String line = IntStream.range(0, layers)
                .map(i -> layers - 1 - i)
                .mapToObj(i -> layer("Flatten", "f" + i, i == 0 ? "[['x', 0, 0]]" : "[['f%d', 0, 0]]".formatted(i - 1)))
                .collect(Collectors.joining(","));

        JsonNode definition =
                json(functional(INPUT + "," + line, "[['x', 0, 0]]", "[['f%d', 0, 0]]".formatted(layers - 1)));

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            Reading<Model> reading = reader.model(definition);

            assertThat(pointers(reading)).containsExactly("/config/layers/10001");
        });
    }

    @Test
    void manyReferencesToInputsAndToNothingAreReadAtOnce() {
        String inputs = IntStream.range(0, 2_000)
                .mapToObj(i -> input("i".repeat(58) + i))
                .collect(Collectors.joining(","));
        String given = IntStream.range(0, 2_000)
                .mapToObj(i -> "['%s%d', 0, 0], ['%s%d', 0, 0]".formatted("i".repeat(58), i, "n".repeat(58), i))
                .collect(Collectors.joining(","));
        String starts = IntStream.range(0, 2_000)
                .mapToObj(i -> "['%s%d', 0, 0]".formatted("i".repeat(58), i))
                .collect(Collectors.joining(","));
        JsonNode definition = json(functional(
                inputs + "," + layer("Add", "sum", "[" + given + "]"), "[" + starts + "]", "[['sum', 0, 0]]"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(pointers(reader.model(definition)))
                        .hasSize(100)
                        .allMatch(pointer -> pointer.startsWith("/config/layers/2000/inbound_nodes/0/")));
    }
}
