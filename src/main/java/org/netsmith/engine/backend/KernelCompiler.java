package org.netsmith.engine.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.netsmith.engine.expression.Program;

/**
 * Turns programs into {@link Kernel}s. Equal programs share one kernel; the least recently used kernels are forgotten.
 */
public final class KernelCompiler {

    private static final int MAXIMUM_KERNELS = 1_000;
    private static final Map<Content, Kernel> KERNELS =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Content, Kernel> eldest) {
                    return size() > MAXIMUM_KERNELS;
                }
            });

    private record Content(Program program, DType type, SortedMap<String, Broadcast> operands) {}

    private KernelCompiler() {}

    /**
     * The kernel of a program.
     *
     * @param operands the names that lie in memory; a name that is only assigned may be left out and then is a local
     *     value
     * @throws IllegalArgumentException if a name that is read is no operand, an operand does not occur, or an assigned
     *     operand is not {@link Broadcast#FULL}; it lists all such names
     */
    public static Kernel compile(Program program, DType type, SortedMap<String, Broadcast> operands) {
        check(program, operands);
        var content = new Content(program, type, Collections.unmodifiableSortedMap(new TreeMap<>(operands)));
        return KERNELS.computeIfAbsent(content, KernelCompiler::compile);
    }

    private static Kernel compile(Content content) {
        DType type = content.type();
        var dataflow = new Dataflow(content.program(), type, content.operands());
        if (KernelWriter.isShortEnough(dataflow)) {
            Kernel loop = new KernelWriter(dataflow, type).write();
            return PaddedKernel.of(
                    loop, content.operands().values(), dataflow.stores().keySet(), type);
        }
        List<KernelPart> parts = PartWriter.write(dataflow, type);
        int steps = dataflow.steps().max().orElse(0) + 1;
        return new LongKernel(parts, steps, dataflow.operands(), Species.of(type));
    }

    private static void check(Program program, SortedMap<String, Broadcast> operands) {
        SortedSet<String> unbound = new TreeSet<>(program.inputs());
        unbound.removeAll(operands.keySet());
        SortedSet<String> unused = new TreeSet<>(operands.keySet());
        unused.removeAll(program.inputs());
        unused.removeAll(program.outputs());
        SortedSet<String> narrow = program.outputs();
        narrow.removeIf(name -> operands.getOrDefault(name, Broadcast.FULL) == Broadcast.FULL);
        if (!unbound.isEmpty() || !unused.isEmpty() || !narrow.isEmpty()) {
            throw new IllegalArgumentException(
                    ("expected operands for the names of '%s': without operand %s, not in the program %s, "
                                    + "assigned but not FULL %s")
                            .formatted(program.text(), unbound, unused, narrow));
        }
    }
}
