package org.netsmith.engine.backend;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Instruction.BitLiteral;
import org.netsmith.engine.backend.Instruction.Literal;
import org.netsmith.engine.backend.Instruction.Load;

/**
 * Writes the class of a {@link KernelPart}. Literals are written where they are needed, other values come from the
 * array.
 */
final class PartWriter {

    private static final int SIZE = 300;
    private static final int ADDRESSES = 1;
    private static final int VALUES = 2;
    private static final int AT = 3;
    private static final int MASK = 5;

    private final Dataflow dataflow;
    private final Lanes lanes;
    private final int[] steps;
    private final Map<Integer, Integer> stores;
    private final Map<Integer, Integer> locals = new HashMap<>();

    private PartWriter(Dataflow dataflow, DType type, int[] steps, Map<Integer, Integer> stores) {
        this.dataflow = dataflow;
        this.lanes = Lanes.of(type);
        this.steps = steps;
        this.stores = stores;
    }

    /** All parts; the last one writes the results, so that all operands are read before. */
    static List<KernelPart> write(Dataflow dataflow, DType type) {
        int[] steps = dataflow.steps()
                .filter(step -> !isLiteral(dataflow.instruction(step)))
                .toArray();
        int parts = 1 + steps.length / SIZE;
        return IntStream.rangeClosed(0, parts)
                .mapToObj(part -> new PartWriter(
                        dataflow,
                        type,
                        IntStream.range(Math.min(part * SIZE, steps.length), Math.min((part + 1) * SIZE, steps.length))
                                .map(i -> steps[i])
                                .toArray(),
                        part == parts ? dataflow.stores() : Map.of()))
                .map(PartWriter::write)
                .toList();
    }

    private static boolean isLiteral(Instruction instruction) {
        return instruction instanceof Literal || instruction instanceof BitLiteral;
    }

    private KernelPart write() {
        return Generated.instance(KernelPart.class, this::run);
    }

    private void run(CodeBuilder code) {
        for (int step : steps) {
            compute(code, step);
            int local = code.allocateLocal(TypeKind.REFERENCE);
            code.astore(local).aload(VALUES).loadConstant(step).aload(local).aastore();
            locals.put(step, local);
        }
        stores.forEach((operand, step) -> {
            int local = local(code, step);
            code.aload(local);
            memory(code, operand);
            lanes.store(code, MASK);
        });
        code.return_();
    }

    private void compute(CodeBuilder code, int step) {
        switch (dataflow.instruction(step)) {
            case Load(int operand, var broadcast) -> load(code, operand, broadcast);
            case Instruction instruction -> {
                for (int operand : instruction.operands()) {
                    local(code, operand);
                }
                lanes.compute(code, instruction, locals::get);
            }
        }
    }

    private int local(CodeBuilder code, int step) {
        return locals.computeIfAbsent(step, _ -> {
            Instruction instruction = dataflow.instruction(step);
            if (isLiteral(instruction)) {
                lanes.compute(code, instruction, locals::get);
            } else {
                code.aload(VALUES).loadConstant(step).aaload().checkcast(lanes.type(instruction));
            }
            int local = code.allocateLocal(TypeKind.REFERENCE);
            code.astore(local);
            return local;
        });
    }

    private void load(CodeBuilder code, int operand, Broadcast broadcast) {
        switch (broadcast) {
            case FULL, ROW -> {
                lanes.species(code);
                memory(code, operand);
                lanes.load(code, MASK);
            }
            case COLUMN, SCALAR -> lanes.broadcast(code, () -> address(code, operand));
        }
    }

    private void memory(CodeBuilder code, int operand) {
        lanes.memory(code);
        address(code, operand);
        code.lload(AT).ladd();
    }

    private static void address(CodeBuilder code, int operand) {
        code.aload(ADDRESSES).loadConstant(operand).laload();
    }
}
