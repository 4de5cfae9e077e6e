package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.netsmith.engine.Finding;

/** Makes columns of the first line. */
final class Header {

    private static final int LONGEST_NAME = 1000;
    private static final Set<Literal> NUMBERS =
            EnumSet.of(Literal.DECIMAL, Literal.INTEGER, Literal.BIG_INTEGER, Literal.DECIMAL_COMMA);

    private final IngestOptions options;
    private final Rejection rejection;
    private final List<Finding> warnings;

    Header(IngestOptions options, Rejection rejection, List<Finding> warnings) {
        this.options = options;
        this.rejection = rejection;
        this.warnings = warnings;
    }

    List<TableColumn> columns(List<String> first) {
        List<TableColumn> columns = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            columns.add(column(options.header() ? first.get(i) : "", i));
        }
        if (options.header()) {
            requireDistinct(columns);
            warnOfData(first);
        }
        requireTyped(columns);
        return columns;
    }

    private TableColumn column(String given, int place) {
        if (given.length() > LONGEST_NAME) {
            rejection.add("line 1, column %d: a column name of %d characters; at most %d are taken"
                    .formatted(place + 1, given.length(), LONGEST_NAME));
        }
        boolean named = !given.isBlank();
        String name = named ? given : "column_" + (place + 1);
        if (!named && options.header()) {
            warnings.add(new Finding("", "column %d has no name and is called \"%s\"".formatted(place + 1, name)));
        }
        return new TableColumn(name, options.types().get(name), named || !options.header());
    }

    /** The normal form, as SQL, knows no letter case in names. */
    private void requireDistinct(List<TableColumn> columns) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Integer before = places.putIfAbsent(columns.get(i).name().toLowerCase(Locale.ROOT), i);
            if (before != null) {
                rejection.add(
                        "line 1, column %d: the name \"%s\" is that of column %d (\"%s\"); letter case is no difference"
                                .formatted(
                                        i + 1,
                                        columns.get(i).name(),
                                        before + 1,
                                        columns.get(before).name()));
            }
        }
    }

    private void warnOfData(List<String> first) {
        long numbers = first.stream()
                .filter(cell -> NUMBERS.contains(Literal.of(cell)))
                .count();
        if (numbers > 0) {
            warnings.add(new Finding(
                    "",
                    ("the header looks like data: %d of %d column names are numbers; give the option "
                                    + "\"header\": false if the file has none")
                            .formatted(numbers, first.size())));
        }
    }

    private void requireTyped(List<TableColumn> columns) {
        List<String> names = columns.stream().map(TableColumn::name).toList();
        options.types().keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(name -> rejection.add(
                        "/options/types/" + name.replace("~", "~0").replace("/", "~1"),
                        "there is no column \"%s\"%s".formatted(Received.shortened(name), Nearest.hint(name, names))));
    }
}
