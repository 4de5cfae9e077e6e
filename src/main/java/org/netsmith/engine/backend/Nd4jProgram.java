package org.netsmith.engine.backend;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.netsmith.engine.expression.Condition;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Function;
import org.netsmith.engine.expression.Operator;
import org.netsmith.engine.expression.Program;

/** A program as a sequence of ND4J operations, one for each node of its expressions. */
final class Nd4jProgram implements Operation {

    private final Program program;
    private final Extent extent;
    private final Map<String, INDArray> operands = new HashMap<>();

    Nd4jProgram(Program program, Extent extent, Map<String, Tensor> tensors) {
        this.program = program;
        this.extent = extent;
        tensors.forEach((name, tensor) -> operands.put(name, array(name, tensor)));
    }

    private INDArray array(String name, Tensor tensor) {
        return Nd4jMemory.flat(tensor)
                .reshape(
                        'c',
                        switch (extent.operands().get(name)) {
                            case FULL -> new long[] {extent.rows(), extent.columns()};
                            case ROW -> new long[] {1, extent.columns()};
                            case COLUMN -> new long[] {extent.rows(), 1};
                            case SCALAR -> new long[] {1, 1};
                        });
    }

    @Override
    public void run() {
        Map<String, INDArray> values = new HashMap<>(operands);
        program.assignments().forEach(assignment -> assign(assignment, values));
    }

    /**
     * An operand takes the value; any other name is a local one, and a copy, as the operand it may come from can
     * change.
     */
    private void assign(Program.Assignment assignment, Map<String, INDArray> values) {
        INDArray value = value(assignment.value(), values);
        INDArray operand = operands.get(assignment.target());
        if (operand == null) {
            values.put(assignment.target(), assignment.value() instanceof Expression.Variable ? value.dup() : value);
        } else {
            operand.assign(spread(value, operand.shape()));
        }
    }

    private INDArray value(Expression expression, Map<String, INDArray> values) {
        return switch (expression) {
            case Expression.Constant(double number) -> constant(number);
            case Expression.Variable(var name) -> values.get(name);
            case Expression.Unary(var function, var x) -> apply(function, value(x, values));
            case Expression.Binary(var operator, var a, var b) -> apply(operator, value(a, values), value(b, values));
            case Expression.Clip(var x, var lower, var upper) ->
                apply(
                        Operator.MINIMUM,
                        apply(Operator.MAXIMUM, value(x, values), value(lower, values)),
                        value(upper, values));
            case Expression.Select(var condition, var yes, var no) ->
                select(truth(condition, values), value(yes, values), value(no, values));
        };
    }

    private INDArray constant(double number) {
        return Nd4j.valueArrayOf(new long[] {1, 1}, number, Nd4jMemory.dataType(extent.type()));
    }

    private INDArray apply(Function function, INDArray x) {
        return switch (function) {
            case NEGATE -> x.neg();
            case ABS -> Transforms.abs(x, true);
            case SIGN -> Transforms.sign(x, true);
            case FLOOR -> Transforms.floor(x, true);
            case SQRT -> Transforms.sqrt(x, true);
            case EXP -> Transforms.exp(x, true);
            case LOG -> Transforms.log(x, true);
            case LOG1P -> Transforms.log1p(x, true);
            case EXPM1 -> Transforms.expm1(x, true);
            case TANH -> Transforms.tanh(x, true);
            case SIGMOID -> Transforms.sigmoid(x, true);
            case SOFTPLUS -> softplus(x);
            case ERF -> Nd4j.exec(new Erf(x, x.ulike()));
            case SIN -> Transforms.sin(x, true);
            case COS -> Transforms.cos(x, true);
        };
    }

    /** ND4J's own softplus overflows for large x. */
    private INDArray softplus(INDArray x) {
        INDArray tail = Transforms.log1p(Transforms.exp(Transforms.abs(x, true).negi(), false), false);
        return apply(Operator.MAXIMUM, x, constant(0)).addi(tail);
    }

    private static INDArray apply(Operator operator, INDArray left, INDArray right) {
        INDArray a = spread(left, common(left, right));
        INDArray b = spread(right, common(left, right));
        return switch (operator) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.sub(b);
            case MULTIPLY -> a.mul(b);
            case DIVIDE -> a.div(b);
            case POWER -> Transforms.pow(a, b, true);
            case MINIMUM -> Transforms.min(a, b, true);
            case MAXIMUM -> Transforms.max(a, b, true);
        };
    }

    private static INDArray select(INDArray condition, INDArray yes, INDArray no) {
        long[] shape = common(condition, yes, no);
        INDArray result = Nd4j.createUninitialized(yes.dataType(), shape);
        Nd4j.exec(DynamicCustomOp.builder("select")
                .addInputs(spread(condition, shape), spread(yes, shape), spread(no, shape))
                .addOutputs(result)
                .build());
        return result;
    }

    private INDArray truth(Condition condition, Map<String, INDArray> values) {
        return switch (condition) {
            case Condition.Comparison(var relation, var left, var right) ->
                compare(relation, value(left, values), value(right, values));
            case Condition.And(var left, var right) -> {
                INDArray a = truth(left, values);
                INDArray b = truth(right, values);
                yield Transforms.and(spread(a, common(a, b)), spread(b, common(a, b)));
            }
            case Condition.Or(var left, var right) -> {
                INDArray a = truth(left, values);
                INDArray b = truth(right, values);
                yield Transforms.or(spread(a, common(a, b)), spread(b, common(a, b)));
            }
            case Condition.Not(var operand) -> Transforms.not(truth(operand, values));
        };
    }

    private static INDArray compare(Condition.Relation relation, INDArray left, INDArray right) {
        INDArray a = spread(left, common(left, right));
        INDArray b = spread(right, common(left, right));
        INDArray result = Nd4j.createUninitialized(DataType.BOOL, a.shape());
        Nd4j.exec(DynamicCustomOp.builder(operation(relation))
                .addInputs(a, b)
                .addOutputs(result)
                .build());
        return result;
    }

    private static String operation(Condition.Relation relation) {
        return switch (relation) {
            case LESS -> "less";
            case LESS_OR_EQUAL -> "less_equal";
            case GREATER -> "greater";
            case GREATER_OR_EQUAL -> "greater_equal";
            case EQUAL -> "equals";
            case NOT_EQUAL -> "not_equals";
        };
    }

    /** The shape that arrays of [rows or 1, columns or 1] spread to together. */
    private static long[] common(INDArray... arrays) {
        return new long[] {
            Arrays.stream(arrays).mapToLong(INDArray::rows).max().orElse(1),
            Arrays.stream(arrays).mapToLong(INDArray::columns).max().orElse(1)
        };
    }

    /** An array repeated to a shape; ND4J's own broadcasting is not the same for all of its operations. */
    private static INDArray spread(INDArray array, long[] shape) {
        return array.size(0) == shape[0] && array.size(1) == shape[1] ? array : array.broadcast(shape);
    }
}
