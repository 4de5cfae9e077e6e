package org.netsmith.engine.network;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Where the calls of layers write the gradients of weights. Of a layer that is called several times, the call that
 * goes back first writes the whole; each other one writes a part of its own, which is added to it afterwards.
 */
final class SharedGradients {

    private record Part(Tensor part, Tensor whole) {}

    private final Map<String, Integer> firstCalls = new HashMap<>();
    private final Map<Integer, Map<String, Part>> parts = new HashMap<>();

    /**
     * Where a call writes: the same place however often it asks.
     *
     * @param name of what is written, unique among all that is written of all weights
     * @param whole where it belongs
     */
    Tensor of(String name, int call, Tensor whole, Function<Shape, Tensor> memory) {
        if (firstCalls.merge(name, call, (first, _) -> first) == call) {
            return whole;
        }
        return parts.computeIfAbsent(call, _ -> new LinkedHashMap<>())
                .computeIfAbsent(name, _ -> new Part(memory.apply(whole.shape()), whole))
                .part();
    }

    /** Hands over each part that a call has written, behind the whole that it is to be added to. */
    void addUp(int call, BiConsumer<Tensor, Tensor> addition) {
        parts.getOrDefault(call, Map.of()).values().forEach(part -> addition.accept(part.whole(), part.part()));
    }

    /** Whether any call writes what has this name. */
    boolean isWritten(String name) {
        return firstCalls.containsKey(name);
    }
}
