package org.netsmith.engine.optimizer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Program;

/**
 * What an update works with, by the names that programs call it: the weights {@code w}, their gradients {@code g} and
 * the slots, all flat and in one layout, and the numbers of the step, {@code lr} among them.
 */
public final class Workspace {

    /** Elements of which no core holds all in its own cache with their gradients and slots. */
    private static final long MUCH = 65_536;

    private final Backend backend;
    private final List<Variable> variables;
    private final Map<String, Tensor> flat = new HashMap<>();
    private final Map<String, Tensor> numbers = new HashMap<>();
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final Tensor weights;
    private @Nullable Tensor squares;

    Workspace(Backend backend, Tensor weights, Tensor gradients, List<Variable> variables) {
        this.backend = backend;
        this.variables = List.copyOf(variables);
        this.weights = weights;
        flat.put("w", weights);
        flat.put("g", gradients);
    }

    /** The squares of gradients, flat, where some of them are handed over. */
    void putSquares(Tensor tensor) {
        flat.put("q", tensor);
    }

    boolean hasSquares() {
        return flat.containsKey("q");
    }

    Backend backend() {
        return backend;
    }

    List<Variable> variables() {
        return variables;
    }

    Tensor flat(String name) {
        return flat.get(name);
    }

    /** What must be kept to go on later, by name. */
    Map<String, Tensor> state() {
        return state;
    }

    /** Adds a slot and fills it with its start. */
    void add(Slot slot) {
        state.put(slot.name(), scratch(slot.name()));
        if (!slot.start().equals("0")) {
            pass("%s = %s".formatted(slot.name(), slot.start())).run();
        }
    }

    /** A tensor in the layout of the weights whose content matters within one update only. */
    Tensor scratch(String name) {
        Tensor tensor = backend.allocate(weights.type(), weights.shape());
        flat.put(name, tensor);
        return tensor;
    }

    /** A tensor of any shape that is part of the state. */
    Tensor keep(String name, Shape shape) {
        Tensor tensor = scratch(shape);
        state.put(name, tensor);
        return tensor;
    }

    Tensor scratch(Shape shape) {
        return backend.allocate(weights.type(), shape);
    }

    /** A number that programs may read, set before they run. */
    void addNumber(String name) {
        numbers.put(name, scratch(Shape.of()));
    }

    void set(String name, double value) {
        Tensor number = numbers.get(name);
        number.set(0, value);
        backend.upload(number);
    }

    /**
     * A program over everything that is flat. Where that is much, variable by variable: each is then divided among
     * threads in its middle, as the product is that gives its gradient, so that a core finds in its cache what it wrote.
     */
    Operation pass(String program) {
        if (weights.size() < MUCH || !areAllThereIs()) {
            return pass(program, flat);
        }
        return new InOrder(variables.stream()
                .map(variable -> pass(program, variable, Map.of()))
                .toList());
    }

    /** Whether nothing but the space up to the next line of memory is between the variables. */
    private boolean areAllThereIs() {
        long line = 64 / weights.type().bytes();
        return variables.stream()
                        .mapToLong(variable -> Math.ceilDiv(variable.size(), line) * line)
                        .sum()
                >= weights.size();
    }

    /** A program over the parts of everything flat that belong to one variable, in its shape, and over more. */
    Operation pass(String program, Variable variable, Map<String, Tensor> more) {
        Map<String, Tensor> parts = new HashMap<>();
        flat.forEach((name, tensor) -> parts.put(name, variable.partOf(tensor, weights)));
        parts.putAll(more);
        return pass(program, parts);
    }

    /** A program over tensors of its own and the numbers; a name that is neither is a passing value. */
    Operation pass(String text, Map<String, Tensor> tensors) {
        Program program = Program.parse(text);
        SortedSet<String> names = new TreeSet<>(program.inputs());
        names.addAll(program.outputs());
        Map<String, Tensor> operands = new HashMap<>(numbers);
        operands.putAll(tensors);
        operands.keySet().retainAll(names);
        return backend.elementwise(program, operands);
    }

    Tensor part(String name, Variable variable) {
        return variable.partOf(flat(name), weights);
    }

    /** {@code sum = Σ x²}, with a scalar to hold it. */
    Operation sumOfSquares(Tensor x, Tensor sum) {
        if (squares == null) {
            squares = scratch(weights.shape());
        }
        Shape row = Shape.of(1, x.size());
        Tensor square = squares.view(0, row);
        return InOrder.of(pass("y = x^2", Map.of("x", x.reshape(row), "y", square)), backend.sumRows(square, sum));
    }
}
