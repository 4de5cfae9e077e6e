package org.netsmith.engine.loss;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;
import org.netsmith.engine.expression.Program.Assignment;

/**
 * Rows that are the mean or the sum of a formula over the units: {@code gradient = ∂f/∂p·weight}, for a mean divided
 * by the units.
 */
record FormulaRows(Expression formula, boolean mean) {

    void build(Bound bound) {
        boolean single = bound.units() == 1;
        Tensor values = single ? bound.losses() : bound.matrix();
        Program program = program(bound);
        bound.scope().run(program, operands(program, bound, values));
        if (!single) {
            bound.sumRows(values, bound.losses());
        }
        if (!single && mean) {
            bound.scope().run("l = l / " + bound.units(), Map.of("l", bound.losses()));
        }
    }

    private Program program(Bound bound) {
        List<Assignment> assignments = new ArrayList<>(List.of(new Assignment("l", formula)));
        if (bound.gradient() != null) {
            Expression weighted = Expression.parse(mean ? "d * w / " + bound.units() : "d * w")
                    .substitute(Map.of("d", formula.derivative("p")));
            assignments.add(new Assignment("g", weighted.simplify()));
        }
        return new Program(assignments);
    }

    /** Only what the program names: a formula need not use the prediction. */
    private static Map<String, Tensor> operands(Program program, Bound bound, Tensor values) {
        Map<String, Tensor> named =
                new HashMap<>(Map.of("y", bound.target(), "p", bound.prediction(), "w", bound.weights(), "l", values));
        if (bound.gradient() != null) {
            named.put("g", bound.gradient());
        }
        named.keySet()
                .removeIf(name ->
                        !program.inputs().contains(name) && !program.outputs().contains(name));
        return named;
    }
}
