package org.netsmith.engine.optimizer;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

class OptimizerGoldenTests {

    private static final Set<String> KINDS = Set.of("SGD", "RMSprop", "Adam");

    @TestFactory
    Stream<DynamicTest> optimizersAreKeras() {
        return Golden.tests(
                "optimizers.json",
                golden -> KINDS.contains(Golden.className(golden.path("config")))
                        && golden.path("config")
                                .path("config")
                                .path("learning_rate")
                                .isNumber(),
                this::check);
    }

    private void check(JsonNode golden, DType type) {
        Optimizer optimizer = Golden.read(new KerasReader().optimizer(golden.path("config")));
        Backend backend = Golden.backend();
        JsonNode variables = golden.path("inputs").path("variables");
        long size = 0;
        for (JsonNode variable : variables) {
            size += Golden.shape(variable.path("value")).size();
        }
        Tensor weights = backend.allocate(type, Shape.of(size));
        Tensor gradients = backend.allocate(type, Shape.of(size));
        fill(backend, weights, variables, "value");
        Update update = new Update(optimizer, backend, weights, gradients);
        JsonNode steps = golden.path("inputs").path("gradients");
        for (int step = 0; step < steps.size(); step++) {
            fill(backend, gradients, steps.get(step), "");
            update.run();
            backend.download(weights);
            checkStep(golden, type, step, weights);
        }
    }

    private static void checkStep(JsonNode golden, DType type, int step, Tensor weights) {
        JsonNode want = golden.path(type.id()).path("variables_after_step").get(step);
        long start = 0;
        for (JsonNode variable : want) {
            Shape shape = Golden.shape(variable.has("value") ? variable.path("value") : variable);
            JsonNode values = variable.has("value") ? variable.path("value") : variable;
            Golden.check(
                    golden, type, "step " + step, weights.view(start, shape).toArray(), values);
            start += shape.size();
        }
    }

    private static void fill(Backend backend, Tensor flat, JsonNode variables, String field) {
        long start = 0;
        for (JsonNode variable : variables) {
            JsonNode tensor = field.isEmpty() ? variable : variable.path(field);
            flat.view(start, Golden.shape(tensor)).set(Golden.values(tensor));
            start += Golden.shape(tensor).size();
        }
        backend.upload(flat);
    }
}
