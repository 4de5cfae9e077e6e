package org.netsmith.engine.backend;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.netsmith.engine.expression.Program;

/** The {@code [rows, columns]} that an elementwise program runs over, and how each operand spreads over them. */
record Extent(DType type, int rows, int columns, SortedMap<String, Broadcast> operands) {

    /**
     * The extent of the assigned operands, which must agree.
     *
     * @throws IllegalArgumentException if no operand is assigned, a name that is read has no tensor, or shapes or
     *     types do not fit; it lists all that do not
     */
    static Extent of(Program program, Map<String, Tensor> tensors) {
        SortedSet<String> outputs = program.outputs();
        Matrix first = outputs.stream()
                .filter(tensors::containsKey)
                .findFirst()
                .map(name -> Matrix.of(name, tensors.get(name)))
                .orElseThrow(
                        () -> new IllegalArgumentException("'%s' needs an operand for at least one of %s, received %s"
                                .formatted(program.text(), outputs, tensors)));
        SortedMap<String, Broadcast> operands = new TreeMap<>();
        SortedMap<String, String> misfits = new TreeMap<>();
        program.inputs().stream()
                .filter(name -> !tensors.containsKey(name))
                .forEach(name -> misfits.put(name, name + " is read by '" + program.text() + "' but is no operand"));
        tensors.forEach((name, tensor) -> {
            try {
                operands.put(name, spread(Matrix.of(name, tensor), first, outputs.contains(name)));
            } catch (IllegalArgumentException e) {
                misfits.put(name, e.getMessage());
            }
        });
        if (!misfits.isEmpty()) {
            throw new IllegalArgumentException(misfits.values().stream().collect(Collectors.joining("; ")));
        }
        return new Extent(first.type(), first.rows(), first.columns(), operands);
    }

    private static Broadcast spread(Matrix operand, Matrix whole, boolean assigned) {
        boolean known = operand.type() == whole.type();
        if (known && operand.rows() == whole.rows() && operand.columns() == whole.columns()) {
            return Broadcast.FULL;
        }
        if (known && !assigned && operand.size() == 1) {
            return Broadcast.SCALAR;
        }
        if (known && !assigned && operand.rows() == 1 && operand.columns() == whole.columns()) {
            return Broadcast.ROW;
        }
        if (known && !assigned && operand.rows() == whole.rows() && operand.columns() == 1) {
            return Broadcast.COLUMN;
        }
        throw new IllegalArgumentException(("%s must be %s [%d, %d]%s, received %s")
                .formatted(
                        operand.name(),
                        whole.type().id(),
                        whole.rows(),
                        whole.columns(),
                        assigned
                                ? " like " + whole.name()
                                : ", a row [%d], a column [%d, 1] or a scalar []"
                                        .formatted(whole.columns(), whole.rows()),
                        operand.tensor()));
    }

    /** Whether every element has the same neighbours in all operands, so that rows need not be told apart. */
    boolean flat() {
        return operands.values().stream().allMatch(spread -> spread == Broadcast.FULL || spread == Broadcast.SCALAR);
    }

    long size() {
        return (long) rows * columns;
    }
}
