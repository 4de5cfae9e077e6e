package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netsmith.format.keras.Fixtures.cases;
import static org.netsmith.format.keras.Fixtures.json;
import static org.netsmith.format.keras.Fixtures.layer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.engine.Finding;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.network.ElementMisfit;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Preprocessing layers in Keras' words, and what is refused of them. */
class PreprocessingTests {

    private final KerasReader reader = new KerasReader();

    static Stream<Arguments> layers() {
        return cases("layers.json")
                .filter(example -> example.path("preprocessing").asBoolean(false))
                .filter(example -> !example.path("inputs").has("adapt"))
                .map(example -> Arguments.of(example.get("id").stringValue(), example.get("config")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void writesWhatKerasPrints(String id, JsonNode layer) {
        JsonNode model = json("{'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [%s]}}"
                .formatted(layer.toString().replace('"', '\'')));
        Reading<Model> reading = reader.model(model);
        assertThat(reading.errors()).isEmpty();
        assertThat(reading.warnings()).isEmpty();

        JsonNode written =
                new KerasWriter().model(reading.value().orElseThrow()).at("/config/layers/0");

        ObjectNode expected = (ObjectNode) layer.get("config");
        ObjectNode config = (ObjectNode) written.get("config");
        assertThat(DTypePolicies.name(Place.of(config, new Findings()).at("dtype")))
                .isEqualTo(dtype(layer));
        config.remove("dtype");
        expected.remove("dtype");
        assertThat(json(config.toString())).isEqualTo(json(expected.toString()));
        assertThat(written.get("class_name")).isEqualTo(layer.get("class_name"));
        assertThat(reader.model(new KerasWriter().model(reading.value().get())).value())
                .isEqualTo(reading.value());
    }

    private static Optional<String> dtype(JsonNode layer) {
        return DTypePolicies.name(Place.of(layer.get("config"), new Findings()).at("dtype"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Normalization    | {'mean': 1.0}                                       | /variance | needs 'variance'
        Normalization    | {'mean': null, 'variance': null}                    | /mean     | Keras' adapt()
        Normalization    | {'mean': 1.0, 'variance': -1.0}                     | /variance | at least 0
        Normalization    | {'mean': [1, 2], 'variance': 1.0}                   |           | equally many
        Normalization    | {'mean': [1, 2], 'variance': [1, 2], 'axis': []}    |           | without an axis
        Normalization    | {'mean': [[1, 2]], 'variance': [[1, 2]]}            | /mean/0   | a finite number
        Discretization   | {'num_bins': 4}                                     | /bin_boundaries | Keras' adapt()
        Discretization   | {'bin_boundaries': [2.0, 0.0, 1.0]}                 |           | ascending order
        Discretization   | {'bin_boundaries': []}                              |           | ascending order
        Discretization   | {'bin_boundaries': [0.0], 'output_mode': 'tf_idf'}  |           | one of [int, one_hot
        Discretization   | {'bin_boundaries': [0.0], 'sparse': true}           | /sparse   | not supported
        CategoryEncoding | {'num_tokens': 0}                                   | /num_tokens | above 0
        CategoryEncoding | {'num_tokens': 3, 'output_mode': 'int'}             |           | one of [one_hot
        CategoryEncoding | {}                                                  | /num_tokens | needs 'num_tokens'
        Hashing          | {'num_bins': 0}                                     | /num_bins | above 0
        Hashing          | {'num_bins': 3, 'salt': [1, 2, 3]}                  |           | one integer or two
        Hashing          | {'num_bins': 3, 'mask_value': 1.5}                  | /mask_value | a string or an integer
        StringLookup     | {'vocabulary': '/etc/passwd'}                       | /vocabulary | a list
        StringLookup     | {'vocabulary': null, 'vocabulary_size': 4}          | /vocabulary | Keras' adapt()
        StringLookup     | {'vocabulary': []}                                  |           | at least one token
        StringLookup     | {'vocabulary': ['a', 'b', 'a']}                     |           | every token once
        StringLookup     | {'vocabulary': ['a', ''], 'mask_token': ''}         |           | the mask_token
        StringLookup     | {'vocabulary': ['a', '[UNK]'], 'invert': true}      |           | the oov_token
        StringLookup     | {'vocabulary': ['a', 'b'], 'max_tokens': 2}         |           | at most max_tokens
        StringLookup     | {'vocabulary': ['a'], 'max_tokens': 1}              | /max_tokens | at least 2
        StringLookup     | {'vocabulary': ['a'], 'pad_to_max_tokens': true}    |           | needs max_tokens
        StringLookup     | {'vocabulary': ['a'], 'vocabulary_size': 7}         |           | vocabulary_size must be
        StringLookup     | {'vocabulary': ['a'], 'num_oov_indices': 2147483647} |          | fewer than
        StringLookup     | {'vocabulary': ['a'], 'output_mode': 'tf_idf'}      |           | idf_weights
        StringLookup     | {'vocabulary': ['a'], 'idf_weights': [1.0]}         |           | idf_weights
        StringLookup     | {'vocabulary': ['a'], 'invert': true, 'output_mode': 'count'} | | must be 'int'
        StringLookup     | {'vocabulary': ['a'], 'encoding': 'latin-1'}        | /encoding | not supported
        StringLookup     | {'vocabulary': [1]}                                 | /vocabulary/0 | a string
        IntegerLookup    | {'vocabulary': ['a']}                               | /vocabulary/0 | an integer
        IntegerLookup    | {'vocabulary': [1], 'salt': 3}                      |           | oov_method 'farmhash'
        IntegerLookup    | {'vocabulary': [1], 'vocabulary_dtype': 'string'}   | /vocabulary_dtype | not supported
        """)
    void refuses(String className, String config, String pointer, String detail) {
        Finding finding = reader.model(layer(className, config)).errors().getFirst();

        assertThat(finding.pointer()).isEqualTo("/config/layers/1/config" + (pointer == null ? "" : pointer));
        assertThat(finding.detail()).contains(detail);
    }

    @Test
    void textsAndNumbersMustNotBeMixedUp() {
        assertThat(misfit("[4]", "{'string_lookup': {'vocabulary': ['a']}}"))
                .contains("StringLookup needs texts, received numbers from 'input_layer'");
        assertThat(misfit("[4]", "{'string_lookup': {'vocabulary': ['a'], 'invert': true}}, {'dense': 3}"))
                .contains("Dense needs numbers, received texts from 'string_lookup'");
        assertThat(misfit("[4]", "{'hashing': {'num_bins': 3, 'mask_value': ''}}"))
                .contains("Hashing needs texts");
        assertThat(misfit("[4]", "{'hashing': 3}, {'dense': 3}")).isEmpty();
    }

    @Test
    void wholeNumbersMustBeToldApart() {
        assertThat(misfit("[4]", "{'integer_lookup': {'vocabulary': [16777216, 1]}}"))
                .isEmpty();
        assertThat(misfit("[4]", "{'integer_lookup': {'vocabulary': [16777217, 1]}}"))
                .contains("16,777,217")
                .contains("make the network float64");
        assertThat(misfit("[4]", "{'hashing': 2000000000}")).contains("1,999,999,999");
    }

    private String misfit(String shape, String layers) {
        NetworkDefinition definition =
                definition("{'layers': [{'input': {'shape': %s}}, %s]}".formatted(shape, layers));
        return ElementMisfit.in(definition).map(ElementMisfit::detail).orElse("");
    }

    private NetworkDefinition definition(String text) {
        Reading<Model> reading = reader.model(json(text));
        assertThat(reading.errors()).isEmpty();
        return reading.value().orElseThrow().definition();
    }

    @Test
    void theFirstLayerTellsWhetherTextsAreFed() {
        assertThat(definition("{'layers': [{'string_lookup': {'vocabulary': ['a']}}, {'dense': 3}]}")
                        .inputs()
                        .getFirst()
                        .elements())
                .isEqualTo(Elements.TEXTS);
        assertThat(definition("{'layers': [{'hashing': 4}, {'dense': 3}]}")
                        .inputs()
                        .getFirst()
                        .elements())
                .isEqualTo(Elements.NUMBERS);
    }

    @Test
    void specialTokensMayStandInFrontOfTheVocabulary() {
        NetworkDefinition plain = definition(
                "{'layers': [{'string_lookup': {'vocabulary': ['a'], 'mask_token': '', 'vocabulary_size': 3}}]}");
        NetworkDefinition special = definition(
                "{'layers': [{'string_lookup': {'vocabulary': ['', '[UNK]', 'a'], 'mask_token': '', 'vocabulary_size':"
                        + " 3}}]}");

        assertThat(List.of(plain, special))
                .allMatch(definition -> definition.inputs().getFirst().dtype().equals("string"));
    }
}
