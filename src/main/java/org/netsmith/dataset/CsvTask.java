package org.netsmith.dataset;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.netsmith.worker.Task;
import org.netsmith.worker.TaskContext;

/**
 * Writes a table as CSV (RFC 4180, UTF-8, a header line, empty for missing) into the task's directory. Names and texts
 * that a spreadsheet would run as a formula get an apostrophe in front, by which it knows a text. Parquet keeps every
 * letter.
 *
 * @param columns of the table, in the order to write
 * @param table the normal form of the table
 */
public record CsvTask(List<Column> columns, Path table) implements Task {

    /** The file in the task's directory. */
    static final String FILE = "table.csv";

    private static final long MEMORY = 256L << 20;
    private static final String FORMULA = "(?s)[=@\\t\\r].*";
    private static final String SIGNED = "(?s)[+-].+";
    private static final String NUMBER = "[+-][0-9]*\\.?[0-9]*([eE][+-]?[0-9]+)?";

    @Override
    public Long run(TaskContext context) throws SQLException {
        try (DuckDb database = DuckDb.within(context.directory(), List.of(table), context.threads(), MEMORY)) {
            String selected = columns.stream().map(CsvTask::selected).collect(Collectors.joining(", "));
            database.execute("COPY (SELECT %s FROM read_parquet(%s)) TO %s (FORMAT csv, HEADER)"
                    .formatted(
                            selected,
                            literal(table),
                            literal(context.directory().resolve(FILE))));
            return context.directory().resolve(FILE).toFile().length();
        }
    }

    private static String selected(Column column) {
        String shown = isFormula(column.name()) ? "'" + column.name() : column.name();
        return value(column) + " AS " + DuckDb.identifier(shown);
    }

    private static boolean isFormula(String text) {
        return text.matches(FORMULA) || text.matches(SIGNED) && !text.matches(NUMBER);
    }

    /** Texts that are no formulas, truth values as the file had them, all others as they are. */
    private static String value(Column column) {
        String name = DuckDb.identifier(column.name());
        return switch (column.type()) {
            case CATEGORY, TEXT -> harmless(name);
            case BOOLEAN -> column.categories() == null ? name : truth(name, column.categories());
            case NUMBER, INTEGER, DATETIME, TENSOR -> name;
        };
    }

    private static String harmless(String name) {
        return ("CASE WHEN regexp_full_match(%1$s, %2$s) OR regexp_full_match(%1$s, %3$s) AND NOT "
                        + "regexp_full_match(%1$s, %4$s) THEN chr(39) || %1$s ELSE %1$s END")
                .formatted(name, DuckDb.literal(FORMULA), DuckDb.literal(SIGNED), DuckDb.literal(NUMBER));
    }

    private static String truth(String name, List<String> values) {
        return "CASE WHEN %1$s THEN %2$s WHEN NOT %1$s THEN %3$s END"
                .formatted(name, DuckDb.literal(values.getLast()), DuckDb.literal(values.getFirst()));
    }

    private static String literal(Path file) {
        return DuckDb.literal(file.toAbsolutePath().toString());
    }
}
