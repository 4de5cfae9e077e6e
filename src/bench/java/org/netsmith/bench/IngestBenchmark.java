package org.netsmith.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.netsmith.dataset.IngestLimits;
import org.netsmith.dataset.IngestOptions;
import org.netsmith.dataset.IngestTask;
import org.netsmith.worker.TaskContext;
import org.springframework.util.FileSystemUtils;

/** Reading a CSV file into the normal form, beside DuckDB's own reading of it into Parquet, in turns. */
final class IngestBenchmark {

    private static final int ROWS = Integer.getInteger("bench.ingest.rows", 3_000_000);
    private static final int TURNS = Integer.getInteger("bench.ingest.turns", 3);
    private static final long MEMORY = 512L << 20;

    /** Numbers, integers, times, truth values, words, text and missing values. */
    private static final String COLUMNS = """
        i AS id, round(random() * 100, 2) AS price, round(random() * 10 - 5, 4) AS change,
        round(random() * 1000, 3) AS weight, (random() * 100)::INT AS age, (random() * 1000000)::INT AS count,
        ['red', 'green', 'blue', 'yellow'][1 + (i % 4)::INT] AS colour, 'city ' || (random() * 50)::INT AS city,
        TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS seen, i % 3 = 0 AS flag,
        'some words of text, number ' || i AS note,
        CASE WHEN random() < 0.1 THEN NULL ELSE round(random() * 7, 1) END AS gap,
        CASE WHEN random() < 0.5 THEN 'yes' ELSE 'no' END AS label\
        """;

    private IngestBenchmark() {}

    static String run() throws Exception {
        Path directory = Files.createTempDirectory("netsmith-ingest");
        try {
            Path csv = directory.resolve("rows.csv");
            duckDb("COPY (SELECT %s FROM range(%d) AS rows(i)) TO '%s' (FORMAT csv, HEADER)"
                    .formatted(COLUMNS, ROWS, csv));
            return measured(csv, directory);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static String measured(Path csv, Path directory) throws Exception {
        List<Double> reading = new ArrayList<>();
        List<Double> describing = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        for (int turn = 0; turn <= TURNS; turn++) {
            Path parquet = directory.resolve("rows.parquet");
            String copy = "COPY (SELECT * FROM read_csv('%s')) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
                    .formatted(csv, parquet);
            double read = seconds(() -> duckDb(copy));
            double described = seconds(() -> duckDb("SUMMARIZE SELECT * FROM read_parquet('%s')".formatted(parquet)));
            Path task = Files.createTempDirectory(directory, "task");
            double ingested = seconds(() -> ingest(csv, task));
            FileSystemUtils.deleteRecursively(task);
            // The first turn is for the classes and the disk.
            if (turn > 0) {
                reading.add(read);
                describing.add(read + described);
                ours.add(ingested);
            }
        }
        return table(Files.size(csv) / 1e6, new Timings(reading), new Timings(describing), new Timings(ours));
    }

    private static String table(double megabytes, Timings reading, Timings describing, Timings ours) {
        return new Table(List.of(
                        "a CSV file of %s MB, %d columns, median of %d turns"
                                .formatted(Table.number(megabytes), 13, TURNS),
                        "s",
                        "times DuckDB's"))
                .row(List.of("DuckDB: `read_csv` into Parquet", Table.number(reading.median()), ""))
                .row(List.of("DuckDB: the same, and `SUMMARIZE`", Table.number(describing.median()), ""))
                .row(List.of(
                        "Netsmith: every row checked, Parquet, exact statistics, first rows",
                        Table.number(ours.median()),
                        "%s of the first, %s of the second"
                                .formatted(
                                        Table.number(ours.ratioTo(reading)), Table.number(ours.ratioTo(describing)))))
                .toString();
    }

    /** Work that is timed. */
    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void duckDb(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads=%d".formatted(threads()));
            statement.execute("SET memory_limit='%dB'".formatted(MEMORY));
            statement.execute(sql);
        }
    }

    private static void ingest(Path csv, Path directory) throws Exception {
        IngestLimits limits = new IngestLimits(4L << 30, 4096, 1 << 20, MEMORY);
        new IngestTask(List.of(new IngestTask.Upload("rows.csv", csv)), IngestOptions.NONE, limits)
                .run(new Context(directory));
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    private record Context(Path directory) implements TaskContext {

        @Override
        public Path cache() {
            return directory;
        }

        @Override
        public void report(String type, Object data) {}

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public int threads() {
            return IngestBenchmark.threads();
        }

        @Override
        public String backend() {
            return "cpu";
        }
    }
}
