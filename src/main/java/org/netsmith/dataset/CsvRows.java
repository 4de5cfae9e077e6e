package org.netsmith.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of delimited text. */
record CsvRows(Path file, String name, TextEncoding encoding, CsvTokens.Bounds bounds, boolean header)
        implements TextRows {

    @Override
    public Cursor open(Rejection rejection) throws IOException {
        CsvTokens tokens = new CsvTokens(encoding.reader(file), bounds, rejection);
        List<String> first = tokens.next();
        if (first == null) {
            tokens.close();
            throw Rejection.of(name, "the file holds nothing but white space");
        }
        return header ? new Lines(tokens, List.copyOf(first), null) : unnamed(tokens, first);
    }

    private static Cursor unnamed(CsvTokens tokens, List<String> first) {
        return new Lines(tokens, Collections.nCopies(first.size(), ""), first);
    }

    @Override
    public Format format() {
        return Format.CSV;
    }

    @Override
    public char delimiter() {
        return bounds.delimiter();
    }

    private static final class Lines implements Cursor {

        private final CsvTokens tokens;
        private final List<String> names;
        private @Nullable List<String> pending;

        Lines(CsvTokens tokens, List<String> names, @Nullable List<String> pending) {
            this.tokens = tokens;
            this.names = names;
            this.pending = pending;
        }

        @Override
        public List<String> names() {
            return names;
        }

        @Override
        public String place(int column) {
            return "line 1, column %d".formatted(column + 1);
        }

        @Override
        public @Nullable List<@Nullable String> next() throws IOException {
            if (pending == null) {
                return tokens.next();
            }
            List<String> first = pending;
            pending = null;
            return first;
        }

        @Override
        public long line() {
            return tokens.line();
        }

        @Override
        public List<String> remarks() {
            return tokens.blankLines() == 0
                    ? List.of()
                    : List.of("%d empty lines are left out".formatted(tokens.blankLines()));
        }

        @Override
        public void close() throws IOException {
            tokens.close();
        }
    }
}
