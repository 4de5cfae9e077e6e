package org.netsmith.registry;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasWriter;
import org.netsmith.format.safetensors.Safetensors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model as it is stored: safetensors whose metadata hold the network (Keras 3 JSON), the encoders (JSON) and the
 * lineage, so that the file explains itself. Written by a training in a worker, read by the registry and by serving.
 * The bytes depend on what the model is, never on when, by which job or with how many threads it was made.
 *
 * <p>The metadata: {@code format} is {@code netsmith-model}, {@code format_version} is {@value #FORMAT_VERSION},
 * {@code network}, {@code encoders} and {@code lineage} are JSON. The rule of the version: whatever changes the
 * meaning of anything in the file raises it; this program reads every version up to its own and refuses later ones.
 * Version 1 had one target, under {@code target} in the encoders; version 2 has a list under {@code targets}.
 *
 * @param network with its input shape
 * @param lineage what made the model, by name, as in {@code dataset_sha256}; holds nothing that differs between equal
 *     trainings
 * @param weights every weight of the network, named and ordered as {@link Network#weights()}
 */
public record ModelFile(
        NetworkDefinition network, Encoders encoders, Map<String, String> lineage, List<Safetensors.Entry> weights) {

    private static final String FORMAT = "netsmith-model";
    private static final int FORMAT_VERSION = 2;
    private static final Set<String> READ_VERSIONS = Set.of("1", "2");
    private static final TypeReference<TreeMap<String, String>> LINEAGE = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public ModelFile {
        lineage = Map.copyOf(lineage);
        weights = List.copyOf(weights);
    }

    /** A trained network's file. */
    public static ModelFile of(Network network, Encoders encoders, Map<String, String> lineage) {
        List<Safetensors.Entry> weights = network.weights().stream()
                .map(weight -> new Safetensors.Entry(weight.name(), weight.value()))
                .toList();
        return new ModelFile(network.definition(), encoders, lineage, weights);
    }

    /** Writes the file; the same model gives the same bytes. */
    public void write(Path file) {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put("format", FORMAT);
        metadata.put("format_version", String.valueOf(FORMAT_VERSION));
        metadata.put("network", JSON.writeValueAsString(new KerasWriter().model(network)));
        metadata.put("encoders", JSON.writeValueAsString(encoders));
        metadata.put("lineage", JSON.writeValueAsString(new TreeMap<>(lineage)));
        new Safetensors(metadata, weights).write(file);
    }

    /** Reads a file; throws {@link ModelFileException} where anything in it is not as {@link #write} writes it. */
    public static ModelFile read(Path file, Memory memory) {
        Safetensors content = safetensors(file, memory);
        SortedMap<String, String> metadata = content.metadata();
        checkFormat(metadata);
        NetworkDefinition network = network(metadata);
        WeightLayout.of(network).check(content.tensors());
        return new ModelFile(
                network,
                json("encoders", () -> JSON.readValue(required(metadata, "encoders"), Encoders.class)),
                json("lineage", () -> JSON.readValue(required(metadata, "lineage"), LINEAGE)),
                content.tensors());
    }

    /** The network with these weights on a backend; the weights are copied. */
    public Network restore(Backend backend) {
        Network restored = new Network(network, backend, 0);
        Map<String, Safetensors.Entry> stored = new TreeMap<>();
        weights.forEach(entry -> stored.put(entry.name(), entry));
        for (Network.Weight weight : restored.weights()) {
            weight.value().segment().copyFrom(stored.get(weight.name()).tensor().segment());
            backend.upload(weight.value());
        }
        return restored;
    }

    private static Safetensors safetensors(Path file, Memory memory) {
        try {
            return Safetensors.read(file, memory);
        } catch (UncheckedIOException damaged) {
            throw new ModelFileException(String.valueOf(damaged.getMessage()), damaged);
        }
    }

    private static void checkFormat(SortedMap<String, String> metadata) {
        String format = required(metadata, "format");
        if (!format.equals(FORMAT)) {
            throw new ModelFileException("the file's format must be %s, received %s".formatted(FORMAT, format));
        }
        String version = required(metadata, "format_version");
        if (!READ_VERSIONS.contains(version)) {
            throw new ModelFileException(
                    ("the file's format version must be at most %d, received %s; a later one is read by a later"
                                    + " Netsmith only")
                            .formatted(FORMAT_VERSION, version));
        }
    }

    private static NetworkDefinition network(SortedMap<String, String> metadata) {
        var node = json("network", () -> JSON.readTree(required(metadata, "network")));
        KerasReader.Reading<KerasReader.Model> reading = new KerasReader().model(node);
        return reading.value()
                .map(KerasReader.Model::definition)
                .filter(definition -> definition.inputShapes().isPresent())
                .orElseThrow(() -> new ModelFileException("the file's network cannot be read: " + reading.errors()));
    }

    private static String required(SortedMap<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new ModelFileException("the file's metadata must hold " + key + ", received " + metadata.keySet());
        }
        return value;
    }

    private interface Parsing<T> {
        T parse() throws JacksonException;
    }

    private static <T> T json(String key, Parsing<T> parsing) {
        try {
            return parsing.parse();
        } catch (JacksonException | IllegalArgumentException damaged) {
            throw new ModelFileException("the file's " + key + " cannot be read", damaged);
        }
    }
}
