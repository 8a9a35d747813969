package io.github.zinx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTest {

    private final StubConnection connection = new StubConnection(3);

    @Test
    void itShowsTheMessageAndWhereItCameFrom() {
        byte[] data = {'a', 'b'};
        Request request = new Request(connection, Message.of(5, data), StubConnection.NOBODY);

        assertEquals(5, request.id());
        assertSame(data, request.data());
        assertEquals("ab", request.text());
        assertEquals(Message.of(5, "ab"), request.message());
        assertSame(connection, request.connection());
        assertSame(StubConnection.NOBODY, request.connections());
    }

    @Test
    void aReplyHasTheIdOfItsRequest() throws Exception {
        Request request = new Request(connection, Message.of(-2, "x"), StubConnection.NOBODY);

        request.reply("yes");
        request.reply(new byte[] {1});

        assertEquals(List.of(Message.of(-2, "yes"), Message.of(-2, new byte[] {1})), connection.sent());
    }
}
