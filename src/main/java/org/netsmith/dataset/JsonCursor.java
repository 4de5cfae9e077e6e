package org.netsmith.dataset;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Goes through rows of JSON. */
final class JsonCursor implements TextRows.Cursor {

    private final JsonRows rows;
    private final JsonFactory factory;
    private final Rejection rejection;
    private final JsonParser parser;
    private final List<String> names = new ArrayList<>();
    private final List<Long> firstLines = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<@Nullable String> fields = new ArrayList<>();
    private final BitSet seen = new BitSet();
    private long line;
    private long firstNaN;
    private boolean inArray;

    JsonCursor(JsonRows rows, JsonFactory factory, Rejection rejection) throws IOException {
        this.rows = rows;
        this.factory = factory;
        this.rejection = rejection;
        this.parser =
                factory.createParser(ObjectReadContext.empty(), rows.encoding().reader(rows.file()));
        inArray = token() == JsonToken.START_ARRAY;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public String place(int column) {
        return "line %d".formatted(firstLines.get(column));
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public List<String> remarks() {
        return firstNaN == 0
                ? List.of()
                : List.of("NaN and Infinity are no JSON; they are taken as missing, first in line %d"
                        .formatted(firstNaN));
    }

    @Override
    public @Nullable List<@Nullable String> next() throws IOException {
        // The first token was read when the file was opened.
        JsonToken token = line == 0 && !inArray ? parser.currentToken() : token();
        line = parser.currentTokenLocation().getLineNr();
        if (token == JsonToken.END_ARRAY && inArray) {
            requireEnd();
            return null;
        }
        if (token == null) {
            return null;
        }
        if (token != JsonToken.START_OBJECT) {
            throw refused("one object a row is expected; received %s".formatted(received(token)));
        }
        Collections.fill(fields, null);
        seen.clear();
        readObject("");
        return fields;
    }

    private void requireEnd() throws IOException {
        if (token() != null) {
            line = parser.currentTokenLocation().getLineNr();
            throw refused("more follows after the end of the array of rows");
        }
    }

    private void readObject(String prefix) throws IOException {
        while (token() != JsonToken.END_OBJECT) {
            String name = prefix + parser.currentName();
            switch (token()) {
                case START_OBJECT -> readObject(name + ".");
                case START_ARRAY -> put(name, array(name));
                case VALUE_NULL -> put(name, null);
                case VALUE_NUMBER_FLOAT -> put(name, number());
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE -> put(name, parsed(parser::getString));
                case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("no value: " + parser.currentToken());
            }
        }
    }

    /** Null for what is no number. */
    private @Nullable String number() throws IOException {
        String text = parsed(parser::getString);
        if (Character.isDigit(text.charAt(text.length() - 1))) {
            return text;
        }
        firstNaN = firstNaN == 0 ? line : firstNaN;
        return null;
    }

    /** The array as compact JSON. */
    private String array(String name) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), text)) {
            int depth = 0;
            for (JsonToken token = parser.currentToken(); ; token = token()) {
                parsed(() -> {
                    generator.copyCurrentEvent(parser);
                    return null;
                });
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 0) {
                    break;
                }
                if (text.getBuffer().length() > rows.characters()) {
                    throw refused("the array \"%s\" is longer than the limit of %d characters"
                            .formatted(Received.shortened(name), rows.characters()));
                }
            }
        }
        return text.toString();
    }

    private void put(String name, @Nullable String value) {
        Integer place = places.get(name);
        if (place == null) {
            place = add(name);
        }
        if (seen.get(place)) {
            rejection.add("line %d: the key \"%s\" stands there twice".formatted(line, Received.shortened(name)));
        }
        seen.set(place);
        fields.set(place, value);
    }

    private int add(String name) {
        if (names.size() == rows.columns()) {
            throw refused("more keys than the limit of %d columns".formatted(rows.columns()));
        }
        places.put(name, names.size());
        names.add(name);
        firstLines.add(line);
        fields.add(null);
        return names.size() - 1;
    }

    private @Nullable JsonToken token() throws IOException {
        return parsed(parser::nextToken);
    }

    /** A step of the parser. What is wrong with a text may be found only when it is taken. */
    private <T extends @Nullable Object> T parsed(Supplier<T> step) throws IOException {
        try {
            return step.get();
        } catch (JacksonIOException failed) {
            throw failed.getCause();
        } catch (StreamConstraintsException beyond) {
            throw refused(
                    beyond.getOriginalMessage().contains("nesting depth")
                            ? "arrays or objects inside each other more than %d deep".formatted(JsonRows.DEEPEST)
                            : "a name, number or text longer than the limit");
        } catch (JacksonException broken) {
            throw refused("no complete JSON: " + words(broken));
        }
    }

    /** The parser's words, without its advice to programmers. */
    private static String words(JacksonException broken) {
        String said = broken.getOriginalMessage().lines().findFirst().orElse("");
        return said.replaceFirst(" \\(start marker at.*", "").replaceFirst(" \\(enable .*", "");
    }

    private RuntimeException refused(String detail) {
        long at = parser.currentLocation().getLineNr();
        long begun = Math.max(line, 1);
        rejection.add(
                at > begun && line > 0
                        ? "line %d: %s (the object ends or breaks in line %d)".formatted(begun, detail, at)
                        : "line %d: %s".formatted(at, detail));
        rejection.throwIfAny();
        throw new IllegalStateException("a rejection with a finding throws");
    }

    private static String received(JsonToken token) {
        return switch (token) {
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            case VALUE_NULL -> "null";
            case START_OBJECT, END_OBJECT, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "something else";
        };
    }

    @Override
    public void close() {
        parser.close();
    }
}
