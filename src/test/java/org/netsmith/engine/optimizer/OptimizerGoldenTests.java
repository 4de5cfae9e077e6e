package org.netsmith.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Backends64;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.format.keras.Family;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.Kind;
import tools.jackson.databind.JsonNode;

/** Ten steps of real Keras on a kernel and a bias, with every optimizer. */
class OptimizerGoldenTests {

    @Test
    void everyKindHasACase() {
        assertThat(Golden.cases("optimizers.json"))
                .extracting(golden -> Golden.className(golden.path("config")))
                .containsAll(Family.of(Optimizer.class).kinds().stream()
                        .map(Kind::className)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> optimizersAreKeras() {
        return Golden.tests("optimizers.json", _ -> true, (golden, type) -> check(golden, type, Golden.backend()));
    }

    @TestFactory
    Stream<DynamicTest> optimizersAreKerasOnNd4j() {
        Supplier<Backend> nd4j = Backends64.all().get("nd4j");
        return Golden.tests("optimizers.json", _ -> true, (golden, type) -> check(golden, type, nd4j.get()));
    }

    private static void check(JsonNode golden, DType type, Backend backend) {
        Optimizer optimizer = Golden.read(new KerasReader().optimizer(golden.path("config")));
        JsonNode variables = golden.path("inputs").path("variables");
        FlatVariables flat = flat(backend, type, variables);
        Update update = flat.update(optimizer);
        JsonNode want = golden.path(type.id());
        JsonNode gradients = golden.path("inputs").path("gradients");
        for (int step = 0; step < gradients.size(); step++) {
            Golden.check(golden, type, "rate before step " + step, new double[] {update.learningRate()}, new double[] {
                want.path("learning_rate_before_step").get(step).asDouble()
            });
            for (int i = 0; i < variables.size(); i++) {
                flat.setGradient(i, Golden.values(gradients.get(step).get(i)));
            }
            if (optimizer instanceof LossScaleOptimizer) {
                update.scaleGradients();
            }
            update.run();
            checkWeights(
                    golden,
                    type,
                    "step " + step,
                    flat,
                    want.path("variables_after_step").get(step));
        }
        checkScale(optimizer, update, want.path("optimizer_variables_at_end"));
        update.finish();
        checkWeights(golden, type, "end", flat, want.path("variables_after_finalize"));
    }

    private static FlatVariables flat(Backend backend, DType type, JsonNode variables) {
        List<String> paths = new ArrayList<>();
        List<Shape> shapes = new ArrayList<>();
        variables.forEach(variable -> {
            paths.add("dense/" + variable.path("name").asString());
            shapes.add(Golden.shape(variable.path("value")));
        });
        FlatVariables flat = new FlatVariables(backend, type, paths, shapes);
        IntStream.range(0, shapes.size())
                .forEach(i -> flat.setWeight(i, Golden.values(variables.get(i).path("value"))));
        return flat;
    }

    private static void checkWeights(JsonNode golden, DType type, String what, FlatVariables flat, JsonNode want) {
        for (int i = 0; i < want.size(); i++) {
            JsonNode values = want.get(i).has("value") ? want.get(i).path("value") : want.get(i);
            Golden.check(golden, type, what + " variable " + i, flat.weight(i), values);
        }
    }

    private static void checkScale(Optimizer optimizer, Update update, JsonNode state) {
        if (optimizer instanceof LossScaleOptimizer) {
            for (JsonNode variable : state) {
                if (variable.path("path").asString().endsWith("dynamic_scale")) {
                    assertThat(update.lossScale()).isEqualTo(Golden.values(variable.path("value"))[0]);
                }
            }
        }
    }
}
