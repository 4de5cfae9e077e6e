package org.netsmith.dataset;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** A DuckDB database in memory that can reach one file or one directory and nothing else. In a worker only. */
final class DuckDb implements AutoCloseable {

    private static final long DISK_PER_MEMORY = 16;

    private final DuckDBConnection connection;

    private DuckDb(DuckDBConnection connection) {
        this.connection = connection;
    }

    /**
     * For reading and writing within a directory.
     *
     * @param directory what may be read and written; memory beyond the limit goes to files there
     * @param files what may be read besides
     * @param memory bytes
     */
    static DuckDb within(Path directory, List<Path> files, int threads, long memory) throws SQLException {
        String temporary = absolute(directory.resolve("duckdb"));
        return open(
                threads,
                memory,
                List.of(
                        "SET temp_directory=" + temporary,
                        "SET max_temp_directory_size='%dB'".formatted(DISK_PER_MEMORY * memory),
                        "SET allowed_directories=[%s]".formatted(absolute(directory)),
                        "SET allowed_paths=[%s]"
                                .formatted(String.join(
                                        ", ",
                                        files.stream().map(DuckDb::absolute).toList()))));
    }

    /** For reading one file. */
    static DuckDb reading(Path file, int threads, long memory) throws SQLException {
        return open(
                threads, memory, List.of("SET temp_directory=''", "SET allowed_paths=[%s]".formatted(absolute(file))));
    }

    /** Unpacks the native library and starts it once. */
    static void load() throws SQLException {
        DriverManager.getConnection("jdbc:duckdb:").close();
    }

    private static DuckDb open(int threads, long memory, List<String> settings) throws SQLException {
        DuckDb database = new DuckDb((DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", streaming()));
        database.execute("SET threads=" + threads);
        database.execute("SET memory_limit='%dB'".formatted(memory));
        database.execute("SET autoinstall_known_extensions=false");
        database.execute("SET autoload_known_extensions=false");
        for (String setting : settings) {
            database.execute(setting);
        }
        database.execute("SET enable_external_access=false");
        database.execute("SET lock_configuration=true");
        return database;
    }

    /** Answers larger than memory come bit by bit. */
    private static Properties streaming() {
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        return properties;
    }

    private static String absolute(Path path) {
        return literal(path.toAbsolutePath().toString());
    }

    /** A name as SQL. */
    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as SQL. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What reads the rows of an answer. */
    interface Reading<T> {
        T read(ResultSet rows) throws SQLException;
    }

    <T> T query(String sql, Reading<T> reading) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return reading.read(rows);
        }
    }

    /** The first number of the first row; 0 where there is none. */
    long number(String sql) throws SQLException {
        return numbers(sql).getFirst();
    }

    /** The numbers of the first row. */
    List<Long> numbers(String sql) throws SQLException {
        return query(sql, rows -> {
            List<Long> numbers = new ArrayList<>();
            boolean any = rows.next();
            for (int place = 1; place <= rows.getMetaData().getColumnCount(); place++) {
                numbers.add(any ? rows.getLong(place) : 0L);
            }
            return numbers;
        });
    }

    /** The same database, for another thread to ask. */
    DuckDb another() throws SQLException {
        return new DuckDb(connection.duplicate());
    }

    DuckDBAppender appender(String table) throws SQLException {
        return connection.createAppender(table);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
