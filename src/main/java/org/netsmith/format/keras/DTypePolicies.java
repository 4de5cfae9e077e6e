package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.netsmith.engine.backend.DType;

/** Reads dtype policies: {@code "float32"} or {@code {"class_name": "DTypePolicy", "config": {"name": "float32"}}}. */
final class DTypePolicies {

    private DTypePolicies() {}

    /**
     * The one policy of all layers, else that of the model, else float32. Different ones are an error where they
     * differ.
     */
    static DType of(Place model, List<Place> layers) {
        List<Place> given = new ArrayList<>(layers.stream()
                .map(config -> config.at("dtype"))
                .filter(place -> !place.isAbsent())
                .toList());
        Place own = model.at("dtype");
        if (given.isEmpty() && !own.isAbsent()) {
            given.add(own);
        }
        List<Optional<DType>> types = given.stream().map(DTypePolicies::read).toList();
        DType first = types.stream().flatMap(Optional::stream).findFirst().orElse(DType.FLOAT32);
        for (int i = 0; i < given.size(); i++) {
            if (types.get(i).filter(type -> type != first).isPresent()) {
                given.get(i)
                        .expected("the dtype of the other layers, %s: mixed dtypes are not supported yet"
                                .formatted(first.id()));
            }
        }
        return first;
    }

    /** The name of a policy however it is written. */
    static Optional<String> name(Place place) {
        return place.node().isObject() ? place.at("config").at("name").text() : place.text();
    }

    private static Optional<DType> read(Place place) {
        Optional<DType> type = name(place)
                .flatMap(name -> DType.numeric().stream()
                        .filter(t -> t.id().equals(name))
                        .findFirst());
        if (type.isEmpty()) {
            place.expected("the dtype policy float32 or float64");
        }
        return type;
    }
}
