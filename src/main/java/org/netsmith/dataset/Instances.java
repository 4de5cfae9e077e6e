package org.netsmith.dataset;

import java.util.List;
import org.netsmith.engine.Finding;
import tools.jackson.databind.JsonNode;

/**
 * Rows to predict, as they came in JSON: objects with column names, or arrays in input order.
 *
 * @param table the rows; where there are errors, not to be used
 * @param errors wrong names, types and shapes, with pointers such as {@code /instances/3/petal_length}
 * @param notes values that were missing or never seen in training, and how they are taken
 */
public record Instances(Table table, List<Finding> errors, List<Finding> notes) {

    /** @param instances a JSON array, at {@code /instances} of the request */
    public static Instances read(JsonNode instances, Encoders encoders) {
        return new InstanceReader(encoders).read(instances);
    }
}
