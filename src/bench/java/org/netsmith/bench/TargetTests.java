package org.netsmith.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTests {

    @Test
    void theFastestOfThoseItIsAboutDecides() {
        Target target = new Target("4-16-3", List.of("Keras", "Keras, jit"), 30);

        assertThat(target.row(Map.of("Keras", 50.0, "Keras, jit", 29.0, "PyTorch", 3.0)))
                .isEqualTo("| 4-16-3 | Keras / Keras, jit | 30.0× | 29.0× (Keras, jit) | missed |");
    }

    @Test
    void whereNobodyIsNamedAllPeersCount() {
        Target target = new Target("784-512-512-10", List.of(), 2);

        assertThat(target.row(Map.of("Keras", 5.0, "PyTorch", 2.0))).endsWith("| 2.00× (PyTorch) | met |");
    }

    @Test
    void whoIsAbsentIsNoVictory() {
        assertThat(new Target("4-16-3", List.of("DL4J"), 30).row(Map.of("Keras", 99.0)))
                .contains("nobody there");
    }
}
