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
            "long_field.csv",
            "long_field_5mb.csv.gz",
            "names_unknown.npz",
            "nan_inputs.npz",
            "duplicate_keys.ndjson");

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
            Map.entry("all_missing_column.csv", "no values at all"),
            Map.entry("csv_named.parquet", "the name says Parquet"),
            Map.entry("many_types.parquet", "\"raw\" is left out"),
            Map.entry("broken_png.zip", "3 images cannot be read: 2/text.png, 3/empty.png, 1/broken.png"),
            Map.entry("mixed_sizes.zip", "21 sizes; all are scaled to 28 × 28"),
            Map.entry("empty_class.zip", "1 folders have no images"),
            Map.entry("zip_slip.zip", "3 files have names that point out of the archive"),
            Map.entry("types_vary.ndjson", "kept as text"),
            Map.entry("nan_tokens.ndjson", "first in line 1"));

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
            Map.entry("csv_named.parquet", 344),
            Map.entry("many_types.parquet", 20),
            Map.entry("nested_columns.parquet", 20),
            Map.entry("fortran_big_endian.npz", 60),
            Map.entry("mac_extras.zip", 60),
            Map.entry("broken_png.zip", 40),
            Map.entry("mixed_sizes.zip", 40),
            Map.entry("empty_class.zip", 30),
            Map.entry("zip_slip.zip", 20),
            Map.entry("array_named.ndjson", 60),
            Map.entry("keys_vary.ndjson", 60),
            Map.entry("nested.ndjson", 40),
            Map.entry("types_vary.ndjson", 60),
            Map.entry("nan_tokens.ndjson", 44));

    @TempDir
    Path scratch;

    record Case(String file, String verdict, String expect) {
        @Override
        public String toString() {
            return file;
        }
    }

    /** All but the one whose 11 million rows are read by a test of their own. */
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
    void typesAreReadAsTheyWereMeant() {
        assertThat(text("many_types.parquet", "dec")).containsOnly("1.25");
        assertThat(text("many_types.parquet", "u8")).startsWith("236").endsWith("255");
        assertThat(text("many_types.parquet", "label")).contains("a", "b");
        assertThat(text("nested.ndjson", "pos.y")).startsWith("0", "2", "4");
        assertThat(text("nested.ndjson", "tags")).containsOnly("[\"a\",\"b\"]");
        assertThat(text("fortran_big_endian.npz", "y").getFirst()).isEqualTo("7");
        assertThat(text("mac_extras.zip", "y")).contains("0", "9").doesNotContain("__MACOSX");
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
    void readsElevenMillionRowsInBoundedMemory() {
        Ingests.Ingested zeros = Ingests.file("nasty/zeros_64mb.csv.gz", scratch);

        assertThat(zeros.result().rows()).isEqualTo(11_184_810);
        assertThat(zeros.column("c").max()).isZero();
        assertThat(zeros.warnings()).isEqualTo("[]");
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
        assertRefused("idx_wrong_magic/", "not IDX");
        assertRefused("idx_truncated/", "the gzip data ends early");
        assertRefused("truncated.parquet", "not a complete Parquet file");
        assertRefused("zero_rows.parquet", "no rows");
        assertRefused("pickled_object.npz", "object arrays are not supported");
        assertRefused("lengths_differ.npz", "x_train has 100 rows, y_train 90");
        assertRefused("names_unknown.npz", "arr_0, arr_1");
        assertRefused("shape_too_large.npz", "the data ends early");
        assertRefused("nan_inputs.npz", "row 3");
        assertRefused("nested.zip", "no images (and no single table)");
        assertRefused("no_class_folders.zip", "no class folders");
        assertRefused("bomb_png.zip", "20000 × 20000 pixels; at most 16777216 are decoded");
        assertRefused("bad_line.ndjson", "line 31");
        assertRefused("deep_arrays.ndjson", "more than 64 deep");
        assertRefused("duplicate_keys.ndjson", "line 1: the key \"a\" stands there twice");
        assertRefused("long_field.csv", "line 3, column 2: a field longer than the limit");
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
