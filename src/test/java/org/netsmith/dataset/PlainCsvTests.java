package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read the fast way is what the slow way reads. */
class PlainCsvTests {

    private static final List<String> FIELDS = List.of(
            "1",
            "-1",
            "0",
            "-0",
            "007",
            "12.5",
            "-0.25",
            "1e5",
            "1.5E-3",
            "2e308",
            ".5",
            "5.",
            "+3",
            "123456789012345",
            "1234567890123456789",
            "2024-02-29",
            "2023-02-29",
            "2024-01-02 03:04:05",
            "2024-01-02T03:04:05.25",
            "2024-1-2",
            "2024/01/02",
            "2024-01-02T03:04:05Z",
            "true",
            "FALSE",
            "True",
            "yes",
            "no",
            "NA",
            "null",
            "NaN",
            "?",
            "-",
            "inf",
            "none",
            "x",
            "Zürich",
            "漢字",
            "a longer text",
            "\"quoted\"",
            "\"a,b\"",
            "\"two\nlines\"",
            "\"he said \"\"no\"\"\"",
            "\"\"",
            "\"NA\"",
            "1,5",
            "x ",
            "",
            "",
            "");

    @TempDir
    Path scratch;

    @Test
    void tellsFieldsAsLiteralsDo() {
        Random random = new Random(3);
        String letters = "0123456789012345678901234567890123456789-+.,eETZ:/ truefalsNA";
        for (int i = 0; i < 300_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertAsLiteral(text.toString());
        }
        FIELDS.stream().filter(field -> !field.isEmpty()).forEach(PlainCsvTests::assertAsLiteral);
        for (String time :
                List.of("2024-02-30", "2024-13-01", "2024-01-02 24:00:00", "2024-01-02 23:59:60", "0000-01-01")) {
            assertAsLiteral(time);
        }
    }

    private static void assertAsLiteral(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Literal told = PlainField.of(bytes, 0, bytes.length);
        if (told != null && !Literal.WORDS.contains(text.toLowerCase(java.util.Locale.ROOT))) {
            assertThat(told).as(text).isEqualTo(Literal.of(text));
        }
    }

    @Test
    void readsWhatTheSlowWayReads() throws IOException {
        Random random = new Random(11);
        int plain = 0;
        for (int trial = 0; trial < 40; trial++) {
            String text = text(random, trial % 5 == 0 ? "\r\n" : "\n", trial % 7 == 0);
            Ingests.Ingested fast = Ingests.text(text, scratch);
            // Text with a byte order mark is read the slow way.
            Ingests.Ingested slow = Ingests.text("\uFEFF" + text, scratch);

            assertThat(fast.result().columns()).as(text).isEqualTo(slow.result().columns());
            assertThat(fast.result().warnings())
                    .as(text)
                    .isEqualTo(slow.result().warnings());
            for (Column column : fast.result().columns()) {
                assertThat(values(fast, column.name())).as(text).isEqualTo(values(slow, column.name()));
            }
            plain += isPlain(text) ? 1 : 0;
        }
        assertThat(plain).isGreaterThan(25);
    }

    private static List<String> values(Ingests.Ingested ingested, String column) {
        Values values = ingested.table().values(column);
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < ingested.table().rows(); row++) {
            texts.add(values.text(row));
        }
        return texts;
    }

    /** Every column of a few kinds of fields only, so that some are numbers or times throughout. */
    private static String text(Random random, String end, boolean cut) {
        int columns = 2 + random.nextInt(4);
        List<List<String>> kinds = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            List<String> kind = new ArrayList<>();
            int from = random.nextInt(FIELDS.size());
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                kind.add(FIELDS.get(Math.min(FIELDS.size() - 1, from + i)).replace("1,5", "\"1,5\""));
            }
            kinds.add(kind);
            text.append(column == 0 ? "" : ",").append("name").append(column);
        }
        for (int row = 0; row < 40; row++) {
            text.append(end);
            for (int column = 0; column < columns; column++) {
                List<String> kind = kinds.get(column);
                text.append(column == 0 ? "" : ",").append(kind.get(random.nextInt(kind.size())));
            }
        }
        return cut ? text.toString() : text.append(end).toString();
    }

    private boolean isPlain(String text) throws IOException {
        return scanned(text, 1 << 20).isPresent();
    }

    private Optional<CsvChunk> scanned(String text, int block) throws IOException {
        Path file = Files.writeString(Files.createTempFile(scratch, "scan", ".csv"), text);
        int begin = text.indexOf('\n') + 1;
        int columns = text.substring(0, begin).split(",").length;
        Set<String> nulls = new HashSet<>(IngestOptions.USUAL_NULL_VALUES);
        try (FileChannel channel = FileChannel.open(file)) {
            return new CsvScan(channel, begin, CsvChunk.Rules.of(',', columns, 1 << 20, nulls), 2, block).whole();
        }
    }

    @Test
    void findsTheSameInBlocksOfAnySize() throws IOException {
        Random random = new Random(5);
        for (int trial = 0; trial < 40; trial++) {
            String text = text(random, "\n", trial % 2 == 0);
            Optional<CsvChunk> whole = scanned(text, 1 << 20);
            for (int block : new int[] {1, 7, 64, 333}) {
                Optional<CsvChunk> inBlocks = scanned(text, block);

                assertThat(inBlocks.isPresent()).as(text).isEqualTo(whole.isPresent());
                if (whole.isPresent()) {
                    assertThat(inBlocks.get().rows()).isEqualTo(whole.get().rows());
                    assertThat(inBlocks.get().scan(0))
                            .usingRecursiveComparison()
                            .isEqualTo(whole.get().scan(0));
                }
            }
        }
    }
}
