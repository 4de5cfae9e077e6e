package org.netsmith.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasWriter;
import org.netsmith.network.NetworkDefinitions.Checked;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Definitions with a few random faults: whatever they say, the gate answers with a network or with what is wrong. */
class NonsenseGraphTests {

    private static final Path MODELS = Path.of("src/test/resources/golden/models");
    /** What real Keras wrote, of which a few variants take as long as a thousand of the small ones. */
    private static final List<String> FILES = List.of(
            "functional-nested-sequential.json",
            "functional-shared-layer.legacy.json",
            "lstm-masked.json",
            "preprocessing-in-model.json");

    private static final int VARIANTS_OF_FILES = 15;
    private static final int VARIANTS = 500;

    private static final String INPUTS = """
        {'class_name': 'InputLayer', 'config': {'batch_shape': [null, 4]}, 'name': 'a', 'inbound_nodes': []},
        {'class_name': 'InputLayer', 'config': {'batch_shape': [null, 4]}, 'name': 'b', 'inbound_nodes': []}\
        """;
    private static final String PAIR = """
        {'class_name': 'Functional', 'name': '%s', 'config': {'name': '%s', 'layers': [%s,
          {'class_name': 'Add', 'config': {}, 'name': 'sum', 'inbound_nodes': [[['a', 0, 0], ['b', 0, 0]]]}],
          'input_layers': [['a', 0, 0], ['b', 0, 0]], 'output_layers': [['sum', 0, 0], ['b', 0, 0]]},
          'inbound_nodes': [%s]}\
        """;
    private static final List<String> SMALL = List.of(
            """
            {'class_name': 'Functional', 'config': {'name': 'net', 'layers': [%s, %s, %s,
              {'class_name': 'Dense', 'config': {'units': 4}, 'name': 'shared', 'inbound_nodes': [
                [['a', 0, 0]], [['p', 0, 1]], {'args': [['q', 0, 0]], 'kwargs': {}}]}],
              'input_layers': [['a', 0, 0], ['b', 0, 0]], 'output_layers': [['shared', 2, 0], ['q', 0, 1]]}}\
            """.formatted(
                    INPUTS,
                    PAIR.formatted("p", "p", INPUTS, "[['a', 0, 0], ['b', 0, 0]], [['shared', 0, 0], ['a', 0, 0]]"),
                    PAIR.formatted("q", "q", INPUTS, "[['shared', 1, 0], ['p', 1, 1]]")),
            """
            {'keras_version': '2.15.0', 'class_name': 'Functional', 'config': {'name': 'net', 'layers': [%s, %s,
              {'class_name': 'Sequential', 'name': 's', 'config': {'name': 's', 'layers': [{'class_name': 'Flatten'}]},
                'inbound_nodes': [[['p', 1, 0, {}]], [['s', 1, 0, {}]]]},
              {'class_name': 'Concatenate', 'config': {}, 'name': 'both', 'inbound_nodes': [
                [['s', 2, 0, {}], ['p', 2, 0, {}]]]}],
              'input_layers': [['a', 0, 0], ['b', 0, 0]], 'output_layers': [['both', 0, 0]]}}\
            """.formatted(
                            INPUTS,
                            PAIR.formatted(
                                    "p",
                                    "p",
                                    INPUTS,
                                    "[['a', 0, 0, {}], ['b', 0, 0, {}]], [['b', 0, 0, {}], ['a', 0, 0, {}]]")),
            """
            {'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [
              {'class_name': 'InputLayer', 'config': {'batch_shape': [null, 4], 'name': 'x'}},
              {'class_name': 'Sequential', 'config': {'name': 's', 'layers': [
                {'class_name': 'Reshape', 'config': {'target_shape': [2, 2]}},
                {'class_name': 'Sequential', 'config': {'layers': [{'class_name': 'Flatten'}]}}]}},
              {'class_name': 'Dense', 'config': {'name': 'd', 'units': 2}}]}}\
            """,
            """
            {'name': 'net', 'input_shape': [4], 'layers': [{'dense': {'units': 8, 'name': 'd'}}, 'flatten',
              {'class_name': 'Sequential', 'config': {'layers': [{'class_name': 'Flatten'}]}},
              {'dropout': 0.5}, {'dense': 2}]}\
            """);

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final NetworkDefinitions gate =
            new NetworkDefinitions(new NetworkSettings(1_000, 1_000_000_000, 100_000_000));
    private final Random random = new Random(20_261_122);

    private int read;
    private int refused;

    @Test
    void answersEveryDefinitionWithANetworkOrWithWhatIsWrong() throws IOException {
        for (String small : SMALL) {
            checkVariants(JSON.readTree(small.replace('\'', '"')), VARIANTS);
        }
        for (String file : FILES) {
            checkVariants(JSON.readTree(Files.readAllBytes(MODELS.resolve(file))), VARIANTS_OF_FILES);
        }
        assertThat(read).as("networks").isGreaterThan(SMALL.size() * VARIANTS / 10);
        assertThat(refused).as("refusals").isGreaterThan(SMALL.size() * VARIANTS / 10);
    }

    private void checkVariants(JsonNode model, int variants) {
        checkRead(gate.read(model, "/definition"));
        for (int i = 0; i < variants; i++) {
            JsonNode variant = model.deepCopy();
            int faults = 1 + random.nextInt(3);
            for (int fault = 0; fault < faults; fault++) {
                spoil(variant);
            }
            check(variant);
        }
    }

    private void check(JsonNode variant) {
        try {
            checkRead(gate.read(variant, "/definition"));
            read++;
        } catch (ProblemException e) {
            assertThat(e.type())
                    .isIn(ProblemType.INVALID_NETWORK, ProblemType.SHAPE_MISMATCH, ProblemType.NETWORK_TOO_LARGE);
            assertThat(e.errors()).isNotEmpty();
            refused++;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("not answered: " + variant, e);
        }
    }

    /** What was read can be written, and means the same again. */
    private static void checkRead(Checked checked) {
        JsonNode written = new KerasWriter().model(checked.model());
        KerasReader.Reading<KerasReader.Model> again = new KerasReader().model(written);
        assertThat(again.errors()).isEmpty();
        assertThat(again.value()).contains(checked.model());
    }

    private void spoil(JsonNode model) {
        List<JsonNode> containers = new ArrayList<>();
        collect(model, containers);
        JsonNode chosen = containers.get(random.nextInt(containers.size()));
        if (random.nextBoolean()) {
            List<JsonNode> wires =
                    containers.stream().filter(NonsenseGraphTests::isWire).toList();
            chosen = wires.isEmpty() ? chosen : wires.get(random.nextInt(wires.size()));
        }
        switch (chosen) {
            case ObjectNode object -> spoil(object, containers);
            case ArrayNode array -> spoil(array, containers);
            default -> throw new IllegalStateException("neither list nor object: " + chosen);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer() && !node.isEmpty()) {
            containers.add(node);
        }
        node.forEach(child -> collect(child, containers));
    }

    /** A reference to a tensor, as in {@code ["dense", 0, 0]}, or a list of such, or of layers. */
    private static boolean isWire(JsonNode node) {
        return node.isArray()
                && (node.get(0).isContainer()
                        || node.size() >= 3
                                && node.get(0).isString()
                                && node.get(1).isInt());
    }

    private void spoil(ObjectNode object, List<JsonNode> containers) {
        List<String> keys = List.copyOf(object.propertyNames());
        String key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(4)) {
            case 0 -> object.remove(key);
            case 1 -> object.set(key, other(object.get(key), containers));
            case 2 ->
                object.set(
                        keys.get(random.nextInt(keys.size())), object.get(key).deepCopy());
            default -> object.set(key, wrapped(object.get(key)));
        }
    }

    private void spoil(ArrayNode array, List<JsonNode> containers) {
        int index = random.nextInt(array.size());
        JsonNode element = array.get(index);
        switch (random.nextInt(6)) {
            case 0 -> array.remove(index);
            case 1 -> array.set(index, other(element, containers));
            case 2 -> array.insert(random.nextInt(array.size()), element.deepCopy());
            case 3 -> {
                int second = random.nextInt(array.size());
                array.set(index, array.get(second));
                array.set(second, element);
            }
            case 4 -> array.removeAll();
            default -> array.set(index, wrapped(element));
        }
    }

    /** Something else in the place of a node: junk, a near miss, or what stands elsewhere in the model. */
    private JsonNode other(JsonNode node, List<JsonNode> containers) {
        JsonNode elsewhere = containers.get(random.nextInt(containers.size()));
        if (random.nextInt(3) == 0) {
            return elsewhere.deepCopy();
        }
        if (node.isNumber()) {
            return NODES.numberNode(List.of(-1, 0, 1, 2, 7, Integer.MAX_VALUE, Integer.MIN_VALUE)
                    .get(random.nextInt(7)));
        }
        if (node.isString()) {
            List<String> texts = containers.stream()
                    .flatMap(container -> container.valueStream())
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .toList();
            return NODES.stringNode(texts.get(random.nextInt(texts.size())));
        }
        return List.<JsonNode>of(
                        NODES.nullNode(),
                        NODES.booleanNode(true),
                        NODES.numberNode(-1),
                        NODES.numberNode(1e300),
                        NODES.stringNode("0"),
                        NODES.arrayNode(),
                        NODES.objectNode())
                .get(random.nextInt(7));
    }

    private JsonNode wrapped(JsonNode node) {
        JsonNode wrapped = node;
        int depth = 1 + random.nextInt(40);
        for (int i = 0; i < depth; i++) {
            wrapped = NODES.arrayNode().add(wrapped);
        }
        return wrapped;
    }
}
