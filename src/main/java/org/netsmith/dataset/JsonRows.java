package org.netsmith.dataset;

import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Rows of JSON: one object after the other, usually one a line, or all of them in one array. A key is a column; an
 * object inside becomes columns with dotted names, an array stays one value, as JSON.
 *
 * @param columns how many columns there may be
 * @param characters how long a value may be
 */
record JsonRows(Path file, String name, TextEncoding encoding, int columns, int characters) implements TextRows {

    static final int DEEPEST = 64;

    @Override
    public Cursor open(Rejection rejection) throws IOException {
        return new JsonCursor(this, factory(), rejection);
    }

    /** Python writes NaN and Infinity, though JSON has neither; they are read, and told of. */
    private JsonFactory factory() {
        return JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNameLength(Header.LONGEST_NAME)
                        .maxStringLength(characters)
                        .build())
                .build();
    }

    @Override
    public Format format() {
        return Format.NDJSON;
    }

    @Override
    public char delimiter() {
        return ',';
    }
}
