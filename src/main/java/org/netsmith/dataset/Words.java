package org.netsmith.dataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes texts apart. */
final class Words {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private Words() {}

    /** The words of a text in lower case: letters, marks and digits without anything between them. */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /** Whether a text is a JSON array. */
    static boolean isList(String text) {
        return text.startsWith("[") && text.endsWith("]");
    }

    /** The values of a JSON array; a text that is none stands for itself, as a list of one. */
    static List<String> listed(String text) {
        if (!isList(text)) {
            return List.of(text);
        }
        try {
            List<String> items = new ArrayList<>();
            for (JsonNode item : JSON.readTree(text)) {
                items.add(item.isString() ? item.stringValue() : written(item));
            }
            return items;
        } catch (JacksonException none) {
            return List.of(text);
        }
    }

    private static String written(JsonNode item) {
        return item.isNumber() ? Numerals.text(item.asDouble()) : item.toString();
    }

    /** One of so many buckets, the same for the same text everywhere: FNV-1a over its UTF-8 bytes, then mixed. */
    static int bucket(String text, int buckets) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return (int) Long.remainderUnsigned(hash ^ (hash >>> 33), buckets);
    }
}
