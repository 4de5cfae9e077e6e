package org.netsmith.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.layer.Layer;
import org.netsmith.network.Catalog.Argument;
import org.netsmith.network.Catalog.Entry;

class CatalogTests {

    private final Catalog catalog = Catalog.ofAllKinds();

    @Test
    void listsEveryLayerInTheOrderOfTheFamily() {
        assertThat(catalog.layers())
                .extracting(Entry::className)
                .containsExactlyElementsOf(
                        kinds(Layer.class).map(Class::getSimpleName).toList());
    }

    private static Stream<Class<?>> kinds(Class<?> family) {
        return family.isSealed()
                ? Stream.of(family.getPermittedSubclasses()).flatMap(CatalogTests::kinds)
                : Stream.of(family);
    }

    @Test
    void leavesNoFamilyEmpty() {
        assertThat(List.of(
                        catalog.activations(),
                        catalog.initializers(),
                        catalog.regularizers(),
                        catalog.constraints(),
                        catalog.losses(),
                        catalog.metrics(),
                        catalog.optimizers(),
                        catalog.callbacks()))
                .noneMatch(List::isEmpty);
    }

    @Test
    void tellsArgumentsWithDefaultsAndRanges() {
        assertThat(argument(entry(catalog.layers(), "Dense"), "units"))
                .satisfies(units -> assertThat(units.required()).isTrue())
                .satisfies(units -> assertThat(units.type()).isEqualTo("integer"))
                .satisfies(units -> assertThat(units.range()).isEqualTo("above 0"));
        assertThat(argument(entry(catalog.layers(), "Dense"), "activation")
                        .defaultValue()
                        .stringValue())
                .isEqualTo("linear");
        assertThat(argument(entry(catalog.layers(), "Dense"), "kernel_initializer")
                        .defaultValue()
                        .at("/class_name")
                        .stringValue())
                .isEqualTo("GlorotUniform");
        assertThat(argument(entry(catalog.optimizers(), "Adam"), "beta_1")
                        .defaultValue()
                        .doubleValue())
                .isEqualTo(0.9);
        assertThat(argument(entry(catalog.activations(), "Relu"), "max_value")
                        .defaultValue()
                        .isNull())
                .isTrue();
    }

    @Test
    void knowsTheNamesOfAKind() {
        assertThat(entry(catalog.optimizers(), "RMSprop").ids()).contains("rmsprop");
        assertThat(entry(catalog.activations(), "Silu").ids()).containsExactly("silu", "swish");
        assertThat(entry(catalog.losses(), "MeanSquaredError").ids())
                .contains("mean_squared_error", "mse", "MeanSquaredError");
    }

    @Test
    void everyFormulaIsGivenWithTheDerivativeThatItHas() {
        for (Entry activation : catalog.activations()) {
            if (activation.formula() != null) {
                Map<String, Double> below = Map.of("x", 0.7 - 1e-5);
                Map<String, Double> above = Map.of("x", 0.7 + 1e-5);
                Expression value = Expression.parse(activation.formula().text());
                double slope = (value.evaluate(above) - value.evaluate(below)) / 2e-5;
                double derivative =
                        Expression.parse(activation.formula().derivative()).evaluate(Map.of("x", 0.7));

                assertThat(derivative).as(activation.className()).isCloseTo(slope, within(1e-8));
                assertThat(activation.formula().latex()).isNotBlank();
            }
        }
        assertThat(catalog.activations().stream().filter(activation -> activation.formula() == null))
                .extracting(Entry::className)
                .containsExactlyInAnyOrder("Formula", "Softmax", "LogSoftmax", "Sparsemax", "Glu");
    }

    @Test
    void lossesRegularizersAndConstraintsHaveTheirFormulasToo() {
        assertThat(entry(catalog.losses(), "MeanSquaredError").formula())
                .satisfies(formula -> assertThat(formula.derivative()).contains("p"))
                .satisfies(formula -> assertThat(formula.derivativeLatex()).isNotBlank());
        assertThat(entry(catalog.regularizers(), "L2").formula())
                .satisfies(formula -> assertThat(formula.text()).isEqualTo("0.01*w^2"))
                .satisfies(formula -> assertThat(formula.derivative()).isEqualTo("0.02*w"));
        assertThat(entry(catalog.constraints(), "MaxNorm").formula())
                .satisfies(formula -> assertThat(formula.latex()).contains("\\min"))
                .satisfies(formula -> assertThat(formula.derivative()).isNull());
    }

    private static Entry entry(List<Entry> entries, String className) {
        return entries.stream()
                .filter(entry -> entry.className().equals(className))
                .findFirst()
                .orElseThrow();
    }

    private static Argument argument(Entry entry, String name) {
        return entry.parameters().stream()
                .filter(argument -> argument.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
