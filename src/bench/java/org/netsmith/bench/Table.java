package org.netsmith.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of Markdown, written row by row. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    Table(List<String> head) {
        row(head);
        lines.add("|" + "---|".repeat(head.size()));
    }

    Table row(List<String> cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
        return this;
    }

    /** About three digits. */
    static String number(double value) {
        int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
