package org.netsmith.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.DType;
import org.netsmith.format.keras.Family;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Learning rates of real Keras at chosen steps. */
class ScheduleGoldenTests {

    @Test
    void everyKindHasACase() {
        assertThat(Golden.cases("schedules.json"))
                .extracting(golden -> Golden.className(golden.path("config")))
                .containsAll(Family.of(Schedule.class).kinds().stream()
                        .map(Kind::className)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> schedulesAreKeras() {
        return Golden.tests("schedules.json", _ -> true, ScheduleGoldenTests::check);
    }

    private static void check(JsonNode golden, DType type) {
        LearningRate rate = Golden.read(new KerasReader().optimizer(sgd(golden.path("config"))))
                .learningRate();
        JsonNode steps = golden.path("inputs").path("steps");
        double[] want = numbers(golden.path(type.id()).path("learning_rate"));

        double[] got = IntStream.range(0, steps.size())
                .mapToDouble(i -> rate.at(steps.get(i).asLong()))
                .toArray();

        assertThat(rate).isInstanceOf(Schedule.class);
        Golden.check(golden, type, "rate", got, want);
    }

    private static JsonNode sgd(JsonNode schedule) {
        ObjectNode optimizer = JsonNodeFactory.instance.objectNode();
        optimizer.put("class_name", "SGD").putObject("config").set("learning_rate", schedule);
        return optimizer;
    }

    private static double[] numbers(JsonNode list) {
        return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }
}
