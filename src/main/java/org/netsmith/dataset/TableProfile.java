package org.netsmith.dataset;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Works out the statistics of a table's columns, some of them at a time. */
final class TableProfile {

    static final List<String> PROBABILITIES = List.of("0.05", "0.25", "0.5", "0.75", "0.95");

    /** Each takes 16 bytes a row on disk. */
    private static final int MOST_AT_ONCE = 4;

    private final DuckDb database;
    private final Intake intake;

    TableProfile(DuckDb database, Intake intake) {
        this.database = database;
        this.intake = intake;
    }

    List<Column> of(List<TableColumn> columns, long rows) throws SQLException {
        Column[] profile = new Column[columns.size()];
        Queue<Integer> places = new ConcurrentLinkedQueue<>(slowestFirst(columns));
        List<Callable<Column[]>> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST_AT_ONCE, intake.context().threads()); i++) {
            Path file = intake.file("frequencies-" + i);
            workers.add(() -> fill(profile, columns, places, file, rows));
        }
        await(workers);
        List<Column> told = List.of(profile);
        told.stream().filter(column -> column.type() == ColumnType.CATEGORY).forEach(this::warnOfLikeness);
        return told;
    }

    /** Places of columns, those of texts first, so that no worker begins one when the others are done. */
    private static List<Integer> slowestFirst(List<TableColumn> columns) {
        return IntStream.range(0, columns.size())
                .boxed()
                .sorted(Comparator.comparing(place -> columns.get(place).type() != ColumnType.TEXT))
                .toList();
    }

    private Column[] fill(
            Column[] profile, List<TableColumn> columns, Queue<Integer> places, Path file, long rows)
            throws SQLException {
        try (DuckDb connection = database.another();
                Frequencies frequencies = new Frequencies(file, rows)) {
            ColumnProfile worker = new ColumnProfile(connection, frequencies, rows);
            for (Integer place = places.poll(); place != null; place = places.poll()) {
                profile[place] = worker.of(columns.get(place));
            }
        }
        return profile;
    }

    private static void await(List<Callable<Column[]>> workers) throws SQLException {
        try (ExecutorService pool = Executors.newFixedThreadPool(workers.size())) {
            for (Future<Column[]> worker : pool.invokeAll(workers)) {
                worker.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SQLException ofDatabase) {
                throw ofDatabase;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    /** Categories that differ in letter case or outer spaces only are kept apart, but may not be meant so. */
    private void warnOfLikeness(Column column) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String category : column.categories() == null ? List.<String>of() : column.categories()) {
            String like = seen.putIfAbsent(category.strip().toLowerCase(Locale.ROOT), category);
            if (like != null) {
                intake.warn("column \"%s\": \"%s\" and \"%s\" are two categories"
                        .formatted(column.name(), Received.shortened(like), Received.shortened(category)));
            }
        }
    }
}
