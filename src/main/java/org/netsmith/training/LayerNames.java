package org.netsmith.training;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Names for the layers of a network, no two alike. */
final class LayerNames {

    private final Set<String> taken = new HashSet<>();

    LayerNames() {
        this(List.of());
    }

    /** @param taken names that are not to be given away */
    LayerNames(Collection<String> taken) {
        this.taken.addAll(taken);
    }

    /** What Keras calls a layer after: a slash would part a name from those of the layer's weights. */
    static boolean allows(String name) {
        return !name.isBlank() && !name.contains("/");
    }

    /** The name that was wished for, as far as it is allowed, with underscores behind it where it is taken. */
    String take(String wish) {
        String allowed = wish.isBlank() ? "layer" : wish.replace('/', '_');
        return Stream.iterate(allowed, name -> name + "_")
                .filter(taken::add)
                .findFirst()
                .orElseThrow();
    }
}
