package org.netsmith.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How many times as long as Netsmith's a step of a peer must take.
 *
 * @param network as in {@code 4-16-3}
 * @param peers whom it is about; none for all of them
 */
record Target(String network, List<String> peers, double ratio) {

    static final List<Target> ALL = Stream.concat(
                    Stream.of("4-16-3", "20-64-64-2").flatMap(Target::small),
                    Stream.of(
                            new Target("64-256-256-256-8", List.of(), 4),
                            new Target("784-512-512-10", List.of(), 2),
                            new Target("784-2048-2048-2048-10", List.of(), 1.25),
                            new Target("1000-4096-4096-100", List.of(), 1.25)))
            .toList();

    private static Stream<Target> small(String network) {
        return Stream.of(
                new Target(network, List.of("PyTorch", "PyTorch, compiled", "PyTorch, DJL"), 15),
                new Target(network, List.of("Keras", "Keras, jit"), 30),
                new Target(network, List.of("DL4J"), 30),
                new Target(network, List.of("SameDiff"), 10));
    }

    boolean concerns(String peer) {
        return peers.isEmpty() || peers.contains(peer);
    }

    /** The fastest of those it is about and its ratio; empty where none of them is there. */
    List<Map.Entry<String, Double>> reached(Map<String, Double> ratios) {
        return ratios.entrySet().stream()
                .filter(entry -> concerns(entry.getKey()))
                .sorted(Map.Entry.comparingByValue())
                .limit(1)
                .toList();
    }

    String row(Map<String, Double> ratios) {
        String whom = peers.isEmpty() ? "the best peer" : String.join(" / ", peers);
        return reached(ratios).stream()
                .map(best -> "| %s | %s | %s× | %s× (%s) | %s |"
                        .formatted(
                                network,
                                whom,
                                Table.number(ratio),
                                Table.number(best.getValue()),
                                best.getKey(),
                                best.getValue() >= ratio ? "met" : "missed"))
                .findFirst()
                .orElse("| %s | %s | %s× | nobody there | – |".formatted(network, whom, Table.number(ratio)));
    }
}
