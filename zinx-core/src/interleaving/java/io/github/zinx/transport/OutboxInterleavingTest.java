package io.github.zinx.transport;

import static io.github.zinx.Interleavings.atOnce;
import static io.github.zinx.Interleavings.explore;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.ConnectionClosedException;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Interleavings.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Senders of both kinds, the writer, and whoever ends the connection, at the one outbox between them. A writer that leaves
 * while an unbuffered send is under way is not here: it looks from time to time, and time stands still here. OutboxStressTest
 * has that.
 */
@Tag("interleaving")
class OutboxInterleavingTest {

    private static final int FAREWELL = 9;

    @Test
    void bufferedSendThatReturnsHasGoneOutBeforeTheFarewell() {
        explore(1_000, () -> againstTheEnd(outbox -> outbox.sendBuffered(frame(1))));
    }

    @Test
    void unbufferedSendThatReturnsHasGoneOutBeforeTheFarewell() {
        explore(1_000, () -> againstTheEnd(outbox -> outbox.send(frame(1))));
    }

    @Test
    void flushThatReturnsIsReachedAndNobodyIsLeftBehind() {
        explore(1_000, () -> againstTheEnd(outbox -> {
            outbox.sendBuffered(frame(1));
            assertTrue(outbox.flush(Duration.ofDays(1)));
        }));
    }

    @Test
    void framesOfBothWaysKeepTheirOrder() {
        explore(1_000, () -> {
            Outbox outbox = outbox(2);
            List<Integer> written = new ArrayList<>();
            atOnce(
                    () -> {
                        outbox.sendBuffered(frame(1));
                        outbox.send(frame(2));
                        outbox.sendBuffered(frame(3));
                    },
                    () -> outbox.sendBuffered(frame(4)),
                    () -> write(outbox, written, 4));

            assertEquals(List.of(1, 2, 3), written.stream().filter(id -> id < 4).toList());
            assertEquals(4, written.size());
            assertTrue(outbox.isEmpty());
        });
    }

    @Test
    void writerThatLeavesFreesWhoeverWaits() {
        explore(1_000, () -> {
            Outbox outbox = outbox(1);
            List<Integer> written = new ArrayList<>();
            Sent sent = new Sent();
            atOnce(
                    () -> sent.is(() -> outbox.sendBuffered(frame(1))),
                    () -> new Sent().is(() -> assertTrue(outbox.flush(Duration.ofDays(1)))),
                    () -> {
                        write(outbox, written, 1);
                        outbox.retire();
                    });

            assertTrue(sent.yes || written.isEmpty());
            assertTrue(outbox.isShut());
        });
    }

    @Test
    void writerThatIsLetGoLeavesNothingAndIsFollowedByOneOther() {
        explore(1_000, () -> {
            List<Integer> written = new ArrayList<>();
            Writers writers = new Writers(written);
            Sent sent = new Sent();
            atOnce(
                    () -> sent.is(() -> writers.outbox.sendBuffered(frame(1))),
                    () -> {
                        writers.outbox.letWriterGo();
                        assertTrue(writers.outbox.shut(frame(FAREWELL)));
                    },
                    writers::write);

            assertEquals(sent.yes ? List.of(1, FAREWELL) : List.of(FAREWELL), written);
            assertTrue(writers.outbox.isEmpty());
        });
    }

    @Test
    void whoWritesForAMomentIsAloneAndLeavesNothing() {
        explore(1_000, () -> {
            List<Integer> written = new ArrayList<>();
            Writers writers = new Writers(written);
            writers.outbox.letWriterGo();
            writers.write();
            Sent sent = new Sent();
            atOnce(
                    () -> {
                        if (writers.outbox.becomeWriter()) {
                            written.add(2);
                            writers.outbox.cease(false);
                        }
                    },
                    () -> sent.is(() -> writers.outbox.sendBuffered(frame(1))),
                    () -> assertTrue(writers.outbox.shut(frame(FAREWELL))));

            assertEquals(FAREWELL, written.getLast());
            assertEquals(sent.yes, written.contains(1));
            assertTrue(written.size() <= 3, written::toString);
            assertTrue(writers.outbox.isEmpty());
        });
    }

    private interface Send {
        void to(Outbox outbox) throws InterruptedException;
    }

    private static void againstTheEnd(Send send) throws InterruptedException {
        Outbox outbox = outbox(1);
        List<Integer> written = new ArrayList<>();
        Sent sent = new Sent();
        atOnce(
                () -> sent.is(() -> send.to(outbox)),
                () -> assertTrue(outbox.shut(frame(FAREWELL))),
                () -> write(outbox, written, Integer.MAX_VALUE));

        if (sent.yes) {
            assertEquals(List.of(1, FAREWELL), written);
        } else {
            assertEquals(FAREWELL, written.getLast());
        }
        assertTrue(outbox.isEmpty());
    }

    /** A writer, and whoever follows it: that one is at work on the thread that has it begin. */
    private static final class Writers {
        final Outbox outbox = outbox(2, this::write);
        private final List<Integer> written;

        Writers(List<Integer> written) {
            this.written = written;
        }

        void write() {
            try {
                OutboxInterleavingTest.write(outbox, written, Integer.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void messagesThatAreQueuedTogetherComeOutOnceAndInOrder() {
        explore(1_000, () -> {
            Outbox outbox = outbox(10);
            List<Byte> written = new ArrayList<>();
            atOnce(
                    () -> {
                        outbox.sendBuffered(StressSender.draft(new byte[] {1}));
                        outbox.sendBuffered(StressSender.draft(new byte[] {2}));
                    },
                    () -> outbox.sendBuffered(StressSender.draft(new byte[] {3})),
                    () -> writeBatches(outbox, written, 3));

            assertEquals(List.of((byte) 1, (byte) 2), written.stream().filter(b -> b < 3).toList());
            assertEquals(3, written.size());
            assertTrue(outbox.isEmpty());
        });
    }

    private static void writeBatches(Outbox outbox, List<Byte> written, int bytes) throws InterruptedException {
        while (written.size() < bytes) {
            for (Outgoing next = outbox.take(); next instanceof Batch batch; next = outbox.poll()) {
                for (int i = 0; i < batch.size(); i++) {
                    written.add(batch.bytes()[i]);
                }
            }
            outbox.gatheredLeft();
            outbox.written();
        }
    }

    /** What a sender has been told. */
    private static final class Sent {
        private boolean yes;

        void is(Act send) throws Exception {
            try {
                send.run();
                yes = true;
            } catch (ConnectionClosedException e) {
                yes = false;
            }
        }
    }

    /** The writer: takes at most so many frames, and ends with the outbox. */
    private static void write(Outbox outbox, List<Integer> written, int most) throws InterruptedException {
        for (int i = 0; i < most; i++) {
            Outgoing next = outbox.take();
            if (next == null || next == Outbox.LET_GO) {
                return;
            }
            written.add(next.size());
            outbox.written();
        }
    }

    private static Outbox outbox(int capacity) {
        return outbox(capacity, () -> {});
    }

    private static Outbox outbox(int capacity, Runnable newWriter) {
        return new Outbox(
                ConnectionSettings.builder().sendQueueCapacity(capacity).build(),
                () -> true,
                () -> new ConnectionClosedException(7, "closed", null),
                writable -> {},
                newWriter,
                MemoryCap.none().share());
    }

    /** A frame that is told by its size. */
    private static Frame frame(int size) {
        return Frame.encoded(1, new byte[size]);
    }
}
