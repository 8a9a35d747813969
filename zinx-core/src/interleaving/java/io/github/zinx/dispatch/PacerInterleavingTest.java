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
    void workerAndReaderComeBack() {
        explore(1_000, () -> {
            Pacer pacer = new Pacer(Pacer.BREATH, Pacer.LATE);
            Pacer.Seat worker = pacer.newSeat();
            Pacer.Seat reader = pacer.newReaderSeat();
            int[] freed = {0};
            atOnce(worker::run, reader::run, () -> freed[0] = rounds(pacer, 2));
            assertEquals(2, freed[0]);
        });
    }

    @Test
    void whoComesAgainAtOnceIsNotForgotten() {
        explore(1_000, () -> {
            Pacer pacer = new Pacer(Pacer.BREATH, Pacer.LATE);
            Pacer.Seat seat = pacer.newReaderSeat();
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
