package io.github.zinx.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.CloseReason.Kind;
import io.github.zinx.Connection;
import io.github.zinx.ConnectionSettings;
import io.github.zinx.Message;
import io.github.zinx.ProtocolException;
import io.github.zinx.tests.fuzz.Cuts;

/** The reader of a connection whose peer needs no login and shares no memory, as that of every client's. */
public final class AnyReader {

    private AnyReader() {}

    /**
     * Does with a stream, on the calling thread, what a connection's reader does: gives each message to its inbound, and
     * in the end waits until those are handled. Returns false if the stream ended in something illegal.
     */
    public static boolean read(byte[] stream, Cuts cuts, Frames frames, Connection connection, Inbound inbound)
            throws Exception {
        AnyLink link = new AnyLink(stream, cuts, arrived -> Math.max(512, 4 * arrived));
        Limit off = new Limit(Kind.FRAME_TIMEOUT, ConnectionSettings.OFF, System::nanoTime);
        var limits = new ReadLimits(
                off,
                off,
                null,
                Login.none(),
                MemoryCap.none().inboundShare(),
                new ReaderTurn(() -> {}, System::nanoTime));
        FrameReader reader = new FrameReader(link, frames, limits, inbound, () -> true);
        boolean legal = true;
        try {
            for (Message message = reader.next(); message != null; message = reader.next()) {
                inbound.accept(connection, message);
            }
        } catch (ProtocolException e) {
            legal = false;
            reader.discard();
        }
        assertTrue(link.isEndSeen() && link.left() == 0, "not all was read");
        inbound.finish();
        inbound.close();
        return legal;
    }
}
