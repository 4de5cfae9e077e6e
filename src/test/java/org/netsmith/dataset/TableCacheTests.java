package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table comes out of the cache as it lies in its Parquet file. */
class TableCacheTests {

    private static final String ROWS = """
        n,i,b,c,t,d
        1.5,3,true,café,eins,2020-01-02
        ,,,,,
        -2.25,-7,false,tea,zwei,1969-12-31
        1e300,9007199254740991,true,café,東京,2020-01-02T03:04:05.678
        """;

    @TempDir
    Path scratch;

    private static final IngestOptions TYPES = new IngestOptions(
            null, null, null, java.util.Map.of("c", ColumnType.CATEGORY, "t", ColumnType.TEXT), null, null);

    private static List<String> texts(Table table, String column) {
        return IntStream.range(0, table.rows())
                .mapToObj(row -> String.valueOf(table.values(column).text(row)))
                .toList();
    }

    @Test
    void everyTypeComesBack() {
        Table table = Ingests.text(ROWS, TYPES, scratch).table();

        assertThat(table.rows()).isEqualTo(4);
        assertThat(texts(table, "n")).containsExactly("1.5", "null", "-2.25", Numerals.text(1e300));
        assertThat(texts(table, "i")).containsExactly("3", "null", "-7", "9007199254740991");
        assertThat(texts(table, "b")).containsExactly("true", "null", "false", "true");
        assertThat(texts(table, "c")).containsExactly("café", "null", "tea", "café");
        assertThat(texts(table, "t")).containsExactly("eins", "null", "zwei", "東京");
        assertThat(((Values.Numbers) table.values("d")).number(3)).isEqualTo(1577934245678.0);
        assertThat(table.values("d").missing(1)).isTrue();
    }

    @Test
    void theSecondReadingAsksNoDatabase() throws IOException {
        Ingests.Ingested ingested = Ingests.text(ROWS, TYPES, scratch);
        Table first = ingested.table();
        Files.delete(ingested.files().get("table"));

        assertThat(texts(ingested.table(), "t")).isEqualTo(texts(first, "t"));
    }

    @Test
    void otherColumnsAreAnotherTable() {
        Ingests.Ingested ingested = Ingests.text(ROWS, TYPES, scratch);
        Path cache = ingested.directory().resolve("cache");
        Table two = Table.read(ingested.result().columns().subList(3, 5), ingested.files(), cache);

        assertThat(texts(two, "c")).isEqualTo(texts(ingested.table(), "c"));
        assertThat(cache.toFile().list()).hasSize(2);
    }

    @Test
    void whatIsNotFinishedIsNotFound() throws IOException {
        Ingests.Ingested ingested = Ingests.text(ROWS, TYPES, scratch);
        ingested.table();
        Path cache = ingested.directory().resolve("cache");

        try (var files = Files.list(cache)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(1)
                    .allMatch(name -> name.matches("[0-9a-f]{64}\\.table"));
        }
    }

    @Test
    void moreTextsThanAreKeptAsStrings() {
        int rows = 12_000;
        String text = IntStream.range(0, rows)
                .mapToObj(row -> "word é " + row % 11_000 + "," + row)
                .collect(Collectors.joining("\n", "t,n\n", "\n"));
        Table table = Ingests.text(
                        text,
                        new IngestOptions(null, null, null, java.util.Map.of("t", ColumnType.TEXT), null, null),
                        scratch)
                .table();

        assertThat(((Values.Codes) table.values("t")).dictionary()).hasSize(11_000);
        assertThat(table.values("t").text(11_500)).isEqualTo("word é 500");
        assertThat(table.values("t").text(10_999)).isEqualTo("word é 10999");
    }
}
