package org.netsmith.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StealTests {

    @Test
    void isTheShareOfAllTimeThatPassed() {
        long[] before = {10, 0, 5, 100, 0, 0, 0, 20};
        long[] now = {40, 0, 5, 130, 0, 0, 0, 60};

        assertThat(Steal.share(before, now)).isEqualTo(0.4);
    }
}
