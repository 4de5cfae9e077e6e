package org.netsmith.format.keras;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.netsmith.engine.Finding;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Golden files and small definitions. */
final class Fixtures {

    static final JsonMapper JSON = new JsonMapper();

    private Fixtures() {}

    static JsonNode golden(String file) {
        try {
            return JSON.readTree(
                    Files.readString(Path.of(System.getProperty("golden.dir", "src/test/resources/golden"), file)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<JsonNode> cases(String file) {
        return golden(file).valueStream();
    }

    /** JSON with single quotes. */
    static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    /** A network of four inputs with one layer of the given class and config behind a Dense. */
    static JsonNode layer(String className, String config) {
        return json("""
            {'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [
              {'class_name': 'InputLayer', 'config': {'batch_shape': [null, 4]}},
              {'class_name': '%s', 'config': %s}]}}\
            """.formatted(className, config));
    }

    static List<String> pointers(Reading<?> reading) {
        return reading.errors().stream().map(Finding::pointer).toList();
    }
}
