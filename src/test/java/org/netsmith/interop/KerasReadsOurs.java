package org.netsmith.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;
import org.netsmith.format.keras.KerasWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every golden network as Netsmith prints it and lets real Keras load it, put Keras' weights in and predict:
 *
 * <pre>mvn -Pinterop test-compile exec:exec -Dpython=/path/to/python</pre>
 *
 * The Python needs {@code keras} and {@code tensorflow-cpu}.
 */
public final class KerasReadsOurs {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> DIALECTS = List.of("json", "legacy.json", "hybrid.json");

    private KerasReadsOurs() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path golden = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"), "models");
        Path written = Files.createDirectories(Path.of("target", "interop"));
        for (JsonNode id : JSON.readTree(Files.readAllBytes(golden.resolve("index.json")))) {
            for (String dialect : DIALECTS) {
                write(golden.resolve(id.stringValue() + "." + dialect), written);
            }
        }
        int status = new ProcessBuilder(
                        arguments[0], "src/test/python/keras_reads_ours.py", golden.toString(), written.toString())
                .inheritIO()
                .start()
                .waitFor();
        System.exit(status);
    }

    private static void write(Path from, Path directory) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        Reading<Model> reading = new KerasReader().model(JSON.readTree(Files.readAllBytes(from)));
        if (reading.value().isEmpty()) {
            System.out.printf("%-45s refused  %s%n", from.getFileName(), reading.errors());
            return;
        }
        JsonNode written = new KerasWriter().model(reading.value().get());
        Files.write(directory.resolve(from.getFileName()), JSON.writeValueAsBytes(written));
    }
}
