package org.netsmith.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Keras' {@code History} of a job: a list of values for {@code epoch} and for each metric. All lists are of one length:
 * an epoch without a value, because it was not followed by validation or because the value was no finite number, has
 * null. A metric with several values has a list of them.
 */
record History(Map<String, List<JsonNode>> columns) {

    private static final String EPOCH = "epoch";

    static History of(List<JobEvent> epochs) {
        Map<String, List<JsonNode>> columns = new LinkedHashMap<>();
        columns.put(EPOCH, new ArrayList<>());
        for (JobEvent event : epochs) {
            int earlier = columns.get(EPOCH).size();
            columns.get(EPOCH).add(event.data().path(EPOCH));
            event.data()
                    .path("metrics")
                    .properties()
                    .forEach(metric -> columns.computeIfAbsent(metric.getKey(), _ -> new ArrayList<>(nulls(earlier)))
                            .add(metric.getValue()));
            columns.values().forEach(values -> values.addAll(nulls(earlier + 1 - values.size())));
        }
        return new History(columns);
    }

    private static List<JsonNode> nulls(int count) {
        return Collections.nCopies(count, JsonNodeFactory.instance.nullNode());
    }

    /** A header and a line an epoch; what is no finite number is empty. */
    String csv() {
        Set<String> names = columns.keySet();
        StringBuilder csv =
                new StringBuilder(names.stream().map(History::field).collect(Collectors.joining(","))).append("\r\n");
        for (int row = 0; row < columns.get(EPOCH).size(); row++) {
            int place = row;
            csv.append(columns.values().stream()
                            .map(values -> value(values.get(place)))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return csv.toString();
    }

    private static String value(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        return value.isArray() ? "\"" + value + "\"" : value.toString();
    }

    /** A name chosen by users: quoted where it has to be, and never read as a formula by a spreadsheet. */
    private static String field(String name) {
        String harmless = !name.isEmpty() && "=+-@\t\r".indexOf(name.charAt(0)) >= 0 ? "'" + name : name;
        return harmless.matches("[^\",\r\n]*") ? harmless : "\"" + harmless.replace("\"", "\"\"") + "\"";
    }
}
