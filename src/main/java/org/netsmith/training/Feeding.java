package org.netsmith.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Encoder;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.network.NetworkDefinition;

/**
 * Which input of the network each column is fed to: the one that the request says; without a network, a column that
 * is embedded has an input of its own.
 *
 * @param features empty where the request names none
 * @param network empty where the request gives none
 * @param outputs the names of the network's outputs, which no input may have
 */
record Feeding(
        @Nullable Features features, Optional<NetworkDefinition> network, List<String> outputs, Violations violations) {

    /** The input of the default network for all columns that are not embedded. */
    private static final String NUMBERS = "numbers";

    /** The encoders with the inputs of the network, or empty where these do not belong together. */
    Optional<Encoders> of(Encoders encoders) {
        int before = violations.count();
        List<String> inputs = network.stream()
                .flatMap(definition -> definition.inputs().stream())
                .map(NetworkDefinition.Input::name)
                .toList();
        Encoders fed;
        if (features != null && !features.isList()) {
            fed = byName(encoders, inputs);
        } else if (network.isEmpty()) {
            fed = separated(encoders);
        } else {
            fed = encoders;
            requireOne(inputs);
        }
        fed.feeds().forEach(this::checkEmbeddings);
        return violations.count() == before ? Optional.of(fed) : Optional.empty();
    }

    private void requireOne(List<String> inputs) {
        if (inputs.size() != 1) {
            violations.add(
                    Features.POINTER,
                    ("the network has %d inputs (%s); expected features as an object with a list of columns for each"
                                    + " of them")
                            .formatted(inputs.size(), DataChoice.shown(inputs)));
        }
    }

    private Encoders byName(Encoders encoders, List<String> inputs) {
        if (network.isEmpty()) {
            violations.add(
                    Features.POINTER,
                    "features by input are for a network that has these inputs; give a network, or one list of"
                            + " features");
            return encoders;
        }
        features.byInput().forEach((input, columns) -> checkInput(input, columns.isEmpty(), inputs));
        inputs.stream()
                .filter(input -> !features.byInput().containsKey(input))
                .forEach(input -> violations.add(
                        Features.POINTER, "the network's input \"%s\" has no features".formatted(input)));
        List<String> feeds = features.inputs();
        List<Encoders.Input> fed = new ArrayList<>();
        for (int i = 0; i < feeds.size(); i++) {
            fed.add(encoders.inputs().get(i).feeding(inputs.size() == 1 ? null : feeds.get(i)));
        }
        fed.sort(Comparator.comparingInt(input -> inputs.indexOf(input.feeds())));
        return new Encoders(fed, encoders.targets());
    }

    private void checkInput(String input, boolean empty, List<String> inputs) {
        String pointer = Features.POINTER + "/" + RequestChecks.escaped(input);
        if (!inputs.contains(input)) {
            violations.add(
                    pointer,
                    "the network has no input \"%s\"; its inputs are %s".formatted(input, DataChoice.shown(inputs)));
        } else if (empty) {
            violations.add(pointer, "expected at least one column for the input \"%s\"".formatted(input));
        }
    }

    /** Numbers together, then each embedded column alone. */
    private Encoders separated(Encoders encoders) {
        if (encoders.inputs().stream().noneMatch(Feeding::isEmbedded)) {
            return encoders;
        }
        LayerNames names = new LayerNames(outputs);
        String numbers = names.take(NUMBERS);
        List<Encoders.Input> fed = new ArrayList<>();
        encoders.inputs().stream()
                .filter(input -> !isEmbedded(input))
                .forEach(input -> fed.add(input.feeding(numbers)));
        encoders.inputs().stream()
                .filter(Feeding::isEmbedded)
                .forEach(input -> fed.add(input.feeding(names.take(input.name()))));
        return new Encoders(fed, encoders.targets());
    }

    /** An Embedding layer takes numbers of categories and nothing beside them. */
    private void checkEmbeddings(Encoders.Feed feed) {
        boolean mixed = feed.columns().stream().anyMatch(Feeding::isEmbedded)
                && !feed.columns().stream().allMatch(Feeding::isEmbedded);
        if (mixed) {
            violations.add(
                    Features.POINTER,
                    ("embedding gives the numbers of categories, for an Embedding layer, and %s also has other numbers;"
                                    + " feed it to an input of its own, or encode it as one_hot")
                            .formatted(
                                    feed.input() == null
                                            ? "the network's only input"
                                            : "the network's input \"%s\"".formatted(feed.input())));
        }
    }

    private static boolean isEmbedded(Encoders.Input input) {
        return input.encoder() instanceof Encoder.Embedding;
    }
}
