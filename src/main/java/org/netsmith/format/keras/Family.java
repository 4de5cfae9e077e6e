package org.netsmith.format.keras;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A sealed family and its kinds, in the order of its {@code permits} clause. A name in a file is only ever compared
 * with the names of these kinds.
 *
 * @param noun what a member is called in messages, {@code layer}
 */
public record Family<T>(Class<T> type, String noun, List<Kind> kinds) {

    public static <T> Family<T> of(Class<T> type) {
        return new Family<>(
                type,
                Names.snakeCase(type.getSimpleName()).replace('_', ' '),
                permitted(type).distinct().toList());
    }

    /** The noun with its article, {@code an optimizer}. */
    String one() {
        return ("aeio".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
    }

    Optional<Kind> ofClass(String className) {
        return classes().filter(kind -> kind.isClass(className)).findFirst();
    }

    Optional<Kind> ofId(String id) {
        return classes().filter(kind -> kind.ids().contains(id)).findFirst();
    }

    /** What a string stands for that means one of several classes, whatever its case. */
    Optional<Kind> ofShorthand(String id) {
        return kinds.stream()
                .filter(Kind::isShorthand)
                .filter(kind -> kind.ids().contains(id.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private Stream<Kind> classes() {
        return kinds.stream().filter(kind -> !kind.isShorthand());
    }

    List<String> classNames() {
        return classes().map(Kind::className).toList();
    }

    List<String> ids() {
        return kinds.stream().map(kind -> kind.ids().getFirst()).distinct().toList();
    }

    /** Every string that stands for a kind, aliases too. */
    List<String> names() {
        return kinds.stream().flatMap(kind -> kind.ids().stream()).distinct().toList();
    }

    private static Stream<Kind> permitted(Class<?> type) {
        return Arrays.stream(type.getPermittedSubclasses())
                .flatMap(sub -> sub.isRecord() ? Stream.of(new Kind(sub.asSubclass(Record.class))) : permitted(sub));
    }
}
