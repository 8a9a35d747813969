package io.github.zinx.tests.dispatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.Handler;
import io.github.zinx.Request;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.client.testkit.TestServer;
import io.github.zinx.server.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handler's three steps and the interceptors around them, in order, and what is left out when one of them throws. */
final class HandlerStepsTest {

    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @CsvSource({
        "none,   0, [outer in; inner in; pre; handle; post; inner out; outer out]",
        "pre,    1, [outer in; inner in; pre]",
        "handle, 1, [outer in; inner in; pre; handle]",
        "post,   1, [outer in; inner in; pre; handle; post]",
        "inner,  1, [outer in; inner in]",
    })
    void laterStepsAreSkippedAndTheFailureIsCountedOnce(String failing, int failures, String expected)
            throws Exception {
        exchange(
                s -> s.use((request, next) -> {
                            steps.add("outer in");
                            next.handle(request);
                            steps.add("outer out");
                        })
                        .use((request, next) -> {
                            step("inner in", failing.equals("inner"));
                            next.handle(request);
                            steps.add("inner out");
                        })
                        .handle(1, new ThreeSteps(failing)),
                failures);
        assertEquals(expected, steps.toString().replace(',', ';'));
    }

    @Test
    void interceptorThatDoesNotGoOnEndsTheMessage() throws Exception {
        exchange(
                s -> s.use((request, next) -> {
                            if (request.id() != 1) {
                                next.handle(request);
                            }
                        })
                        .handle(1, new ThreeSteps("none")),
                0);
        assertEquals(List.of(), steps);
    }

    @Test
    void interceptorMayHandleWhatAHandlerThrows() throws Exception {
        exchange(
                s -> s.use((request, next) -> {
                            try {
                                next.handle(request);
                            } catch (IOException e) {
                                steps.add("caught");
                            }
                        })
                        .handle(1, new ThreeSteps("handle")),
                0);
        assertEquals(List.of("pre", "handle", "caught"), steps);
    }

    /** Sends one message of id 1 and waits until it has been dealt with. */
    private void exchange(Consumer<Server> setUp, int failures) throws IOException {
        try (Server server = TestServer.start(setUp);
                RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(1, "");
            await().untilAsserted(() -> assertEquals(1, server.stats().messagesHandled()));
            assertEquals(failures, server.stats().handlerFailures());
            assertEquals(0, server.stats().messagesUnknown());
        }
    }

    private void step(String name, boolean fails) throws IOException {
        steps.add(name);
        if (fails) {
            throw new IOException(name + " fails");
        }
    }

    private final class ThreeSteps implements Handler {
        private final String failing;

        ThreeSteps(String failing) {
            this.failing = failing;
        }

        @Override
        public void preHandle(Request request) throws Exception {
            step("pre", failing.equals("pre"));
        }

        @Override
        public void handle(Request request) throws Exception {
            step("handle", failing.equals("handle"));
        }

        @Override
        public void postHandle(Request request) throws Exception {
            step("post", failing.equals("post"));
        }
    }
}
