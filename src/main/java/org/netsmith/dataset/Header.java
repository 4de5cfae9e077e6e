package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes columns of names. */
final class Header {

    static final int LONGEST_NAME = 1000;
    private static final Set<Literal> NUMBERS =
            EnumSet.of(Literal.DECIMAL, Literal.INTEGER, Literal.BIG_INTEGER, Literal.DECIMAL_COMMA);

    private final Intake intake;
    private final Rejection rejection;
    private final List<TableColumn> columns = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    Header(Intake intake, Rejection rejection) {
        this.intake = intake;
        this.rejection = rejection;
    }

    List<TableColumn> columns() {
        return columns;
    }

    /** @param line whether the names stand in a line of their own, which may be missing */
    void start(TextRows.Cursor cursor, boolean line) {
        extend(cursor);
        if (line && intake.options().header()) {
            warnOfData(cursor.names());
        }
    }

    /** Takes up columns that came with the last row. */
    void extend(TextRows.Cursor cursor) {
        List<String> names = cursor.names();
        for (int i = columns.size(); i < names.size(); i++) {
            columns.add(column(names.get(i), i, cursor));
        }
    }

    private TableColumn column(String given, int place, TextRows.Cursor cursor) {
        if (given.length() > LONGEST_NAME) {
            rejection.add("%s: a column name of %d characters; at most %d are taken"
                    .formatted(cursor.place(place), given.length(), LONGEST_NAME));
        }
        boolean named = !given.isBlank();
        boolean header = intake.options().header();
        String name = named ? given : "column_" + (place + 1);
        if (!named && header) {
            intake.warn("column %d has no name and is called \"%s\"".formatted(place + 1, name));
        }
        requireDistinct(name, place, cursor);
        return new TableColumn(name, intake.options().types().get(name), named || !header);
    }

    /** The normal form, as SQL, knows no letter case in names. */
    private void requireDistinct(String name, int place, TextRows.Cursor cursor) {
        Integer before = places.putIfAbsent(name.toLowerCase(Locale.ROOT), place);
        if (before != null) {
            rejection.add("%s: the name \"%s\" is that of column %d (\"%s\"); letter case is no difference"
                    .formatted(
                            cursor.place(place),
                            name,
                            before + 1,
                            columns.get(before).name()));
        }
    }

    private void warnOfData(List<String> first) {
        long numbers = first.stream()
                .filter(cell -> NUMBERS.contains(Literal.of(cell)))
                .count();
        if (numbers > 0) {
            intake.warn(("the header looks like data: %d of %d column names are numbers; give the option "
                            + "\"header\": false if the file has none")
                    .formatted(numbers, first.size()));
        }
    }

    void requireTyped() {
        requireTyped(intake, columns.stream().map(TableColumn::name).toList(), rejection);
    }

    /** Types can be asked for only where there is a column. */
    static void requireTyped(Intake intake, List<String> names, Rejection rejection) {
        intake.options().types().keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(name -> rejection.add(
                        "/options/types/" + name.replace("~", "~0").replace("/", "~1"),
                        "there is no column \"%s\"%s".formatted(Received.shortened(name), Nearest.hint(name, names))));
    }
}
