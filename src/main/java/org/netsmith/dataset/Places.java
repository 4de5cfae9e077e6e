package org.netsmith.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where each row's value stands in a list of categories. */
record Places(Values values, Map<String, Integer> byText, int @Nullable [] byCode) {

    /** The texts of a larger dictionary are looked up one by one. */
    private static final int MOST_CODES = 1 << 20;

    static Places of(List<String> categories, Values values) {
        Map<String, Integer> byText = HashMap.newHashMap(categories.size());
        for (int i = 0; i < categories.size(); i++) {
            byText.put(categories.get(i), i);
        }
        boolean few = values instanceof Values.Codes codes && codes.dictionary().size() <= MOST_CODES;
        return new Places(values, byText, few ? byCode((Values.Codes) values, byText) : null);
    }

    private static int[] byCode(Values.Codes codes, Map<String, Integer> byText) {
        return codes.dictionary().stream()
                .mapToInt(text -> byText.getOrDefault(text, -1))
                .toArray();
    }

    /** -1 where the value is missing or not among the categories. */
    int of(int row) {
        if (values.missing(row)) {
            return -1;
        }
        return byCode == null ? byText.getOrDefault(values.text(row), -1) : byCode[((Values.Codes) values).code(row)];
    }
}
