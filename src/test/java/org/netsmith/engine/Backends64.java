package org.netsmith.engine;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Nd4jBackend;

/** Both backends, for tests that hold on each. */
public final class Backends64 {

    private Backends64() {}

    public static Map<String, Supplier<Backend>> all() {
        Map<String, Supplier<Backend>> all = new LinkedHashMap<>();
        all.put("cpu", () -> new CpuBackend(Memory.of(Arena.ofAuto()), 1));
        all.put("nd4j", Nd4jBackend::new);
        return all;
    }
}
