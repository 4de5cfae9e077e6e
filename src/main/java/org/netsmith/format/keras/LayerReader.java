package org.netsmith.format.keras;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.Layer;

/** Reads one layer. Keras' activation layers become {@link Activation} with the matching function. */
final class LayerReader {

    static final Family<Layer> FAMILY = Family.of(Layer.class);

    /** Layers that hold code or files of somebody else: they are refused, whatever stands in them. */
    private static final Set<String> FOREIGN =
            Set.of("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer");

    private final boolean legacy;

    LayerReader(boolean legacy) {
        this.legacy = legacy;
    }

    Optional<Layer> read(Entry entry) {
        if (FOREIGN.contains(entry.className())) {
            entry.name()
                    .error("%s layers hold code, which is never run; write the function as a Formula"
                            .formatted(entry.className()));
            return Optional.empty();
        }
        if (ActivationReader.ofLayer(entry.className()).isPresent()) {
            return new ActivationReader(legacy)
                    .layer(entry.className(), entry.config())
                    .map(Activation::new);
        }
        return kind(entry).flatMap(kind -> new KindReader(legacy).bind(kind, FAMILY, entry.config()));
    }

    /** Every class name that stands for a layer. */
    static List<String> classNames() {
        Stream<String> activations = ActivationReader.LAYERS.stream()
                .filter(name -> ActivationReader.ofLayer(name).isPresent())
                .sorted();
        return Stream.of(Stream.of("InputLayer", "Input"), FAMILY.classNames().stream(), activations)
                .flatMap(names -> names)
                .toList();
    }

    /** The argument that a value standing alone in the short form gives. */
    static String firstArgument(String className) {
        return FAMILY.ofClass(className)
                .or(() -> ActivationReader.ofLayer(className))
                .flatMap(kind -> kind.parameters().stream().findFirst())
                .map(Parameter::key)
                .orElse("shape");
    }

    private static Optional<Kind> kind(Entry entry) {
        Optional<Kind> kind = FAMILY.ofClass(entry.className());
        if (kind.isEmpty()) {
            String name =
                    entry.className().length() > 64 ? entry.className().substring(0, 64) + "…" : entry.className();
            entry.name()
                    .error("unknown layer '%s'%s; expected one of %s"
                            .formatted(name, entry.place().hint(name, classNames()), classNames()));
        }
        return kind;
    }
}
