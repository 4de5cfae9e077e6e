package org.netsmith.serving;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.DType;
import tools.jackson.core.JsonGenerator;

/** A probability for each of the labels, which the predictions of all rows share. */
final class Probabilities extends AbstractMap<String, Number> {

    private final List<String> labels;
    private final double[] values;
    private final DType type;

    /**
     * @param labels different ones, in class order
     * @param values at least one for each of them; the caller gives them away
     * @param type of the arithmetic they come from, which says how exact they are
     */
    Probabilities(List<String> labels, double[] values, DType type) {
        this.labels = labels;
        this.values = values;
        this.type = type;
    }

    @Override
    public Set<Entry<String, Number>> entrySet() {
        return new AbstractSet<>() {

            @Override
            public int size() {
                return labels.size();
            }

            @Override
            public Iterator<Entry<String, Number>> iterator() {
                return IntStream.range(0, labels.size())
                        .mapToObj(i -> Map.entry(labels.get(i), Outputs.number(values[i], type)))
                        .iterator();
            }
        };
    }

    /** Writes them as databind writes a map. */
    void write(JsonGenerator json) {
        json.writeStartObject();
        for (int i = 0; i < labels.size(); i++) {
            json.writeName(labels.get(i));
            if (type == DType.FLOAT32) {
                json.writeNumber((float) values[i]);
            } else {
                json.writeNumber(values[i]);
            }
        }
        json.writeEndObject();
    }
}
