package org.netsmith.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimingsTests {

    @Test
    void medianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertThat(new Timings(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(new Timings(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3);
    }

    @Test
    void ratiosAreTakenWithinARound() {
        Timings ours = new Timings(List.of(1.0, 10.0, 1.0));
        Timings peers = new Timings(List.of(20.0, 200.0, 30.0));

        assertThat(peers.ratioTo(ours)).isEqualTo(20);
    }

    @Test
    void whoHadFewerTurnsIsComparedInThoseAlone() {
        Timings ours = new Timings(List.of(1.0, 2.0, 100.0));
        Timings peers = new Timings(List.of(4.0, 8.0));

        assertThat(peers.ratioTo(ours)).isEqualTo(4);
    }
}
