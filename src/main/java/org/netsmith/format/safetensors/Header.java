package org.netsmith.format.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.format.safetensors.Safetensors.Entry;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The header: the metadata, and for each tensor its type, shape and place. */
record Header(SortedMap<String, String> metadata, List<Slot> slots) {

    /** The longest header that is read, in bytes; the reference implementation's limit. */
    static final int MAX_BYTES = 100_000_000;

    private static final String METADATA = "__metadata__";
    private static final Set<String> KEYS = Set.of("dtype", "shape", "data_offsets");
    private static final Map<String, DType> TYPES = Map.of("F32", DType.FLOAT32, "F64", DType.FLOAT64);
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(MAX_BYTES)
                            .build())
                    .build())
            .build();

    /** Where a tensor's bytes stand, counted from the end of the header. */
    record Slot(String name, DType type, Shape shape, long begin, long end) {}

    /** The header of tensors that follow one another in the given order. */
    static Header of(Safetensors content) {
        List<Slot> slots = new ArrayList<>();
        Set<String> names = new HashSet<>(Set.of(METADATA));
        long end = 0;
        for (Entry entry : content.tensors()) {
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException("the name '%s' occurs twice or is reserved".formatted(entry.name()));
            }
            long begin = end;
            end += entry.tensor().segment().byteSize();
            slots.add(
                    new Slot(entry.name(), entry.tensor().type(), entry.tensor().shape(), begin, end));
        }
        return new Header(content.metadata(), slots);
    }

    /** Length and JSON, padded with spaces so that the tensors start at a multiple of 8. */
    byte[] encode() {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode entries = root.putObject(METADATA);
            metadata.forEach(entries::put);
        }
        slots.forEach(slot -> encode(slot, root.putObject(slot.name())));
        byte[] json = JSON.writeValueAsBytes(root);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return ByteBuffer.allocate(8 + padded.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .put(padded)
                .array();
    }

    private static void encode(Slot slot, ObjectNode node) {
        node.put("dtype", slot.type() == DType.FLOAT32 ? "F32" : "F64");
        ArrayNode shape = node.putArray("shape");
        slot.shape().extents().forEach(shape::add);
        node.putArray("data_offsets").add(slot.begin()).add(slot.end());
    }

    /**
     * Reads and checks a header.
     *
     * @param dataBytes how many bytes follow the header
     */
    static Header decode(byte[] json, long dataBytes) throws IOException {
        JsonNode root = parse(json);
        SortedMap<String, String> metadata = new TreeMap<>();
        List<Slot> slots = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals(METADATA)) {
                metadata.putAll(metadata(entry.getValue()));
            } else {
                slots.add(slot(entry.getKey(), entry.getValue()));
            }
        }
        slots.sort(Comparator.comparingLong(Slot::begin).thenComparingLong(Slot::end));
        requireContiguous(slots, dataBytes);
        return new Header(metadata, List.copyOf(slots));
    }

    private static JsonNode parse(byte[] json) throws IOException {
        require(json.length > 0 && json[0] == '{', "the header must start with '{'");
        try {
            JsonNode root = JSON.readTree(json);
            require(root.isObject(), "the header is no JSON object");
            return root;
        } catch (JacksonException e) {
            throw new IOException(
                    "not a safetensors file: the header is no valid JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    private static Map<String, String> metadata(JsonNode node) throws IOException {
        require(
                node.isObject() && node.valueStream().allMatch(JsonNode::isString),
                "__metadata__ must map strings to strings");
        Map<String, String> metadata = new TreeMap<>();
        node.properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().stringValue()));
        return metadata;
    }

    private static Slot slot(String name, JsonNode node) throws IOException {
        require(
                node.isObject() && Set.copyOf(node.propertyNames()).equals(KEYS),
                "tensor '%s' must have exactly the keys %s",
                name,
                KEYS);
        DType type = TYPES.get(node.get("dtype").asString(""));
        require(type != null, "tensor '%s' has the dtype %s; expected F32 or F64", name, node.get("dtype"));
        Shape shape = new Shape(naturals(name, "shape", node.get("shape")));
        List<Long> offsets = naturals(name, "data_offsets", node.get("data_offsets"));
        require(offsets.size() == 2, "tensor '%s' needs two data_offsets, received %d", name, offsets.size());
        require(
                offsets.get(1) - offsets.get(0) == bytes(name, type, shape),
                "tensor '%s' of shape %s in %s does not fill the bytes %s",
                name,
                shape,
                node.get("dtype"),
                offsets);
        return new Slot(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private static List<Long> naturals(String name, String key, JsonNode node) throws IOException {
        require(
                node.isArray() && node.valueStream().allMatch(Header::isNatural),
                "%s of tensor '%s' must be a list of whole numbers",
                key,
                name);
        return node.valueStream().map(JsonNode::longValue).toList();
    }

    private static boolean isNatural(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
    }

    private static long bytes(String name, DType type, Shape shape) throws IOException {
        try {
            return Math.multiplyExact(shape.size(), type.bytes());
        } catch (ArithmeticException e) {
            throw new IOException(
                    "not a safetensors file: tensor '%s' of shape %s is too large".formatted(name, shape), e);
        }
    }

    private static void requireContiguous(List<Slot> slots, long dataBytes) throws IOException {
        long end = 0;
        for (Slot slot : slots) {
            require(
                    slot.begin() == end,
                    "tensor '%s' starts at byte %d; expected %d, without gap or overlap",
                    slot.name(),
                    slot.begin(),
                    end);
            end = slot.end();
        }
        require(end == dataBytes, "the header describes %d bytes of tensors, the file holds %d", end, dataBytes);
    }

    static void require(boolean condition, String message, Object... arguments) throws IOException {
        if (!condition) {
            throw new IOException("not a safetensors file: " + message.formatted(arguments));
        }
    }
}
