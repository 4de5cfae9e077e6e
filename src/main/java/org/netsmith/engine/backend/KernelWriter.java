package org.netsmith.engine.backend;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.Map;
import org.netsmith.engine.backend.Instruction.Load;
import org.netsmith.engine.backend.Steps.Rate;

/**
 * Writes the class of a {@link Kernel}:
 *
 * <pre>{@code
 * steps that run once
 * for each row:
 *     steps of the row
 *     for each vector of columns: steps of the block
 * }</pre>
 *
 * It takes rows of whole vectors only: see {@link PaddedKernel}.
 */
final class KernelWriter {

    /** The JIT never compiles a method of more than 8000 bytes; a step is about ten. */
    private static final int MOST_STEPS = 700;

    private static final int ADDRESSES = 1;
    private static final int ROWS = 2;
    private static final int COLUMNS = 4;

    private final Dataflow dataflow;
    private final Lanes lanes;
    private final Map<Integer, Integer> values = new HashMap<>();
    private final Map<Integer, Integer> addresses = new HashMap<>();
    private final Map<Integer, Broadcast> operands;

    KernelWriter(Dataflow dataflow, DType type) {
        this.dataflow = dataflow;
        this.lanes = Lanes.of(type);
        this.operands = dataflow.operands();
    }

    /** Whether the JIT would compile the class. */
    static boolean isShortEnough(Dataflow dataflow) {
        return dataflow.steps().count() <= MOST_STEPS;
    }

    Kernel write() {
        return Generated.instance(Kernel.class, this::run);
    }

    private void run(CodeBuilder code) {
        operands.keySet().forEach(operand -> loadAddress(code, operand));
        steps(code, Rate.ONCE, -1);
        int width = code.allocateLocal(TypeKind.LONG);
        code.lload(COLUMNS).loadConstant((long) lanes.bytes).lmul().lstore(width);
        int row = code.allocateLocal(TypeKind.LONG);
        int at = code.allocateLocal(TypeKind.LONG);
        loop(code, row, ROWS, 1, () -> {
            steps(code, Rate.PER_ROW, -1);
            loop(code, at, width, lanes.vectorBytes, () -> block(code, at));
            operands.forEach((operand, broadcast) -> advance(code, operand, broadcast, width));
        });
        code.return_();
    }

    private void loadAddress(CodeBuilder code, int operand) {
        int local = code.allocateLocal(TypeKind.LONG);
        addresses.put(operand, local);
        code.aload(ADDRESSES).loadConstant(operand).laload().lstore(local);
    }

    private void advance(CodeBuilder code, int operand, Broadcast broadcast, int width) {
        int address = addresses.get(operand);
        switch (broadcast) {
            case FULL -> code.lload(address).lload(width).ladd().lstore(address);
            case COLUMN ->
                code.lload(address).loadConstant((long) lanes.bytes).ladd().lstore(address);
            case ROW, SCALAR -> {}
        }
    }

    private static void loop(CodeBuilder code, int counter, int end, int step, Runnable body) {
        code.lconst_0().lstore(counter);
        Label head = code.newBoundLabel();
        Label exit = code.newLabel();
        code.lload(counter).lload(end).lcmp().ifge(exit);
        body.run();
        code.lload(counter).loadConstant((long) step).ladd().lstore(counter);
        code.goto_(head).labelBinding(exit);
    }

    private void block(CodeBuilder code, int at) {
        steps(code, Rate.PER_BLOCK, at);
        dataflow.stores().forEach((operand, step) -> {
            code.aload(values.get(step));
            memory(code, operand, at);
            lanes.store(code, -1);
        });
    }

    private void steps(CodeBuilder code, Rate rate, int at) {
        for (int number : dataflow.steps(rate)) {
            Instruction instruction = dataflow.instruction(number);
            if (instruction instanceof Load(int operand, var broadcast)) {
                load(code, operand, broadcast, at);
            } else {
                lanes.compute(code, instruction, values::get);
            }
            code.astore(values.computeIfAbsent(number, _ -> code.allocateLocal(TypeKind.REFERENCE)));
        }
    }

    private void load(CodeBuilder code, int operand, Broadcast broadcast, int at) {
        switch (broadcast) {
            case FULL, ROW -> {
                lanes.species(code);
                memory(code, operand, at);
                lanes.load(code, -1);
            }
            case COLUMN, SCALAR -> lanes.broadcast(code, () -> code.lload(addresses.get(operand)));
        }
    }

    private void memory(CodeBuilder code, int operand, int at) {
        lanes.memory(code);
        code.lload(addresses.get(operand)).lload(at).ladd();
    }
}
