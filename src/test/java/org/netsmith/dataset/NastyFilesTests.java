package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.worker.TaskException;
import tools.jackson.databind.json.JsonMapper;

/** Odd and broken files are read as they are meant, or refused with a reason; nothing else ever happens. */
class NastyFilesTests {

    private static final Path NASTY = Ingests.DATA.resolve("nasty");

    /** Refused with a word, though a reading would be right as well. */
    private static final Set<String> REFUSED = Set.of(
            "nul_bytes.csv",
            "ragged_short.csv",
            "duplicate_headers.csv",
            "columns_10000.csv",
            "long_field_5mb.csv.gz",
            "mixed_sizes.zip");

    /** Read, and what the caller is told. */
    private static final Map<String, String> WARNINGS = Map.ofEntries(
            Map.entry("latin1.csv", "not UTF-8 from line 2"),
            Map.entry("semicolon_decimal_comma.csv", "comma as decimal point"),
            Map.entry("thousands_separators.csv", "commas between thousands"),
            Map.entry("trailing_commas.csv", "column 9 has no name"),
            Map.entry("empty_header_cell.csv", "column 4 has no name and is called"),
            Map.entry("no_header.csv", "looks like data"),
            Map.entry("blank_lines_between.csv", "6 empty lines"),
            Map.entry("extreme_numbers.csv", "0x1F"),
            Map.entry("missing_markers.csv", "5 values such as"),
            Map.entry("mixed_types.csv", "line 14: \"13 cm\""),
            Map.entry("text_after_5000_rows.csv", "line 5002"),
            Map.entry("big_integers.csv", "lose digits"),
            Map.entry("labels_like_numbers.csv", "kept as text"),
            Map.entry("labels_spaces_case.csv", "two categories"),
            Map.entry("dates_mixed.csv", "04/03/2021"),
            Map.entry("all_missing_column.csv", "no values at all"));

    private static final Map<String, Integer> ROWS = Map.ofEntries(
            Map.entry("utf8_bom.csv", 344),
            Map.entry("utf16le_bom.csv", 344),
            Map.entry("crlf.csv", 344),
            Map.entry("cr_only.csv", 344),
            Map.entry("mixed_line_ends.csv", 344),
            Map.entry("no_final_newline.csv", 344),
            Map.entry("semicolon_decimal_comma.csv", 60),
            Map.entry("pipe.csv", 100),
            Map.entry("tabs_named.csv", 100),
            Map.entry("quoted_newlines.csv", 40),
            Map.entry("doubled_quotes.csv", 30),
            Map.entry("quote_in_field.csv", 40),
            Map.entry("blank_lines_between.csv", 60),
            Map.entry("text_after_5000_rows.csv", 5002),
            Map.entry("late_class.csv", 5003),
            Map.entry("two_members.csv.gz", 344),
            Map.entry("plain_named.csv.gz", 344),
            Map.entry("csv_named.parquet", 344));

    @TempDir
    Path scratch;

    record Case(String file, String verdict, String expect) {
        @Override
        public String toString() {
            return file;
        }
    }

    /** All but the one whose 11 million rows take their time. */
    static List<Case> cases() throws IOException {
        Case[] all = new JsonMapper()
                .rebuild()
                .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readValue(Files.readString(NASTY.resolve("index.json")), Case[].class);
        return Stream.of(all)
                .filter(each -> !each.file().equals("zeros_64mb.csv.gz"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isReadOrRefusedForAReason(Case nasty) throws IOException {
        try {
            Ingests.Ingested ingested = Ingests.run(uploads(nasty), IngestOptions.NONE, scratch);
            assertThat(nasty.verdict()).as("read: %s", ingested.result()).isNotEqualTo("reject");
            assertThat(REFUSED).doesNotContain(nasty.file());
            assertReading(nasty, ingested);
        } catch (TaskException refusal) {
            assertThat(nasty.verdict()).as(refusal.getMessage()).isNotEqualTo("accept");
            assertThat(refusal.slug()).isEqualTo("invalid-dataset");
            assertThat(refusal.errors())
                    .isNotEmpty()
                    .allSatisfy(error -> assertThat(error.detail()).isNotBlank());
            if (nasty.verdict().equals("either")) {
                assertThat(REFUSED).contains(nasty.file());
            }
        }
    }

    private static void assertReading(Case nasty, Ingests.Ingested ingested) {
        assertThat(ingested.table().rows())
                .isEqualTo(Math.toIntExact(ingested.result().rows()))
                .isPositive();
        assertThat(ingested.names())
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.contains("\uFEFF") || name.contains("\0"));
        Optional.ofNullable(ROWS.get(nasty.file()))
                .ifPresent(rows -> assertThat(ingested.result().rows()).isEqualTo((long) rows));
        Optional.ofNullable(WARNINGS.get(nasty.file()))
                .ifPresent(warning -> assertThat(ingested.warnings()).contains(warning));
    }

    private static List<IngestTask.Upload> uploads(Case nasty) throws IOException {
        Path path = NASTY.resolve(nasty.file());
        if (!Files.isDirectory(path)) {
            return List.of(Ingests.upload(path));
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.sorted().map(Ingests::upload).toList();
        }
    }

    @Test
    void valuesAreNeverAlteredInSilence() {
        assertThat(text("latin1.csv", "city")).contains("Zürich", "Ålesund");
        assertThat(text("semicolon_decimal_comma.csv", "alcohol").getFirst()).isEqualTo("14.23");
        assertThat(text("thousands_separators.csv", "amount")).contains("1234").doesNotContain("1");
        assertThat(text("doubled_quotes.csv", "comment").getFirst()).isEqualTo("he said \"no\", twice");
        assertThat(text("labels_like_numbers.csv", "label")).contains("01", "1", "1.0", "001");
        assertThat(text("crlf.csv", "year")).contains("2007", "2008", "2009").noneMatch(year -> year.endsWith("\r"));
    }

    @Test
    void labelsComeBackAsWritten() {
        assertThat(Ingests.file("nasty/booleans.csv", scratch).column("label").categories())
                .containsExactly("FALSE", "TRUE");
        assertThat(Ingests.file("nasty/late_class.csv", scratch).column("label").categories())
                .contains("c");
        assertThat(Ingests.file("nasty/target_missing.csv", scratch)
                        .column("label")
                        .categories())
                .doesNotContain("", "nan");
    }

    @Test
    void refusalsNameThePlace() {
        assertRefused("unclosed_quote.csv", "line 3");
        assertRefused("ragged_long.csv", "line 13 has 10 fields, 8 are expected");
        assertRefused("ragged_short.csv", "line 11");
        assertRefused("nul_bytes.csv", "line 2");
        assertRefused("header_only.csv", "no rows");
        assertRefused("empty.csv", "the file is empty");
        assertRefused("truncated.csv.gz", "the gzip data ends early");
        assertRefused("crc_wrong.csv.gz", "damaged gzip data (check sum)");
        assertRefused("idx_counts_differ/", "100 images but 90 labels");
        assertRefused("idx_count_too_high/", "47040000 bytes expected, 78400 found");
        assertRefused("idx_swapped/", "has 1");
    }

    private List<String> text(String file, String column) {
        Ingests.Ingested ingested = Ingests.file("nasty/" + file, scratch);
        Values values = ingested.table().values(column);
        return java.util.stream.IntStream.range(0, ingested.table().rows())
                .mapToObj(values::text)
                .toList();
    }

    private void assertRefused(String file, String reason) {
        try {
            Ingests.run(uploads(new Case(file, "reject", "")), IngestOptions.NONE, scratch);
            fail("%s was read", file);
        } catch (TaskException refusal) {
            assertThat(refusal).hasMessageContaining(reason);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
