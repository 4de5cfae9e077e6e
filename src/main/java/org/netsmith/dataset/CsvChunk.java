package org.netsmith.dataset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scans some whole records of plain delimited text: UTF-8 with one kind of line end, quotes around whole fields only,
 * no empty lines and no spaces before fields. Anything else it leaves to {@link CsvTokens}.
 */
final class CsvChunk {

    /** What a reader without opinions of its own would read in another way. */
    static final class NotPlain extends Exception {
        private static final long serialVersionUID = 1;

        NotPlain() {
            super(null, null, false, false);
        }
    }

    /**
     * What bounds fields and what stands for a missing one.
     *
     * @param stops the bytes that may end a field
     * @param words what is to be looked at closely, see {@link #isWord}
     */
    record Rules(
            byte delimiter, int columns, int characters, Set<String> nullValues, boolean[] stops, boolean[] words) {

        private static final int LENGTHS = 16;
        private static final VarHandle EIGHT =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        private static final long ONES = 0x0101010101010101L;
        private static final long HIGH = 0x8080808080808080L;

        static Rules of(char delimiter, int columns, int characters, Set<String> nullValues) {
            boolean[] stops = new boolean[256];
            for (char stop : new char[] {delimiter, '\n', '\r', '"', 0}) {
                stops[stop] = true;
            }
            boolean[] words = new boolean[256 * LENGTHS];
            nullValues.stream().filter(value -> !value.isEmpty()).forEach(value -> mark(value, words));
            for (String word : Literal.WORDS) {
                mark(word, words);
                mark(word.toUpperCase(Locale.ROOT), words);
            }
            return new Rules((byte) delimiter, columns, characters, nullValues, stops, words);
        }

        private static void mark(String word, boolean[] words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            words[place(bytes[0], bytes.length)] = true;
        }

        private static int place(byte first, int length) {
            return (first & 0xff) * LENGTHS + Math.min(length, LENGTHS - 1);
        }

        /** Where the next byte is that may end a field; eight at a time are looked at where there are as many. */
        int stop(byte[] bytes, int from, int length) {
            int at = from;
            while (at + Long.BYTES <= length) {
                long eight = (long) EIGHT.get(bytes, at);
                long found = zeros(eight ^ ONES * delimiter)
                        | zeros(eight ^ ONES * '"')
                        | eight - ONES * ' ' & ~eight & HIGH;
                if (found == 0) {
                    at += Long.BYTES;
                    continue;
                }
                at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
                if (stops[bytes[at] & 0xff]) {
                    return at;
                }
                at++;
            }
            while (at < length && !stops[bytes[at] & 0xff]) {
                at++;
            }
            return at;
        }

        /** The highest bit of each byte that is 0; above the first of them there may be others. */
        private static long zeros(long eight) {
            return eight - ONES & ~eight & HIGH;
        }

        /** Whether a word that means something begins with this byte and is as long. */
        boolean isWord(byte first, int length) {
            return words[place(first, length)];
        }
    }

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final Rules rules;
    private final ColumnScan[] scans;
    private final boolean[] unusual;
    private byte[] bytes = new byte[0];
    private int length;
    private int at;
    private long lines;
    private long rows;
    private long ends;
    private long carriageReturns;
    private boolean nulls;

    CsvChunk(Rules rules) {
        this.rules = rules;
        this.scans = new ColumnScan[rules.columns()];
        Arrays.setAll(scans, i -> new ColumnScan());
        this.unusual = new boolean[rules.columns()];
    }

    /** What was seen of a column; its lines are counted from the first of the chunk. */
    ColumnScan scan(int column) {
        return scans[column];
    }

    /** Whether a column has numbers, times or marks other than the commonest. */
    boolean isUnusual(int column) {
        return unusual[column];
    }

    long rows() {
        return rows;
    }

    /** Whether all lines end alike. */
    boolean isUniform() {
        return carriageReturns == 0 || carriageReturns == ends;
    }

    boolean endsWithCarriageReturns() {
        return carriageReturns > 0;
    }

    /** Whether a missing value was written out as a word. */
    boolean hasNulls() {
        return nulls;
    }

    /** Adds what follows in the file. */
    void add(CsvChunk later) {
        for (int i = 0; i < scans.length; i++) {
            scans[i].add(later.scans[i], lines);
            unusual[i] |= later.unusual[i];
        }
        lines += later.lines;
        rows += later.rows;
        ends += later.ends;
        carriageReturns += later.carriageReturns;
        nulls |= later.nulls;
    }

    /**
     * Scans the records that begin within a part of a block. Returns where the one after them begins.
     *
     * @param length how much of the block is filled
     * @param last whether the file ends there
     */
    int scan(byte[] block, int from, int to, int length, boolean last) throws NotPlain {
        this.bytes = block;
        this.length = length;
        this.at = from;
        while (at < to) {
            record(last);
            rows++;
        }
        return at;
    }

    private void record(boolean last) throws NotPlain {
        long line = lines;
        int start = at;
        for (int column = 0; ; column++) {
            if (column == rules.columns()) {
                throw new NotPlain();
            }
            field(column, line);
            if (at < length && bytes[at] == rules.delimiter()) {
                at++;
                continue;
            }
            if (column != rules.columns() - 1 || at == start) {
                throw new NotPlain();
            }
            lineEnd(last);
            return;
        }
    }

    private void lineEnd(boolean last) throws NotPlain {
        if (at == length) {
            if (!last) {
                throw new NotPlain();
            }
            return;
        }
        if (bytes[at] == '\r') {
            carriageReturns++;
            at++;
        }
        if (at >= length || bytes[at] != '\n') {
            throw new NotPlain();
        }
        lines++;
        ends++;
        at++;
    }

    private void field(int column, long line) throws NotPlain {
        if (at < length && bytes[at] == '"') {
            quoted(column, line);
            return;
        }
        int from = at;
        int to = rules.stop(bytes, from, length);
        if (to < length && (bytes[to] == '"' || bytes[to] == 0)) {
            throw new NotPlain();
        }
        at = to;
        see(column, from, to, line);
    }

    private void quoted(int column, long line) throws NotPlain {
        int from = ++at;
        boolean doubled = false;
        while (true) {
            if (at >= length || bytes[at] == '\r' || bytes[at] == 0) {
                throw new NotPlain();
            }
            if (bytes[at] == '\n') {
                lines++;
            } else if (bytes[at] == '"') {
                if (at + 1 == length || bytes[at + 1] != '"') {
                    break;
                }
                doubled = true;
                at++;
            }
            at++;
        }
        int to = at++;
        if (doubled) {
            String text = text(from, to).replace("\"\"", "\"");
            seeText(column, text, line);
        } else {
            see(column, from, to, line);
        }
    }

    private void see(int column, int from, int to, long line) throws NotPlain {
        if (from == to) {
            scans[column].missing();
            return;
        }
        if (bytes[from] == ' ' || to - from > rules.characters()) {
            throw new NotPlain();
        }
        Literal literal = rules.isWord(bytes[from], to - from) ? truth(from, to) : PlainField.of(bytes, from, to);
        if (literal == null) {
            seeText(column, text(from, to), line);
        } else if (scans[column].counts(literal)) {
            scans[column].remember(literal, text(from, to), line);
        }
    }

    /** The commonest words; null for any other. */
    private @Nullable Literal truth(int from, int to) {
        boolean truth = is(TRUE, from, to) || is(FALSE, from, to);
        return truth
                        && !rules.nullValues().contains("true")
                        && !rules.nullValues().contains("false")
                ? Literal.LOWER_BOOLEAN
                : null;
    }

    private boolean is(byte[] word, int from, int to) {
        return Arrays.equals(word, 0, word.length, bytes, from, to);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private void seeText(int column, String text, long line) throws NotPlain {
        if (text.isBlank()) {
            throw new NotPlain();
        }
        if (rules.nullValues().contains(text)) {
            nulls = true;
            scans[column].missing();
            return;
        }
        Literal literal = Literal.of(text);
        boolean truth = text.length() <= 5
                && (literal == Literal.LOWER_BOOLEAN
                        || literal == Literal.TITLE_BOOLEAN
                        || literal == Literal.UPPER_BOOLEAN);
        unusual[column] |= !truth && literal != Literal.OTHER;
        if (scans[column].counts(literal)) {
            scans[column].remember(literal, text, line);
        }
    }
}
