package org.netsmith.bench;

import java.util.List;
import java.util.Locale;

/** What a step has to do at least, counted: arithmetic in products, and bytes that Adam moves. */
final class WorkPart {

    private WorkPart() {}

    static String text() {
        Table table = new Table(List.of(
                "network", "batch", "weights", "FLOP a step", "bytes of Adam a step", "FLOP for each of these bytes"));
        Workload.plain().forEach(workload -> table.row(row(workload)));
        return table.toString();
    }

    private static List<String> row(Workload workload) {
        return List.of(
                workload.network(),
                String.valueOf(workload.batch()),
                count(workload.weights()),
                count(workload.flop()),
                count(workload.adamBytes()),
                Table.number((double) workload.flop() / workload.adamBytes()));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
