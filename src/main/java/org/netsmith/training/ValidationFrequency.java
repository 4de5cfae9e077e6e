package org.netsmith.training;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Keras' {@code validation_freq}: after which epochs the rows held out are evaluated.
 *
 * @param every after every so many epochs
 * @param epochs after these epochs only, counted from 1; empty where {@code every} decides
 */
record ValidationFrequency(int every, SortedSet<Integer> epochs) {

    static final ValidationFrequency EVERY_EPOCH = new ValidationFrequency(1, new TreeSet<>());

    /** A whole number or a list of them, each at least 1; empty for anything else. */
    static Optional<ValidationFrequency> of(JsonNode node) {
        if (isCount(node)) {
            return Optional.of(new ValidationFrequency(node.intValue(), new TreeSet<>()));
        }
        boolean list = node.isArray() && !node.isEmpty();
        return list && node.valueStream().allMatch(ValidationFrequency::isCount)
                ? Optional.of(after(node))
                : Optional.empty();
    }

    private static ValidationFrequency after(JsonNode list) {
        SortedSet<Integer> epochs = new TreeSet<>();
        list.forEach(epoch -> epochs.add(epoch.intValue()));
        return new ValidationFrequency(1, epochs);
    }

    private static boolean isCount(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 1;
    }

    /** Whether any epoch is followed by an evaluation. */
    boolean everDue(int initialEpoch, int lastEpoch) {
        return epochs.isEmpty()
                ? lastEpoch / every > initialEpoch / every
                : epochs.stream().anyMatch(epoch -> epoch > initialEpoch && epoch <= lastEpoch);
    }
}
