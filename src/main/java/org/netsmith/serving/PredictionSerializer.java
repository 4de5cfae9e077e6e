package org.netsmith.serving;

import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Writes predictions as their components say, without a map or a boxed number for each row. */
final class PredictionSerializer extends ValueSerializer<Prediction> {

    @Override
    public void serialize(Prediction prediction, JsonGenerator json, SerializationContext context) {
        json.writeStartObject();
        switch (prediction) {
            case Prediction.Label label -> {
                json.writeStringProperty("label", label.label());
                json.writeName("probabilities");
                write(label.probabilities(), json, context);
            }
            case Prediction.Value value -> context.defaultSerializeProperty("value", value.value(), json);
            case Prediction.Several several -> {
                json.writeName("outputs");
                json.writeStartObject();
                several.outputs().forEach((target, output) -> {
                    json.writeName(target);
                    serialize(output, json, context);
                });
                json.writeEndObject();
            }
        }
        json.writeEndObject();
    }

    private static void write(Map<String, Number> probabilities, JsonGenerator json, SerializationContext context) {
        if (probabilities instanceof Probabilities shared) {
            shared.write(json);
        } else {
            context.writeValue(json, probabilities);
        }
    }
}
