package org.netsmith.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Keras' {@code History} of a job: a list of values for {@code epoch} and for each metric, one value an epoch. */
record History(Map<String, List<@Nullable Number>> columns) {

    static History of(List<JobEvent> epochs) {
        Map<String, List<@Nullable Number>> columns = new LinkedHashMap<>();
        columns.put("epoch", new ArrayList<>());
        for (JobEvent event : epochs) {
            columns.get("epoch").add(event.data().path("epoch").asInt());
            for (Map.Entry<String, JsonNode> metric :
                    event.data().path("metrics").properties()) {
                columns.computeIfAbsent(metric.getKey(), _ -> new ArrayList<>())
                        .add(metric.getValue().isNumber() ? metric.getValue().asDouble() : null);
            }
        }
        return new History(columns);
    }

    /** A header and a line an epoch; what is no finite number is empty. */
    String csv() {
        Set<String> names = columns.keySet();
        StringBuilder csv =
                new StringBuilder(names.stream().map(History::field).collect(Collectors.joining(","))).append("\r\n");
        for (int row = 0; row < columns.get("epoch").size(); row++) {
            int place = row;
            csv.append(columns.values().stream()
                            .map(values -> place < values.size() && values.get(place) != null
                                    ? values.get(place).toString()
                                    : "")
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return csv.toString();
    }

    /** A name chosen by users: quoted where it has to be, and never read as a formula by a spreadsheet. */
    private static String field(String name) {
        String harmless = !name.isEmpty() && "=+-@\t\r".indexOf(name.charAt(0)) >= 0 ? "'" + name : name;
        return harmless.matches("[^\",\r\n]*") ? harmless : "\"" + harmless.replace("\"", "\"\"") + "\"";
    }
}
