package org.netsmith.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The columns that a request wants learned, one for each output of the network in their order: a name for the only
 * output, a list in the order of the outputs, or an object of columns by the names of the outputs.
 */
record Targets(List<Target> all) {

    static final String POINTER = "/target";

    /** A column, the output that predicts it, and where the request names it. */
    record Target(String output, String pointer, String column) {}

    /**
     * The names of the outputs of the network that is made where the request gives none: those of an object, else the
     * names of the columns, as far as a layer may be called so. The only output is called as its layer would be.
     */
    static List<String> outputs(@Nullable JsonNode target) {
        if (target != null && target.isObject()) {
            return List.copyOf(target.propertyNames());
        }
        if (target == null || !target.isArray() || target.size() < 2) {
            return List.of(DefaultNetwork.OUTPUT);
        }
        LayerNames names = new LayerNames();
        return target.valueStream()
                .map(column -> names.take(column.asString("output")))
                .toList();
    }

    /**
     * Reads the targets, or says what is wrong with them and answers empty.
     *
     * @param outputs the names of the network's outputs
     * @param given whether the request gives a network; else its outputs follow the targets
     */
    static Optional<Targets> of(@Nullable JsonNode target, List<String> outputs, boolean given, Violations violations) {
        int before = violations.count();
        List<Target> targets = read(target, outputs, violations);
        if (violations.count() == before && targets.size() != outputs.size()) {
            violations.add(
                    POINTER,
                    ("the network has %d outputs (%s), and %d of them have a target; expected a column for each, as a"
                                    + " list in their order or an object by their names")
                            .formatted(outputs.size(), DataChoice.shown(outputs), targets.size()));
        }
        checkTwice(targets, violations);
        if (!given) {
            checkNames(targets, violations);
        }
        return violations.count() == before ? Optional.of(new Targets(targets)) : Optional.empty();
    }

    private static List<Target> read(@Nullable JsonNode target, List<String> outputs, Violations violations) {
        List<Target> targets = new ArrayList<>();
        if (target == null || target.isNull()) {
            violations.add(POINTER, "expected the name of the column to learn, as in \"species\"; it is missing");
        } else if (target.isObject()) {
            checkOutputs(target, outputs, violations);
            outputs.stream().filter(target::has).forEach(output -> {
                String pointer = POINTER + "/" + RequestChecks.escaped(output);
                column(pointer, target.get(output), violations)
                        .ifPresent(column -> targets.add(new Target(output, pointer, column)));
            });
        } else if (target.isArray()) {
            for (int i = 0; i < target.size(); i++) {
                String pointer = POINTER + "/" + i;
                String output = i < outputs.size() ? outputs.get(i) : "";
                column(pointer, target.get(i), violations)
                        .ifPresent(column -> targets.add(new Target(output, pointer, column)));
            }
        } else {
            column(POINTER, target, violations)
                    .ifPresent(column -> targets.add(new Target(outputs.getFirst(), POINTER, column)));
        }
        if (target != null && target.isContainer() && target.isEmpty()) {
            violations.add(POINTER, "expected at least one column to learn, received " + target);
        }
        return targets;
    }

    private static Optional<String> column(String pointer, JsonNode node, Violations violations) {
        if (!node.isString()) {
            violations.add(pointer, "expected the name of a column, received " + node);
        }
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    private static void checkOutputs(JsonNode target, List<String> outputs, Violations violations) {
        target.propertyNames().stream()
                .filter(name -> !outputs.contains(name))
                .forEach(name -> violations.add(
                        POINTER + "/" + RequestChecks.escaped(name),
                        "the network has no output \"%s\"; its outputs are %s"
                                .formatted(name, DataChoice.shown(outputs))));
    }

    private static void checkTwice(List<Target> targets, Violations violations) {
        Set<String> seen = new HashSet<>();
        targets.stream()
                .filter(target -> !seen.add(target.column()))
                .forEach(
                        target -> violations.add(target.pointer(), "\"%s\" is named twice".formatted(target.column())));
    }

    /** The outputs of an object become layers, which Keras allows no slash in. */
    private static void checkNames(List<Target> targets, Violations violations) {
        targets.stream()
                .filter(target -> !LayerNames.allows(target.output()))
                .forEach(target -> violations.add(
                        target.pointer(),
                        "an output is named after its layer, and the name of a layer has at least one letter and no /;"
                                + " received \"%s\"".formatted(target.output())));
    }

    int count() {
        return all.size();
    }

    List<String> columns() {
        return all.stream().map(Target::column).toList();
    }

    /** The columns as people read them: {@code "price" and "class"}. */
    String shown() {
        return "\"%s\"".formatted(String.join("\" and \"", columns()));
    }
}
