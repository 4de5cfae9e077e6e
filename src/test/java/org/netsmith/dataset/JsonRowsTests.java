package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonRowsTests {

    @TempDir
    Path scratch;

    @Test
    void spreadsObjectsAndKeepsArrays() throws IOException {
        Ingests.Ingested ingested = read("""
            {"a": {"b": 1, "c": {"d": true}}, "list": [1, "x", {"y": [null]}], "when": "2024-01-02T03:04:05Z"}
            {"a": {"b": 2.5}, "list": [], "e": ""}

            {"a": null, "list": ["ü"], "when": null}
            """);

        assertThat(ingested.result().format()).isEqualTo("ndjson");
        assertThat(ingested.names()).containsExactly("a.b", "a.c.d", "list", "when", "e", "a");
        assertThat(ingested.column("a.b").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(ingested.column("a.c.d").type()).isEqualTo(ColumnType.BOOLEAN);
        assertThat(ingested.column("when").type()).isEqualTo(ColumnType.DATETIME);
        assertThat(ingested.table().values("list").text(0)).isEqualTo("[1,\"x\",{\"y\":[null]}]");
        assertThat(ingested.table().values("list").text(2)).isEqualTo("[\"ü\"]");
        assertThat(ingested.column("a.b").missing()).isEqualTo(1);
    }

    @Test
    void readsAnArrayOfRowsOnSeveralLines() throws IOException {
        Ingests.Ingested ingested = read(" [ {\"a\": 1},\n{\"a\":\n2}\n, {\"b\": \"x\"} ]\n");

        assertThat(ingested.result().rows()).isEqualTo(3);
        assertThat(ingested.names()).containsExactly("a", "b");
    }

    @Test
    void keepsNumbersAsTheyAreWritten() throws IOException {
        Ingests.Ingested ingested = read("{\"a\": 9007199254740993}\n{\"a\": 1e3}\n{\"a\": -0.5}\n");

        assertThat(ingested.column("a").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(ingested.warnings()).contains("lose digits").contains("line 1");
    }

    @Test
    void namesTheLineOfWhatIsNoRow() {
        assertRefused("{\"a\": 1}\n[1, 2]\n", "line 2: one object a row is expected; received an array");
        assertRefused("{\"a\": 1}\n{\"a\": 1", "line 2: no complete JSON");
        assertRefused("[{\"a\": 1}] {\"a\": 2}", "more follows after the end of the array");
        assertRefused("[{\"a\": 1}, 7]", "received a number");
        assertRefused("{\"a\": 1}\n{\"A\": 1}\n", "line 2: the name \"A\" is that of column 1");
        assertRefused("{\"a\": 1}\n{\"b\": {\"c\": 1}, \"b.c\": 2}\n", "line 2: the key \"b.c\" stands there twice");
        assertRefused("[]", "no rows");
        assertRefused("{}\n{}\n", "2 rows without any column");
        assertRefused("{\"a\": %s1%s}".formatted("{\"b\":".repeat(99), "}".repeat(99)), "more than 64 deep");
    }

    @Test
    void boundsColumnsAndValues() {
        StringBuilder wide = new StringBuilder("{\"first\": 0");
        for (int i = 0; i < 5000; i++) {
            wide.append(",\"k").append(i).append("\":1");
        }
        assertRefused(wide.append('}').toString(), "more keys than the limit of 4096 columns");
        assertRefused("{\"a\": [%s1]}".formatted("12345678,".repeat(200_000)), "is longer than the limit");
        assertRefused("{\"a\": \"%s\"}".formatted("x".repeat((1 << 20) + 1)), "longer than the limit");
        assertRefused("{\"%s\": 1}".formatted("x".repeat(2000)), "longer than the limit");
    }

    @Test
    void followsOptions() throws IOException {
        IngestOptions options =
                new IngestOptions(null, null, List.of("?"), Map.of("a", ColumnType.CATEGORY), null, null);

        Ingests.Ingested ingested = read("{\"a\": 1}\n{\"a\": \"?\"}\n{\"a\": 2}\n", options);

        assertThat(ingested.column("a").categories()).containsExactly("1", "2");
        assertThat(ingested.column("a").missing()).isEqualTo(1);
    }

    private void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining(reason);
    }

    private Ingests.Ingested read(String text) throws IOException {
        return read(text, IngestOptions.NONE);
    }

    private Ingests.Ingested read(String text, IngestOptions options) throws IOException {
        Path file = Files.writeString(Files.createTempFile(scratch, "rows", ".ndjson"), text);
        return Ingests.run(List.of(Ingests.upload(file)), options, scratch);
    }
}
