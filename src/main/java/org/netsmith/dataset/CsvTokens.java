package org.netsmith.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes delimited text apart: records end at LF, CR LF or CR outside quotes; a field that begins with a quote ends at
 * the next lone quote; two quotes inside stand for one; a quote further in is a letter. Lines without anything are
 * passed over.
 */
final class CsvTokens implements Closeable {

    private static final int END = -1;

    /**
     * What bounds a record.
     *
     * @param quote what a field within quotes begins and ends with; {@link #NO_QUOTE} where there are none
     */
    record Bounds(char delimiter, char quote, int fields, int characters) {

        /** No character of any text. */
        static final char NO_QUOTE = '\uffff';

        Bounds(char delimiter, int fields, int characters) {
            this(delimiter, '"', fields, characters);
        }
    }

    private final Reader reader;
    private final Bounds bounds;
    private final Rejection rejection;
    private final char[] buffer = new char[1 << 16];
    private final StringBuilder field = new StringBuilder();
    private final List<String> fields = new ArrayList<>();
    private int position;
    private int length;
    private long line = 1;
    private long recordLine = 1;
    private long blankLines;

    CsvTokens(Reader reader, Bounds bounds, Rejection rejection) {
        this.reader = reader;
        this.bounds = bounds;
        this.rejection = rejection;
    }

    /** The fields of the next record, in a list that is used again for the one after; null at the end. */
    @Nullable
    List<String> next() throws IOException {
        while (peek() != END) {
            recordLine = line;
            fields.clear();
            boolean quoted = readRecord();
            if (fields.size() > 1 || quoted || !fields.getFirst().isBlank()) {
                return fields;
            }
            blankLines++;
        }
        return null;
    }

    /** The line on which the last record began. */
    long line() {
        return recordLine;
    }

    /** Lines passed over so far. */
    long blankLines() {
        return blankLines;
    }

    private boolean readRecord() throws IOException {
        boolean quoted = false;
        for (boolean more = true; more; ) {
            field.setLength(0);
            if (peek() == bounds.quote()) {
                quoted = true;
                readQuoted();
            }
            more = readPlain();
            fields.add(field.toString());
            if (fields.size() > bounds.fields()) {
                rejection.add("line %d has more columns than the limit of %d".formatted(recordLine, bounds.fields()));
                rejection.throwIfAny();
            }
        }
        return quoted;
    }

    /** Reads on to the end of the field; whether another field follows. */
    private boolean readPlain() throws IOException {
        while (true) {
            int letter = read();
            if (letter == bounds.delimiter()) {
                return true;
            }
            if (letter == END || letter == '\n') {
                return false;
            }
            if (letter == '\r') {
                if (peek() == '\n') {
                    position++;
                }
                return false;
            }
            append((char) letter);
        }
    }

    private void readQuoted() throws IOException {
        long opened = line;
        read();
        for (int letter = read(); ; letter = read()) {
            if (letter == END) {
                rejection.add("line %d, column %d: the quote opened here is never closed"
                        .formatted(opened, fields.size() + 1));
                rejection.throwIfAny();
            }
            if (letter == bounds.quote() && peek() != bounds.quote()) {
                break;
            }
            if (letter == bounds.quote()) {
                read();
            }
            append((char) letter);
        }
        requireEnd();
    }

    /** After the closing quote only spaces may follow. */
    private void requireEnd() throws IOException {
        while (peek() == ' ' && bounds.delimiter() != ' ') {
            read();
        }
        int letter = peek();
        if (letter != END && letter != '\n' && letter != '\r' && letter != bounds.delimiter()) {
            rejection.add(
                    "line %d, column %d: text after the closing quote; a quote inside a quoted field is written twice"
                            .formatted(line, fields.size() + 1));
        }
    }

    private void append(char letter) {
        if (letter == 0) {
            rejection.add("line %d, column %d: a NUL character; remove it, or say in which encoding the text is"
                    .formatted(recordLine, fields.size() + 1));
        }
        if (field.length() == bounds.characters()) {
            rejection.add("line %d, column %d: a field longer than the limit of %d characters (is a quote left open?)"
                    .formatted(recordLine, fields.size() + 1, bounds.characters()));
            rejection.throwIfAny();
        }
        field.append(letter);
    }

    private int read() throws IOException {
        int letter = peek();
        if (letter != END) {
            position++;
            // The LF of a CR LF is not read here outside quotes and counts nothing inside them.
            if (letter == '\r' || letter == '\n' && !(position > 1 && buffer[position - 2] == '\r')) {
                line++;
            }
        }
        return letter;
    }

    private int peek() throws IOException {
        if (position == length) {
            // The last letter stays in front, so that a CR is still seen there.
            boolean kept = length > 0;
            if (kept) {
                buffer[0] = buffer[length - 1];
            }
            int start = kept ? 1 : 0;
            int read = reader.read(buffer, start, buffer.length - start);
            position = start;
            length = start + Math.max(0, read);
            if (read <= 0) {
                return END;
            }
        }
        return buffer[position];
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
