package io.github.zinx.dispatch;

import static io.github.zinx.Interleavings.atOnce;
import static io.github.zinx.Interleavings.explore;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whoever lines up is freed, also where the pacer is about to fall asleep: the scenario ends only if all are. That nobody
 * sleeps on who is free, PacerTest has.
 */
@Tag("interleaving")
class PacerInterleavingTest {

    @Test
    void whoStandsBackForOneTurnOrForTwoComesBack() {
        explore(1_000, () -> {
            Pacer pacer = new Pacer(Pacer.BREATH);
            Pacer.Seat one = pacer.newSeat(1);
            Pacer.Seat two = pacer.newSeat(2);
            int[] freed = {0};
            atOnce(one::run, two::run, () -> freed[0] = rounds(pacer, 2));
            assertEquals(2, freed[0]);
        });
    }

    @Test
    void whoComesAgainAtOnceIsNotForgotten() {
        explore(1_000, () -> {
            Pacer pacer = new Pacer(Pacer.BREATH);
            Pacer.Seat seat = pacer.newSeat(1);
            atOnce(
                    () -> {
                        seat.run();
                        seat.run();
                        seat.run();
                    },
                    () -> rounds(pacer, 3));
        });
    }

    private static int rounds(Pacer pacer, int seats) {
        int freed = 0;
        while (freed < seats) {
            freed += pacer.round();
        }
        return freed;
    }
}
