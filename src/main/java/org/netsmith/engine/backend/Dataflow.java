package org.netsmith.engine.backend;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Instruction.Load;
import org.netsmith.engine.backend.Steps.Rate;
import org.netsmith.engine.expression.Program;

/**
 * A program as numbered steps in which every value is computed once, and as far out of the loop as it can be. All
 * operands are read before any is written.
 */
final class Dataflow {

    private final Steps steps = new Steps();
    private final SortedMap<Integer, Integer> stores = new TreeMap<>();
    private final BitSet live = new BitSet();

    Dataflow(Program program, DType type, SortedMap<String, Broadcast> operands) {
        List<String> names = List.copyOf(operands.keySet());
        Map<String, Integer> values = new HashMap<>();
        operands.forEach((name, broadcast) -> values.put(name, steps.add(new Load(names.indexOf(name), broadcast))));
        for (var assignment : program.simplify().assignments()) {
            var lowering = new Lowering(steps, Precision.of(type), values);
            values.put(assignment.target(), lowering.of(assignment.value()));
        }
        program.outputs().stream()
                .filter(operands::containsKey)
                .forEach(name -> stores.put(names.indexOf(name), values.get(name)));
        stores.values().forEach(live::set);
        keepOperands();
    }

    /** Operands have smaller numbers, so one pass from the end finds all that is needed. */
    private void keepOperands() {
        for (int number = live.length() - 1; number >= 0; number = live.previousSetBit(number - 1)) {
            for (int operand : steps.instruction(number).operands()) {
                live.set(operand);
            }
        }
    }

    /** The steps that are needed, in order. */
    IntStream steps() {
        return live.stream();
    }

    /** The steps that are needed and run at the given rate, in order. */
    int[] steps(Rate rate) {
        return live.stream().filter(number -> steps.rate(number) == rate).toArray();
    }

    Instruction instruction(int number) {
        return steps.instruction(number);
    }

    /** The step whose value goes to each written operand. */
    SortedMap<Integer, Integer> stores() {
        return stores;
    }

    /** How each operand that is read or written spreads, by its number. */
    SortedMap<Integer, Broadcast> operands() {
        SortedMap<Integer, Broadcast> operands = new TreeMap<>();
        stores.keySet().forEach(operand -> operands.put(operand, Broadcast.FULL));
        live.stream().mapToObj(steps::instruction).forEach(instruction -> {
            if (instruction instanceof Load(int operand, var broadcast)) {
                operands.put(operand, broadcast);
            }
        });
        return operands;
    }
}
