package org.netsmith.format.keras;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Keras keys that no kind of ours has as an argument: those that carry no meaning for us, and those that must stand
 * at the value at which they do nothing. {@code keys.json} lists them by family and class; the first value of a {@code
 * printed} key is what Keras writes, an {@code unprinted} one is written only where it is set, and an {@code omitted}
 * one, which the class refuses although others have it, never. An {@code overruled} key is ignored with a warning that
 * says what holds instead.
 */
final class KnownKeys {

    private static final JsonNode TABLE = load();

    private final String noun;
    private final String className;

    private KnownKeys(String noun, String className) {
        this.noun = noun;
        this.className = className;
    }

    /** The keys of one kind, as in {@code ("layer", "Dense")}. */
    static KnownKeys of(String noun, String className) {
        return new KnownKeys(noun, className);
    }

    /** What to do instead of a kind that Keras has and we refuse; {@code keys.json} tells it by the class name. */
    static Optional<String> refusal(String noun, String name) {
        return TABLE.path(noun).path("refused").properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().asString())
                .findFirst();
    }

    /**
     * Judges every key of a config that is not among the kind's own: meaningless ones pass, others must be neutral,
     * unknown ones are warned of or, where {@code strict}, refused.
     */
    void check(Place config, Collection<String> own, boolean strict) {
        for (String key : config.keys()) {
            if (!own.contains(key) && !ignores(key)) {
                judge(config.at(key), key, own, strict);
            }
        }
    }

    /** What Keras prints for this kind beside its own arguments, without those that it leaves out while unset. */
    void print(ObjectNode config) {
        sections("unprinted")
                .flatMap(JsonNode::valueStream)
                .map(JsonNode::asString)
                .filter(key -> config.path(key).isNull())
                .forEach(config::remove);
        sections("printed")
                .forEach(section -> section.properties().forEach(entry -> {
                    if (!config.has(entry.getKey())) {
                        config.set(entry.getKey(), entry.getValue().get(0));
                    }
                }));
    }

    /** Removes what other kinds of the family have and this one refuses. */
    void omit(ObjectNode config) {
        sections("omitted")
                .flatMap(JsonNode::valueStream)
                .map(JsonNode::asString)
                .forEach(config::remove);
    }

    private void judge(Place place, String key, Collection<String> own, boolean strict) {
        Optional<JsonNode> neutral = neutral(key);
        Optional<JsonNode> overruled = sections("overruled")
                .filter(section -> section.has(key))
                .map(section -> section.get(key))
                .findFirst();
        if (overruled.isPresent()) {
            place.warning("'%s' was ignored: %s".formatted(key, overruled.get().asString()));
        } else if (sections("dropped").anyMatch(section -> section.has(key))) {
            warnOfDropped(place, key);
        } else if (neutral.isPresent()) {
            requireNeutral(place, key, neutral.get());
        } else if (strict) {
            place.error("%s has no argument '%s'%s; its arguments are %s"
                    .formatted(className, key, place.hint(key, own), own));
        } else {
            place.warning("unknown key '%s' was ignored%s".formatted(key, place.hint(key, allKeys(own))));
        }
    }

    private void requireNeutral(Place place, String key, JsonNode values) {
        if (!place.isAbsent() && values.valueStream().noneMatch(value -> same(value, place.node()))) {
            place.error("%s is not supported yet: expected %s (or the key left out), received %s"
                    .formatted(key, values.get(0), place.shown()));
        }
    }

    /** What Keras 3 itself reads and ignores. */
    private void warnOfDropped(Place place, String key) {
        JsonNode values = sections("dropped")
                .map(section -> section.path(key))
                .findFirst()
                .orElseThrow();
        if (!place.isAbsent() && values.valueStream().noneMatch(value -> same(value, place.node()))) {
            place.warning("Keras 3 no longer has '%s' and ignores it, and so does Netsmith; received %s"
                    .formatted(key, place.shown()));
        }
    }

    private boolean ignores(String key) {
        return sections("ignored")
                .anyMatch(section ->
                        section.valueStream().anyMatch(name -> name.asString().equals(key)));
    }

    private Optional<JsonNode> neutral(String key) {
        return Stream.concat(sections("neutral"), sections("printed"))
                .filter(section -> section.has(key))
                .map(section -> section.get(key))
                .findFirst();
    }

    private Set<String> allKeys(Collection<String> own) {
        Set<String> keys = new HashSet<>(own);
        Stream.concat(sections("neutral"), sections("printed"))
                .forEach(section -> keys.addAll(section.propertyNames()));
        return keys;
    }

    private Stream<JsonNode> sections(String name) {
        JsonNode family = TABLE.path(noun);
        return Stream.of(family.path(className), family.path("*"))
                .map(entry -> entry.path(name))
                .filter(section -> !section.isMissingNode());
    }

    /** Equal as JSON, and numbers by value. */
    private static boolean same(JsonNode expected, JsonNode received) {
        return expected.isNumber() && received.isNumber()
                ? expected.doubleValue() == received.doubleValue()
                : expected.equals(received);
    }

    private static JsonNode load() {
        try (InputStream file = KnownKeys.class.getResourceAsStream("keys.json")) {
            return new JsonMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
