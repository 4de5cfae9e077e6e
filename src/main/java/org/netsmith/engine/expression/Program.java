package org.netsmith.engine.expression;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Assignments that run in order for every element. A name that is read before it is assigned is an input, every
 * assigned name is an output, so {@code w = w - a*g} has the inputs a, g, w and the output w.
 */
public record Program(List<Assignment> assignments) {

    public Program {
        assignments = List.copyOf(assignments);
        if (assignments.isEmpty()) {
            throw new ExpressionException(0, "expected at least one assignment such as y = x + 1, received none");
        }
    }

    /** One {@code target = value}. Later assignments see the values of earlier ones. */
    public record Assignment(String target, Expression value) {}

    /**
     * Parses {@code "m = b*m + (1-b)*g; w = w - a*m"}.
     *
     * @throws ExpressionException if the text is not a program; it names the character
     */
    public static Program parse(String text) {
        return new Program(new Parser(text).program());
    }

    /** A program of one assignment. */
    public static Program of(String target, Expression value) {
        return new Program(List.of(new Assignment(target, value)));
    }

    /** The names whose values are read from outside. */
    public SortedSet<String> inputs() {
        SortedSet<String> inputs = new TreeSet<>();
        Set<String> assigned = new HashSet<>();
        for (Assignment assignment : assignments) {
            assignment.value().variables().stream()
                    .filter(name -> !assigned.contains(name))
                    .forEach(inputs::add);
            assigned.add(assignment.target());
        }
        return inputs;
    }

    /** The assigned names. */
    public SortedSet<String> outputs() {
        return assignments.stream().map(Assignment::target).collect(Collectors.toCollection(TreeSet::new));
    }

    /** This program with simplified values. */
    public Program simplify() {
        return new Program(assignments.stream()
                .map(assignment ->
                        new Assignment(assignment.target(), assignment.value().simplify()))
                .toList());
    }

    /** The program as it may be parsed again. */
    public String text() {
        return assignments.stream()
                .map(assignment ->
                        assignment.target() + " = " + assignment.value().text())
                .collect(Collectors.joining("; "));
    }
}
