package org.netsmith.format.keras;

import java.util.Collection;
import java.util.Set;
import org.netsmith.engine.layer.Token;
import org.netsmith.engine.optimizer.LearningRate;

/** What a Java type is in JSON; a learning rate is a number that may also be a schedule, a
 * token a string that may also be an integer. */
final class JsonType {

    private static final Set<Class<?>> INTEGERS = Set.of(Integer.class, int.class, Long.class, long.class);
    private static final Set<Class<?>> NUMBERS = Set.of(Double.class, double.class);
    private static final Set<Class<?>> BOOLEANS = Set.of(Boolean.class, boolean.class);

    private JsonType() {}

    static String of(Class<?> type) {
        if (INTEGERS.contains(type)) {
            return "integer";
        }
        if (NUMBERS.contains(type) || type == LearningRate.class) {
            return "number";
        }
        if (BOOLEANS.contains(type)) {
            return "boolean";
        }
        if (type == String.class || type == Token.class || type.isEnum()) {
            return "string";
        }
        return Collection.class.isAssignableFrom(type) ? "array" : "object";
    }
}
