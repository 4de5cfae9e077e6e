package org.netsmith.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.expression.Differentiable;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Formulated;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.optimizer.Schedule;
import org.netsmith.engine.regularizer.Regularizer;
import org.netsmith.format.keras.Family;
import org.netsmith.format.keras.KerasWriter;
import org.netsmith.format.keras.Kind;
import tools.jackson.databind.JsonNode;

/**
 * Everything that a network, its training and its watchers can be made of. It is read off the sealed families
 * themselves, so that no list can lag behind.
 */
record Catalog(
        List<Entry> layers,
        List<Entry> activations,
        List<Entry> initializers,
        List<Entry> regularizers,
        List<Entry> constraints,
        List<Entry> losses,
        List<Entry> metrics,
        List<Entry> optimizers,
        List<Entry> schedules,
        List<Entry> callbacks) {

    /**
     * One kind.
     *
     * @param className the Keras class name
     * @param ids the strings that stand for it
     */
    record Entry(
            String className,
            List<String> ids,
            List<Argument> parameters,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Formula formula) {}

    /**
     * One argument.
     *
     * @param defaultValue what it is when it is left out
     * @param range what its values may be, in words
     */
    record Argument(
            String name,
            String type,
            boolean required,

            @Schema(name = "default") @JsonProperty("default")
            JsonNode defaultValue,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String range) {}

    /**
     * The mathematics with the default arguments: x is the input, y the target, p the prediction, w a weight, g its
     * gradient, n its length along an axis. The derivative is that by x, p or w.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Formula(
            String text,
            @Nullable String latex,
            @Nullable String derivative,
            @Nullable String derivativeLatex) {

        static Formula of(String text) {
            return new Formula(text, null, null, null);
        }

        static Formula of(Expression value) {
            return new Formula(value.text(), value.latex(), null, null);
        }

        static Formula differentiated(Expression value, Expression derivative) {
            return new Formula(value.text(), value.latex(), derivative.text(), derivative.latex());
        }
    }

    static Catalog ofAllKinds() {
        return new Catalog(
                entries(Layer.class),
                entries(ActivationFunction.class),
                entries(Initializer.class),
                entries(Regularizer.class),
                entries(Constraint.class),
                entries(Loss.class),
                entries(Metric.class),
                entries(Optimizer.class),
                entries(Schedule.class),
                entries(Callback.class));
    }

    private static List<Entry> entries(Class<?> family) {
        return Family.of(family).kinds().stream().map(Catalog::entry).toList();
    }

    private static Entry entry(Kind kind) {
        return new Entry(
                kind.className(),
                kind.ids(),
                arguments(kind),
                kind.example().flatMap(Catalog::formula).orElse(null));
    }

    private static List<Argument> arguments(Kind kind) {
        KerasWriter writer = new KerasWriter();
        return kind.parameters().stream()
                .map(parameter -> new Argument(
                        parameter.key(),
                        parameter.jsonType(),
                        parameter.required(),
                        writer.argument(kind.defaultOf(parameter).orElse(null)),
                        parameter.range().orElse(null)))
                .toList();
    }

    private static Optional<Formula> formula(Record kind) {
        return switch (kind) {
            case ActivationFunction.Formula _, Loss.Formula _ -> Optional.empty();
            case Differentiable function ->
                Optional.of(Formula.differentiated(function.asExpression(), function.derivative()));
            case Formulated function -> Optional.of(Formula.of(function.asExpression()));
            case Optimizer.Elementwise optimizer -> Optional.of(Formula.of(optimizer.update()));
            default -> Optional.empty();
        };
    }

    private static Formula differentiated(Loss.Elementwise loss) {
        Expression value = Expression.parse(loss.formula()).simplify();
        return Formula.differentiated(value, value.derivative("p"));
    }
}
