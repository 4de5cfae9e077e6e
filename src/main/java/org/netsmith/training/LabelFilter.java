package org.netsmith.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The query parameter {@code label}: {@code team=a} (or {@code team:a}) for a label of that value, {@code team} for any
 * value.
 */
final class LabelFilter {

    private LabelFilter() {}

    static Map<String, Optional<String>> of(List<String> labels) {
        Map<String, Optional<String>> wanted = new LinkedHashMap<>();
        for (String label : labels) {
            String[] parts = label.split("[=:]", 2);
            wanted.put(parts[0], parts.length == 2 ? Optional.of(parts[1]) : Optional.empty());
        }
        return wanted;
    }
}
