package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.LoginSettings;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.client.testkit.Layout;
import io.github.zinx.tests.fuzz.Choices;
import io.github.zinx.tests.fuzz.Cuts;
import io.github.zinx.tests.fuzz.Memory;
import io.github.zinx.tests.fuzz.Reference;
import io.github.zinx.wire.FrameCodec;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Has a server's reader read any stream, in any pieces, under any limits, and fails unless the messages are those that
 * {@link Reference} finds in the whole of it, what follows them is refused just when it must be, and no buffer is larger
 * than what has come asks for.
 */
public final class AnyStream {

    private static final List<FrameCodec> LAYOUTS =
            FrameCodec.names().stream().map(FrameCodec::named).toList();

    private static final int FIRST_BUFFER = 512;
    private static final int USUAL_LARGEST_BUFFER = 64 * 1024;

    /** What may come before the login; a message of the first id whose data begins with a 1 is the login. */
    private static final int LOGIN = 1;

    private static final Set<Integer> BEFORE_LOGIN = Set.of(LOGIN, 5);

    /** The one id that has a limit of its own. */
    private static final int NARROW = 2;

    private static final ConnectionSettings FAST = ConnectionSettings.defaults().toBuilder()
            .maxMessageRate(1_000_000)
            .maxByteRate(1 << 30)
            .build();

    private final int maxLength;
    private final int narrowLength;
    private final int loginLength;
    private final Frames frames;
    private final MemoryCap memory = new MemoryCap(1 << 30);
    private final Login login;
    private final AnyLink link;
    private final FrameReader reader;
    private final Reference reference;
    private final int length;
    private final OneByOne handlers = new OneByOne();

    /** What {@link #reference} knows of the login, and whether that is why it refuses. */
    private boolean loggedIn;

    private boolean refusesForLogin;

    private AnyStream(Choices choices) {
        FrameCodec codec = LAYOUTS.get(choices.oneOf(0, 1, 2));
        maxLength = choices.oneOf(4096, 1, 100, 600, 9000, 8 << 20, 1 << 30);
        narrowLength = Math.min(maxLength, choices.oneOf(1 << 30, 0, 10, 700));
        loginLength = Math.min(maxLength, choices.oneOf(16, 1, 600, 10_000));
        loggedIn = choices.flip();
        boolean limited = choices.flip();
        Cuts cuts = Cuts.of(choices);
        byte[] stream = choices.stream(Layout.named(codec.name()));
        length = stream.length;
        frames = new Frames(codec, maxLength);
        if (narrowLength < maxLength) {
            frames.limit(NARROW, narrowLength);
        }
        login = loggedIn
                ? Login.none()
                : Login.of(new LoginSettings(BEFORE_LOGIN, Duration.ofDays(1), loginLength, 50));
        reference = new Reference(codec.name(), stream, this::allows);
        link = new AnyLink(stream, cuts, this::largestBuffer);
        Limit off = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        RateLimit rate = limited ? RateLimit.of(FAST, () -> true) : null;
        var limits = new ReadLimits(
                off, off, rate, login, memory.inboundShare(), new ReaderTurn(() -> {}, System::nanoTime));
        reader = new FrameReader(link, frames, limits, handlers, () -> true);
    }

    /** Reads this input: first some bytes that choose limits and pieces, then the stream. */
    public static void read(byte[] input) throws Exception {
        Memory.watch(() -> new AnyStream(new Choices(input)).toEnd());
    }

    private boolean allows(int id, long announced) {
        boolean early = !loggedIn && !(BEFORE_LOGIN.contains(id) && announced <= loginLength);
        refusesForLogin = early && announced <= maxLength;
        return !early && announced <= (id == NARROW ? narrowLength : maxLength);
    }

    private int largestBuffer(int arrived) {
        int most = login.isDone()
                ? Math.max(USUAL_LARGEST_BUFFER, frames.maxFrameSize())
                : frames.maxFrameSize(loginLength);
        return Math.max(FIRST_BUFFER, (int) Math.min(most, 4L * arrived));
    }

    private void toEnd() throws Exception {
        int count = 0;
        try {
            for (Message message = reader.next(); message != null; message = reader.next()) {
                assertEquals(reference.next(length), message);
                loggedIn |= isLogin(message);
                handlers.add(message);
                count++;
            }
            assertEquals(length, reference.at(), "there is more");
            assertTrue(reader.hasEnded());
        } catch (ProtocolException e) {
            assertEquals(null, reference.next(length), e.getMessage());
            assertTrue(reference.at() < length, "there is nothing to refuse");
            assertEquals(!reference.refuses(), reader.hasEnded(), e.getMessage());
            reader.discard();
        }
        assertFalse(handlers.isLate, "a message was looked at before its turn");
        assertEquals(reference.refuses() && refusesForLogin, login.hasRefused());
        assertTrue(link.isEndSeen());
        assertEquals(0, link.left());
        assertEquals(count, reader.meter().messages());
        assertEquals(length, reader.meter().bytes());
        reader.letGo();
        assertEquals(0, memory.held());
    }

    private static boolean isLogin(Message message) {
        return message.id() == LOGIN && message.data().length > 0 && message.data()[0] == 1;
    }

    /** Handles a message as late as it may be: before the login when the reader asks for it, afterwards at once. */
    private final class OneByOne implements Inbound {
        private Message waiting;
        private boolean isLate;

        void add(Message message) {
            isLate |= waiting != null;
            waiting = message;
            if (login.isDone()) {
                awaitHandled();
            }
        }

        @Override
        public boolean isIdle() {
            return waiting == null;
        }

        @Override
        public void awaitHandled() {
            if (waiting != null && isLogin(waiting)) {
                login.finish();
            }
            waiting = null;
        }

        @Override
        public boolean accept(Connection connection, Message message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean execute(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void finish() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void awaitIdle() {
            throw new UnsupportedOperationException();
        }
    }
}
