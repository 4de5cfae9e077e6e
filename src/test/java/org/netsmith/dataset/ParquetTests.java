package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.worker.TaskException;

class ParquetTests {

    @TempDir
    Path scratch;

    @Test
    void readsTheTypesThatThereAre() throws SQLException {
        Ingests.Ingested ingested = read("""
                SELECT i::TINYINT AS small, i::UBIGINT AS unsigned, i::DECIMAL(9, 0) AS whole, i + 0.25 AS real,
                    i > 2 AS truth, DATE '2024-02-28' + i::INTEGER AS day, TIMESTAMPTZ '2024-01-01 00:00:00+02' AS zoned,
                    CASE WHEN i = 1 THEN 'nan'::DOUBLE ELSE i END AS gaps, 'w' || (i % 2) AS word,
                    {'a': i, 'b': {'c': 'deep'}} AS pos, [i, i] AS list, 18446744073709551615::UBIGINT AS huge,
                    'x'::BLOB AS blob, NULL::INTEGER AS nothing
                FROM range(5) AS r(i)\
                """, IngestOptions.NONE);

        assertThat(ingested.names())
                .containsExactly(
                        "small",
                        "unsigned",
                        "whole",
                        "real",
                        "truth",
                        "day",
                        "zoned",
                        "gaps",
                        "word",
                        "pos.a",
                        "pos.b.c",
                        "list",
                        "huge",
                        "nothing");
        assertThat(ingested.result().columns().stream().map(Column::type))
                .startsWith(
                        ColumnType.INTEGER,
                        ColumnType.INTEGER,
                        ColumnType.INTEGER,
                        ColumnType.NUMBER,
                        ColumnType.BOOLEAN,
                        ColumnType.DATETIME,
                        ColumnType.DATETIME,
                        ColumnType.NUMBER,
                        ColumnType.CATEGORY,
                        ColumnType.INTEGER,
                        ColumnType.CATEGORY);
        assertThat(((Values.Numbers) ingested.table().values("zoned")).number(0))
                .isEqualTo(java.time.Instant.parse("2023-12-31T22:00:00Z").toEpochMilli());
        assertThat(ingested.table().values("list").text(3)).isEqualTo("[3,3]");
        assertThat(ingested.column("gaps").missing()).isEqualTo(1);
        assertThat(ingested.warnings())
                .contains("\"blob\" is left out", "\"gaps\": 1 values are NaN", "\"nothing\": no values at all");
    }

    @Test
    void followsTypesThatAreAskedFor() throws SQLException {
        String sql = "SELECT i AS code, i * 1.5 AS half FROM range(4) AS r(i)";
        Ingests.Ingested ingested = read(sql, types(Map.of("code", ColumnType.CATEGORY)));

        assertThat(ingested.column("code").categories()).containsExactly("0", "1", "2", "3");
        assertThatThrownBy(() -> read(sql, types(Map.of("half", ColumnType.INTEGER))))
                .hasMessageContaining("\"half\": 2 values are not of type integer");
        assertThatThrownBy(() -> read(sql, types(Map.of("cod", ColumnType.CATEGORY))))
                .hasMessageContaining("did you mean \"code\"?");
    }

    @Test
    void readsNoFileButTheOneUploaded() throws SQLException, IOException {
        Path secret = Files.writeString(scratch.resolve("secret.csv"), "a\n1\n");
        try (DuckDb database = DuckDb.within(scratch.resolve("task"), List.of(scratch.resolve("one")), 1, 64L << 20)) {
            assertThatThrownBy(() -> database.number("SELECT count(*) FROM '%s'".formatted(secret)))
                    .hasMessageContaining("disabled");
        }
    }

    /** Whatever stands in the footer or the pages, the answer is a reading or a refusal. */
    @Test
    void survivesDamageAnywhere() throws SQLException, IOException {
        byte[] sound = Files.readAllBytes(
                parquet("SELECT i AS a, 'w' || (i % 50) AS b, i * 0.5 AS c, [i] AS d FROM range(2000) AS r(i)"));
        Random random = new Random(5);
        int refused = 0;
        for (int trial = 0; trial < 150; trial++) {
            byte[] damaged = sound.clone();
            boolean footer = trial % 3 != 0;
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                int place = footer ? sound.length - 1 - random.nextInt(700) : random.nextInt(sound.length);
                damaged[place] = (byte) random.nextInt();
            }
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(30);
    }

    private boolean isRefused(byte[] content) throws IOException {
        Path file = Files.write(Files.createTempFile(scratch, "damaged", ".parquet"), content);
        try {
            Ingests.Ingested read = Ingests.run(List.of(Ingests.upload(file)), IngestOptions.NONE, scratch);
            assertThat((long) read.table().rows()).isEqualTo(read.result().rows());
            return false;
        } catch (TaskException refusal) {
            assertThat(refusal.slug()).isEqualTo("invalid-dataset");
            assertThat(refusal.getMessage()).doesNotContain(scratch.toString());
            return true;
        }
    }

    private static IngestOptions types(Map<String, ColumnType> types) {
        return new IngestOptions(null, null, null, types, null, null);
    }

    private Ingests.Ingested read(String sql, IngestOptions options) throws SQLException {
        return Ingests.run(List.of(Ingests.upload(parquet(sql))), options, scratch);
    }

    private Path parquet(String sql) throws SQLException {
        Path file = scratch.resolve("made-%d.parquet".formatted(System.nanoTime()));
        try (DuckDb database = DuckDb.within(scratch, List.of(), 1, 64L << 20)) {
            database.execute("COPY (%s) TO %s (FORMAT parquet)".formatted(sql, DuckDb.literal(file.toString())));
        }
        return file;
    }
}
