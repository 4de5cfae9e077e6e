package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.node.MissingNode;

/**
 * An argument of {@code compile} that may be given for each output: an object by output name, a list in the order of
 * the outputs, or one value.
 *
 * @param outputs the names of the model's outputs; empty where the model could not be read
 */
record PerOutput(List<String> outputs) {

    private static final int MAX_SHOWN = 10;

    /** One place for each output, missing where nothing is said of it. One value alone stands for all of them. */
    List<Place> each(Place place) {
        if (isByName(place)) {
            return byName(place);
        }
        return place.node().isArray() ? inOrder(place) : Collections.nCopies(count(), place);
    }

    /** Lists of metrics: a plain list belongs to the only output; with several outputs each has a list, or none has. */
    List<Place> lists(Place place) {
        boolean none = place.node().isArray() && place.node().isEmpty();
        return none || !isByName(place) && count() == 1 ? Collections.nCopies(count(), place) : each(place);
    }

    private int count() {
        return Math.max(1, outputs.size());
    }

    /** An object that is no Keras object itself. */
    private static boolean isByName(Place place) {
        return place.node().isObject() && place.at("class_name").isMissing();
    }

    private List<Place> byName(Place place) {
        Set<String> names = Set.copyOf(outputs);
        place.keys().stream()
                .filter(key -> !outputs.isEmpty() && !names.contains(key))
                .forEach(key -> place.at(key)
                        .error("there is no output '%s'%s; the outputs are %s"
                                .formatted(key, place.hint(key, outputs), shown())));
        return outputs.isEmpty()
                ? place.keys().stream().map(place::at).toList()
                : outputs.stream().map(place::at).toList();
    }

    private String shown() {
        return outputs.size() <= MAX_SHOWN
                ? outputs.toString()
                : "%s and %d more".formatted(outputs.subList(0, MAX_SHOWN), outputs.size() - MAX_SHOWN);
    }

    private List<Place> inOrder(Place place) {
        if (place.node().size() != count() && !outputs.isEmpty()) {
            place.expected("one entry for each of the outputs " + shown());
        }
        List<Place> given = place.elements();
        List<Place> all = new ArrayList<>(given.subList(0, Math.min(given.size(), count())));
        IntStream.range(all.size(), count()).forEach(_ -> all.add(place.with(MissingNode.getInstance())));
        return all;
    }
}
