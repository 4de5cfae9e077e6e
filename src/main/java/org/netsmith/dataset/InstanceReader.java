package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.netsmith.engine.Finding;
import tools.jackson.databind.JsonNode;

/** Reads JSON rows into the columns that encoders expect, and reports everything odd about them. */
final class InstanceReader {

    private static final int MOST_FINDINGS = 100;

    private final Encoders encoders;
    private final List<String> names;
    private final Set<String> required;
    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();

    InstanceReader(Encoders encoders) {
        this.encoders = encoders;
        this.names = encoders.inputs().stream().map(Encoders.Input::name).toList();
        this.required = encoders.inputs().stream()
                .filter(Encoders.Input::refusesMissing)
                .map(Encoders.Input::name)
                .collect(Collectors.toSet());
    }

    Instances read(JsonNode instances) {
        Map<String, InstanceColumn> columns = new LinkedHashMap<>();
        for (Encoders.Input input : encoders.inputs()) {
            columns.put(input.name(), InstanceColumn.of(input, instances.size()));
        }
        if (!instances.isArray()) {
            error("/instances", "expected an array of rows, received " + Received.of(instances));
        } else {
            for (int row = 0; row < instances.size(); row++) {
                readRow(instances.get(row), row, columns);
            }
        }
        Map<String, Values> values = new LinkedHashMap<>();
        columns.forEach((name, column) -> values.put(name, column.values()));
        return new Instances(new Table(values, instances.size()), List.copyOf(errors), List.copyOf(notes));
    }

    private void readRow(JsonNode instance, int row, Map<String, InstanceColumn> columns) {
        String pointer = "/instances/" + row;
        if (instance.isObject()) {
            readObject(instance, row, pointer, columns);
        } else if (names.size() == 1 && isOnlyValue(instance)) {
            readValue(instance, row, pointer, columns.get(names.getFirst()));
        } else if (instance.isArray()) {
            readArray(instance, row, pointer, columns);
        } else {
            error(
                    pointer,
                    "expected an object with column names, or an array of %d values in the order %s; received %s"
                            .formatted(names.size(), String.join(", ", names), Received.of(instance)));
        }
    }

    /** Whether a row of a single column stands without brackets around it: a number, a text, or a tensor. */
    private boolean isOnlyValue(JsonNode instance) {
        boolean tensor = encoders.inputs().getFirst().type() == ColumnType.TENSOR;
        return tensor ? instance.isArray() && instance.size() != 1 : instance.isValueNode();
    }

    /** A value of a row and where it stands. */
    private record Given(JsonNode value, String pointer) {}

    private void readObject(JsonNode instance, int row, String pointer, Map<String, InstanceColumn> columns) {
        Map<String, Given> given = new LinkedHashMap<>();
        gather("", instance, pointer, given);
        given.forEach((name, value) -> {
            if (!columns.containsKey(name)) {
                readUnknown(name, value.pointer());
            }
        });
        boolean none = names.stream().noneMatch(given::containsKey);
        if (none && errors.isEmpty()) {
            error(pointer, "none of the columns is given; expected " + String.join(", ", names));
        }
        columns.forEach((name, column) -> {
            Given value = given.get(name);
            if (value == null) {
                String at = pointer + "/" + escape(name);
                readMissing(row, at, column, "\"%s\" is not given and is taken as missing".formatted(name));
            } else {
                readValue(value.value(), row, value.pointer(), column);
            }
        });
    }

    /** Objects within a row are columns with dotted names, as they are in a data set. */
    private void gather(String prefix, JsonNode object, String pointer, Map<String, Given> given) {
        object.properties().forEach(property -> {
            String name = prefix + property.getKey();
            String at = pointer + "/" + escape(property.getKey());
            if (property.getValue().isObject() && names.stream().anyMatch(input -> input.startsWith(name + "."))) {
                gather(name + ".", property.getValue(), at, given);
            } else if (given.put(name, new Given(property.getValue(), at)) != null) {
                error(at, "\"%s\" is given twice".formatted(name));
            }
        });
    }

    private void readUnknown(String name, String pointer) {
        if (encoders.targets().stream().anyMatch(target -> name.equals(target.name()))) {
            note(pointer, "\"%s\" is what the model predicts; the value given is not used".formatted(name));
        } else {
            error(
                    pointer,
                    "the model has no input \"%s\"%s Expected %s"
                            .formatted(name, Nearest.hint(name, names), String.join(", ", names)));
        }
    }

    private void readArray(JsonNode instance, int row, String pointer, Map<String, InstanceColumn> columns) {
        if (instance.size() != names.size()) {
            error(
                    pointer,
                    "expected %d values in the order %s, received %d"
                            .formatted(names.size(), String.join(", ", names), instance.size()));
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            readValue(instance.get(i), row, pointer + "/" + i, columns.get(names.get(i)));
        }
    }

    private void readValue(JsonNode value, int row, String pointer, InstanceColumn column) {
        if (value.isNull()) {
            readMissing(row, pointer, column, "\"%s\" is missing".formatted(column.name()));
            return;
        }
        switch (column.put(row, value)) {
            case InstanceColumn.Put.Taken _ -> {}
            case InstanceColumn.Put.Odd odd -> note(pointer, odd.detail());
            case InstanceColumn.Put.Refused refused -> error(pointer + refused.pointer(), refused.detail());
        }
    }

    private void readMissing(int row, String pointer, InstanceColumn column, String note) {
        column.putMissing(row);
        if (required.contains(column.name())) {
            error(pointer, "\"%s\" must have a value: the model refuses missing ones".formatted(column.name()));
        } else {
            note(pointer, note);
        }
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private void error(String pointer, String detail) {
        if (errors.size() < MOST_FINDINGS) {
            errors.add(new Finding(pointer, detail));
        }
    }

    private void note(String pointer, String detail) {
        if (notes.size() < MOST_FINDINGS) {
            notes.add(new Finding(pointer, detail));
        }
    }
}
