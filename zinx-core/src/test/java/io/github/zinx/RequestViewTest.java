package io.github.zinx;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RequestViewTest {

    private final StubConnection connection = new StubConnection(3);
    private final byte[] buffer = {9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9};
    private final RequestView view = new RequestView(connection, StubConnection.NOBODY, -2, buffer, 2, 8);

    private Stream<Executable> looks() {
        return Stream.of(
                () -> view.get(0),
                () -> view.getInt(0, BIG_ENDIAN),
                () -> view.getLong(0, BIG_ENDIAN),
                () -> view.copyTo(0, new byte[1], 0, 1),
                view::data,
                view::text,
                view::request,
                view::reply,
                () -> view.sendTo(connection),
                () -> view.stream().read(),
                () -> view.stream().read(new byte[8]));
    }

    @Test
    void itShowsWhatIsInItsPartOfTheBuffer() {
        assertEquals(8, view.length());
        assertEquals(1, view.get(0));
        assertEquals(8, view.get(7));
        assertEquals(0x03040506, view.getInt(2, BIG_ENDIAN));
        assertEquals(0x06050403, view.getInt(2, LITTLE_ENDIAN));
        assertEquals(0x0102030405060708L, view.getLong(0, BIG_ENDIAN));
        assertEquals(0x0807060504030201L, view.getLong(0, LITTLE_ENDIAN));
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, view.data());
        byte[] into = new byte[4];
        view.copyTo(6, into, 1, 2);
        assertArrayEquals(new byte[] {0, 7, 8, 0}, into);
        RequestView text = new RequestView(connection, StubConnection.NOBODY, 1, "xünglich".getBytes(), 1, 8);
        assertEquals("ünglich", text.text());
    }

    @Test
    void itSaysWhereTheMessageCameFrom() {
        assertEquals(-2, view.id());
        assertSame(connection, view.connection());
        assertSame(StubConnection.NOBODY, view.connections());
        assertEquals("RequestView[id=4294967294, 8 bytes on " + connection + "]", view.toString());
    }

    @Test
    void bytesBesideThePayloadAreOutOfReach() {
        for (int index : new int[] {-1, 8, 9, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThrows(IndexOutOfBoundsException.class, () -> view.get(index));
        }
        for (int index : new int[] {-1, 5, Integer.MAX_VALUE}) {
            assertThrows(IndexOutOfBoundsException.class, () -> view.getInt(index, BIG_ENDIAN));
        }
        for (int index : new int[] {-1, 1}) {
            assertThrows(IndexOutOfBoundsException.class, () -> view.getLong(index, BIG_ENDIAN));
        }
        byte[] into = new byte[20];
        assertThrows(IndexOutOfBoundsException.class, () -> view.copyTo(0, into, 0, 9));
        assertThrows(IndexOutOfBoundsException.class, () -> view.copyTo(-1, into, 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> view.copyTo(0, into, 19, 2));
        assertArrayEquals(new byte[20], into);
        for (int[] part : new int[][] {{-1, 2}, {11, 2}, {0, 13}, {5, -1}}) {
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> new RequestView(connection, StubConnection.NOBODY, 1, buffer, part[0], part[1]));
        }
    }

    @Test
    void aParserReadsItsStreamToTheEnd() throws Exception {
        DataInputStream in = new DataInputStream(view.stream());
        assertEquals(8, in.available());
        assertEquals(1, in.read());
        assertEquals(1, in.skipBytes(1));
        assertEquals(0x0304, in.readUnsignedShort());
        assertArrayEquals(new byte[] {5, 6, 7, 8}, in.readAllBytes());
        assertEquals(-1, in.read());
        assertEquals(-1, in.read(new byte[2], 0, 2));
        assertEquals(0, in.read(new byte[2], 0, 0));
        assertEquals(0, in.skip(3));
        assertEquals(0, in.skip(-3));
        assertThrows(IndexOutOfBoundsException.class, () -> view.stream().read(new byte[2], 1, 2));
        byte[] high = {-1};
        assertEquals(
                255,
                new RequestView(connection, StubConnection.NOBODY, 1, high, 0, 1)
                        .stream().read());
    }

    @Test
    void nobodyLooksAtItWhenItsHandlerHasReturned() throws Exception {
        InputStream stream = view.stream();
        view.end();

        for (Executable look : looks().toList()) {
            assertThrows(IllegalStateException.class, look);
        }
        assertThrows(IllegalStateException.class, stream::read);
        assertEquals(List.of(), connection.sent());
        view.reply("still there");
        view.reply(new byte[] {1});
        assertEquals(List.of(Message.of(-2, "still there"), Message.of(-2, new byte[] {1})), connection.sent());
        assertEquals(8, view.length());
    }

    @Test
    void noOtherThreadLooksAtIt() throws Exception {
        for (Executable look : looks().toList()) {
            FutureTask<Throwable> other = new FutureTask<>(() -> assertThrows(IllegalStateException.class, look));
            Thread.ofVirtual().start(other);
            other.get(10, TimeUnit.SECONDS);
        }
        assertEquals(1, view.get(0));
    }

    @Test
    void aCopyStaysWhatItWas() {
        Request copy = view.request();
        byte[] data = view.data();
        Arrays.fill(buffer, (byte) 0);
        view.end();

        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, copy.data());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, data);
        assertEquals(-2, copy.id());
        assertSame(connection, copy.connection());
        assertSame(StubConnection.NOBODY, copy.connections());
    }

    @Test
    void itIsPassedOnAsItIs() throws Exception {
        StubConnection other = new StubConnection(4);
        view.reply();
        view.sendTo(other);

        Message same = Message.of(-2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertEquals(List.of(same), connection.sent());
        assertEquals(List.of(same), other.sent());
    }
}
