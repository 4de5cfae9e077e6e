package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.worker.TaskException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class IngestTaskTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({
        "iris, 150, 5, species, CATEGORY, 3",
        "wine, 178, 14, cultivar, CATEGORY, 3",
        "breast_cancer, 569, 31, diagnosis, CATEGORY, 2",
        "diabetes, 442, 11, progression, INTEGER, 214",
        "digits, 1797, 65, digit, INTEGER, 10",
        "penguins, 344, 8, species, CATEGORY, 3",
        "titanic, 1309, 7, survived, CATEGORY, 2"
    })
    void readsRealTables(String name, int rows, int columns, String target, ColumnType type, int distinct) {
        Ingests.Ingested ingested = Ingests.file(name + ".csv", scratch);

        assertThat(ingested.result().format()).isEqualTo("csv");
        assertThat(ingested.result().rows()).isEqualTo(rows);
        assertThat(ingested.result().columns()).hasSize(columns);
        assertThat(ingested.column(target).type()).isEqualTo(type);
        assertThat(ingested.column(target).distinct()).isEqualTo(distinct);
        assertThat(ingested.result().warnings()).isEmpty();
        assertThat(ingested.table().rows()).isEqualTo(rows);
    }

    @Test
    void describesNumbers() {
        Column length = Ingests.file("iris.csv", scratch).column("petal_length_cm");

        assertThat(length.type()).isEqualTo(ColumnType.NUMBER);
        assertThat(length.min()).isEqualTo(1.0);
        assertThat(length.max()).isEqualTo(6.9);
        assertThat(length.mean()).isCloseTo(3.758, within(1e-12));
        assertThat(length.std()).isCloseTo(1.7652982332594662, within(1e-12));
        assertThat(length.quantiles()).containsEntry("0.5", 4.35).containsKeys("0.05", "0.25", "0.75", "0.95");
        assertThat(length.missing()).isZero();
    }

    @Test
    void describesCategoriesAndMissingValues() {
        Ingests.Ingested titanic = Ingests.file("titanic.csv", scratch);

        assertThat(titanic.column("age").missing()).isEqualTo(263);
        assertThat(titanic.column("name").type()).isEqualTo(ColumnType.TEXT);
        assertThat(titanic.column("name").categories()).isNull();
        assertThat(titanic.column("sex").categories()).containsExactly("female", "male");
        assertThat(titanic.column("sex").topValues())
                .containsExactly(new Column.TopValue("male", 843), new Column.TopValue("female", 466));
        assertThat(titanic.column("sibsp").categories()).containsExactly("0", "1", "2", "3", "4", "5", "8");
    }

    @Test
    void previewsTheFirstRowsAsPredictionTakesThem() throws IOException {
        Ingests.Ingested titanic = Ingests.file("titanic.csv", scratch);

        JsonNode preview = JSON.readTree(
                Files.readString(titanic.directory().resolve(titanic.result().preview())));

        assertThat(preview).hasSize(500);
        assertThat(preview.get(0).get("name").asString()).isEqualTo("Allen, Miss. Elisabeth Walton");
        assertThat(preview.get(0).get("age").asDouble()).isEqualTo(29);
        assertThat(preview.get(0).get("survived").asString()).isEqualTo("yes");
        assertThat(preview.get(15).get("age").isNull()).isTrue();
    }

    @Test
    void readsTheSameBytesAndStatisticsWithAnyNumberOfThreads() throws IOException {
        StringBuilder text = new StringBuilder("id,real,word,note,when,n,v\n");
        Random random = new Random(7);
        for (int row = 0; row < 300_000; row++) {
            text.append(row).append(',').append(random.nextInt(1_000_000) / 1e3);
            text.append(",w").append(random.nextInt(50)).append(",\"note, ").append(row % 299_990).append("\",");
            text.append("2024-01-01 00:00:00.").append(100_000 + row).append(",n").append(row);
            text.append(",v").append(row % 11).append('\n');
        }
        Path file = Files.writeString(scratch.resolve("rows.csv"), text);

        Ingests.Ingested one = Ingests.run(List.of(Ingests.upload(file)), IngestOptions.NONE, scratch, 1);
        Ingests.Ingested three = Ingests.run(List.of(Ingests.upload(file)), IngestOptions.NONE, scratch, 3);

        assertThat(three.result()).isEqualTo(one.result());
        assertThat(three.files().get("table")).hasSameBinaryContentAs(one.files().get("table"));
        assertThat(one.column("id").distinct()).isEqualTo(300_000);
        assertThat(one.column("id").std()).isCloseTo(Math.sqrt(300_000.0 * 300_001 / 12), within(1e-9));
        assertThat(one.column("id").topValues()).first().isEqualTo(new Column.TopValue("0", 1));
        assertThat(one.column("note").distinct()).isEqualTo(299_990);
        assertThat(one.column("note").topValues())
                .extracting(Column.TopValue::value)
                .containsExactly(IntStream.range(0, 10).mapToObj(i -> "note, " + i).toArray(String[]::new));
        assertThat(one.column("note").topValues()).extracting(Column.TopValue::count).containsOnly(2L);
        assertThat(one.column("when").topValues())
                .first()
                .isEqualTo(new Column.TopValue("2024-01-01 00:00:00.1", 1));
        assertThat(one.column("n").topValues())
                .extracting(Column.TopValue::value)
                .startsWith("n0", "n1", "n10", "n100", "n1000");
        assertThat(one.column("v").topValues())
                .extracting(Column.TopValue::value)
                .startsWith("v0", "v1", "v2", "v3");
    }

    /** Lines of 7 bytes, so that letters of two bytes lie across the ends of blocks. */
    @Test
    void namesTheFirstLineThatIsNotUtf8InALongFile() throws IOException {
        byte[] utf8 = ("a,b\n" + "xxxx,y\n".repeat(40_000) + "xäx,y\n".repeat(40_000)).getBytes(StandardCharsets.UTF_8);
        Path whole = Files.write(scratch.resolve("whole.csv"), utf8);
        byte[] broken = utf8.clone();
        broken[broken.length - 3] = (byte) 0xe4;
        Path odd = Files.write(scratch.resolve("odd.csv"), broken);

        assertThat(TextEncoding.of(whole, null).firstOdd()).isZero();
        assertThat(TextEncoding.of(odd, null).firstOdd()).isEqualTo(80_001);
    }

    @Test
    void tellsTypesFromEveryRow() {
        Ingests.Ingested ingested = Ingests.text("""
            whole,real,truth,when,code,word,none
            1,1.5,TRUE,2024-02-29,007,a,
            -2,2,FALSE,2024-03-01T12:30:00Z,012,b,
            3,1e3,TRUE,2024-03-01 12:30:00.5+02:00,100,a,
            4,.5,TRUE,2024/03/02,001,b,
            """, scratch);

        assertThat(ingested.result().columns())
                .extracting(Column::type)
                .containsExactly(
                        ColumnType.INTEGER,
                        ColumnType.NUMBER,
                        ColumnType.BOOLEAN,
                        ColumnType.DATETIME,
                        ColumnType.TEXT,
                        ColumnType.CATEGORY,
                        ColumnType.TEXT);
        assertThat(ingested.column("truth").categories()).containsExactly("FALSE", "TRUE");
        assertThat(ingested.table().values("truth").text(1)).isEqualTo("FALSE");
        assertThat(ingested.table().values("real").text(2)).isEqualTo("1000");
        assertThat(((Values.Numbers) ingested.table().values("when")).number(2))
                .isEqualTo(java.time.Instant.parse("2024-03-01T10:30:00.5Z").toEpochMilli());
        assertThat(ingested.warnings()).contains("\"none\": no values at all").contains("\"code\": kept as text");
    }

    @Test
    void namesLineAndValueWhereAColumnIsMixed() {
        Ingests.Ingested ingested = Ingests.text("x,y\n1,a\n2,b\n13 cm,a\n4,b\n", scratch);

        assertThat(ingested.column("x").type()).isEqualTo(ColumnType.TEXT);
        assertThat(ingested.warnings()).contains("3 of 4 values").contains("line 4: \"13 cm\"");
    }

    @Test
    void takesInfinitiesAndMarksAsMissingWithAWord() {
        Ingests.Ingested ingested = Ingests.text("x,y\n1,?\n1e999,2\n-inf,3\nNaN,4\n5,-\n", scratch);

        assertThat(ingested.column("x").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(ingested.column("x").missing()).isEqualTo(3);
        assertThat(ingested.column("y").missing()).isEqualTo(2);
        assertThat(ingested.warnings())
                .contains("2 values are infinite")
                .contains("line 3")
                .contains("line 2: \"?\"");
    }

    @Test
    void followsOptions() {
        IngestOptions options =
                new IngestOptions("#", false, List.of("none"), Map.of("column_1", ColumnType.CATEGORY), null, null);

        Ingests.Ingested ingested = Ingests.text("1#none#x,y\n2#3#z\n", options, scratch);

        assertThat(ingested.names()).containsExactly("column_1", "column_2", "column_3");
        assertThat(ingested.column("column_1").type()).isEqualTo(ColumnType.CATEGORY);
        assertThat(ingested.column("column_2").missing()).isEqualTo(1);
        assertThat(ingested.table().values("column_3").text(0)).isEqualTo("x,y");
    }

    @Test
    void refusesValuesThatAreNotOfTheTypeAskedFor() {
        IngestOptions options = new IngestOptions(null, null, null, Map.of("x", ColumnType.NUMBER), null, null);

        assertThatThrownBy(() -> Ingests.text("x,y\n1,a\nlots,b\n3,a\nmany,b\n", options, scratch))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        refusal -> assertThat(refusal.errors())
                                .extracting(TaskException.Error::detail)
                                .containsExactly(
                                        "line 3, column 1 (x): \"lots\" is not of type number",
                                        "line 5, column 1 (x): \"many\" is not of type number"));
    }

    @Test
    void refusesOptionsThatCannotBeFollowedAllAtOnce() {
        IngestOptions options = new IngestOptions("ab", null, null, Map.of("x", ColumnType.TENSOR), "klingon", null);

        assertThatThrownBy(() -> Ingests.text("x\n1\n", options, scratch))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        refusal -> assertThat(refusal.errors())
                                .extracting(TaskException.Error::pointer)
                                .containsExactly("/options/delimiter", "/options/encoding", "/options/types/x"));
        IngestOptions misspelt =
                new IngestOptions(null, null, null, Map.of("spieces", ColumnType.CATEGORY), null, null);
        assertThatThrownBy(() -> Ingests.text("species\na\n", misspelt, scratch))
                .hasMessageContaining("did you mean \"species\"?");
    }

    @Test
    void stopsAtTwentyFindings() {
        assertThatThrownBy(() -> Ingests.text("a,b\n" + "1\n".repeat(100), scratch))
                .isInstanceOfSatisfying(TaskException.class, refusal -> {
                    assertThat(refusal.errors()).hasSize(20);
                    assertThat(refusal.errors().getFirst().detail()).isEqualTo("line 2 has 1 fields, 2 are expected");
                });
    }

    @Test
    void boundsWhatGzipUnpacksTo() throws IOException {
        IngestTask.Upload zeros = Ingests.upload(Ingests.DATA.resolve("nasty/zeros_64mb.csv.gz"));
        Path target = scratch.resolve("unpacked");

        assertThatThrownBy(() -> Unpacked.of(zeros, target, 1 << 20))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("limit of 1048576 bytes");
        assertThat(Files.size(target)).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void readsManyColumnsOfOddNamesBack() {
        Ingests.Ingested ingested = Ingests.file("nasty/odd_header_names.csv", scratch);

        assertThat(ingested.names())
                .containsExactly(
                        " spaced name ",
                        "__proto__",
                        "constructor",
                        "=1+1",
                        "with \"quotes\"",
                        "new\nline",
                        "Ünïcode 漢字 🐧",
                        "../../etc/passwd",
                        "<b>x</b>",
                        "'; DROP TABLE t; --",
                        "label");
        assertThat(ingested.table().values("'; DROP TABLE t; --").text(0)).isEqualTo("10");
    }

    @Test
    void survivesTheJourneyAsJson() {
        IngestTask task = new IngestTask(
                List.of(new IngestTask.Upload(
                        "a b.csv", scratch.resolve("a b.csv").toAbsolutePath())),
                new IngestOptions(";", false, List.of("?"), Map.of("camelCase", ColumnType.NUMBER), "utf-8", null),
                Ingests.LIMITS);
        IngestTask.Result result = Ingests.file("penguins.csv", scratch).result();

        assertThat(JSON.readValue(JSON.writeValueAsString(task), IngestTask.class))
                .isEqualTo(task);
        assertThat(JSON.readValue(JSON.writeValueAsString(result), IngestTask.Result.class))
                .isEqualTo(result);
        assertThat(JSON.writeValueAsString(result)).contains("\"top_values\"").contains("\"type\":\"category\"");
    }

    private Ingests.Ingested bytes(String name, byte[] content) throws IOException {
        Path file = Files.write(Files.createTempFile(scratch, "bytes", ""), content);
        return Ingests.run(List.of(new IngestTask.Upload(name, file)), IngestOptions.NONE, scratch);
    }

    @Test
    void utf16NeedsNoMark() throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Ingests.Ingested read = bytes("wide.csv", "name,n\nAda,1\nBob,2\n".getBytes(charset));

            assertThat(read.names()).as(charset.name()).containsExactly("name", "n");
            assertThat(read.result().rows()).isEqualTo(2);
        }
    }

    @Test
    void whatIsKnownButNotReadIsCalledByItsName() throws IOException {
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        noise[0] = 'x';
        noise[9] = 0;
        assertRefused("noise", noise, "the content is no text and nothing else that is known");
        assertRefused("noise.parquet", noise, "the name says Parquet, but the content is neither that nor text");
        assertRefused("stream", new byte[] {-1, -1, -1, -1, 16, 0, 0, 0}, "this is an Arrow stream");
        assertRefused("base", "SQLite format 3\0".getBytes(StandardCharsets.UTF_8), "this is an SQLite database");
        assertRefused("book.xlsx", workbook(), "this is an Excel workbook; save its sheet as CSV");
    }

    private static byte[] workbook() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (String entry : List.of("[Content_Types].xml", "xl/workbook.xml")) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write("<x/>".getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private void assertRefused(String name, byte[] content, String reason) {
        assertThatThrownBy(() -> bytes(name, content))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(reason);
    }

    private static IngestOptions quoted(String quote) {
        return new IngestOptions(null, quote, null, null, null, null, null);
    }

    @Test
    void quotesMayBeOthersOrNone() {
        Ingests.Ingested single = Ingests.text("a;b\n'x; \"y';1\n'it''s';2\n", quoted("'"), scratch);
        Ingests.Ingested none = Ingests.text("a,b\n\"x,1\ny\",2\n", quoted(""), scratch);

        assertThat(single.table().values("a").text(0)).isEqualTo("x; \"y");
        assertThat(single.table().values("a").text(1)).isEqualTo("it's");
        assertThat(none.table().values("a").text(0)).isEqualTo("\"x");
        assertThat(none.table().values("a").text(1)).isEqualTo("y\"");
    }

    @Test
    void quotesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Ingests.text("a,b\n1,2\n", quoted("''"), scratch))
                .isInstanceOfSatisfying(TaskException.class, refusal -> assertThat(refusal.errors())
                        .extracting(TaskException.Error::pointer)
                        .containsExactly("/options/quote"));
    }
}
