package org.netsmith.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ThreadsTests {

    /** Pieces follow each other so fast that threads come late to some, and find a longer or shorter one. */
    @Test
    void everyPartOfEveryPieceIsDoneOnce() {
        Threads threads = Threads.of(3);
        List<AtomicIntegerArray> done = new ArrayList<>();
        List<Threads.Part> pieces = new ArrayList<>();
        for (int count = 2; count <= 9; count++) {
            AtomicIntegerArray counts = new AtomicIntegerArray(count);
            done.add(counts);
            pieces.add((index, _) -> counts.incrementAndGet(index));
        }
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < pieces.size(); i++) {
                threads.run(done.get(i).length(), pieces.get(i));
            }
        }
        assertThat(done).allSatisfy(counts -> {
            for (int index = 0; index < counts.length(); index++) {
                assertThat(counts.get(index)).isEqualTo(rounds);
            }
        });
    }

    @Test
    void noTwoPartsAtOnceHaveTheSameThread() {
        Threads threads = Threads.of(3);
        AtomicIntegerArray busy = new AtomicIntegerArray(3);
        for (int round = 0; round < 1000; round++) {
            threads.run(20, (_, thread) -> {
                assertThat(busy.incrementAndGet(thread)).isOne();
                Thread.onSpinWait();
                busy.decrementAndGet(thread);
            });
        }
    }

    @Test
    void tellsOfAPartThatFails() {
        Threads threads = Threads.of(3);
        assertThatIllegalStateException()
                .isThrownBy(() -> threads.run(4, (index, _) -> {
                    if (index == 3) {
                        throw new ArithmeticException("part 3");
                    }
                }))
                .withCauseInstanceOf(ArithmeticException.class);
        AtomicIntegerArray done = new AtomicIntegerArray(4);
        threads.run(4, (index, _) -> done.incrementAndGet(index));
        assertThat(done).hasToString("[1, 1, 1, 1]");
    }
}
