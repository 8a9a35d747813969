package io.github.zinx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RouterTest {

    private final Router router = new Router();
    private final List<String> steps = new ArrayList<>();

    /** Takes down its steps, and throws in one of them if told to. */
    private final class Steps implements Handler {
        private final String failing;

        Steps(String failing) {
            this.failing = failing;
        }

        private void step(String name) throws IOException {
            steps.add(name);
            if (name.equals(failing)) {
                throw new IOException(name);
            }
        }

        @Override
        public void preHandle(Request request) throws IOException {
            step("pre");
        }

        @Override
        public void handle(Request request) throws IOException {
            step("handle");
        }

        @Override
        public void postHandle(Request request) throws IOException {
            step("post");
        }
    }

    private boolean route(int id) throws Exception {
        return router.route(StubConnection.request(id, new byte[0]));
    }

    @Test
    void aMessageGoesToTheHandlerOfItsId() throws Exception {
        router.handle(0, r -> steps.add("zero"));
        router.handle(-1, r -> steps.add("largest"));
        router.handle(Integer.MIN_VALUE, r -> steps.add("2^31"));

        assertTrue(route(0));
        assertTrue(route(-1));
        assertTrue(route(Integer.MIN_VALUE));
        assertEquals(List.of("zero", "largest", "2^31"), steps);
    }

    @Test
    void aRepeatedIdIsRefusedAndNamedUnsigned() throws Exception {
        router.handle(-1, r -> steps.add("first"));

        var refused = assertThrows(IllegalStateException.class, () -> router.handle(-1, r -> steps.add("second")));

        assertTrue(refused.getMessage().contains("4294967295"), refused.getMessage());
        route(-1);
        assertEquals(List.of("first"), steps);
    }

    @Test
    void anUnknownIdGoesToTheHandlerForThatAndIsReported() throws Exception {
        assertFalse(route(9));

        router.unknown(r -> steps.add("first"));
        router.unknown(new Steps("none"));

        assertFalse(route(9));
        assertEquals(List.of("pre", "handle", "post"), steps);
    }

    @Test
    void theThreeStepsRunInOrder() throws Exception {
        router.handle(1, new Steps("none"));

        assertTrue(route(1));

        assertEquals(List.of("pre", "handle", "post"), steps);
    }

    @Test
    void aStepThatThrowsSkipsTheLaterOnes() {
        router.handle(1, new Steps("pre"));
        router.handle(2, new Steps("handle"));
        router.handle(3, new Steps("post"));

        assertEquals("pre", assertThrows(IOException.class, () -> route(1)).getMessage());
        assertEquals("handle", assertThrows(IOException.class, () -> route(2)).getMessage());
        assertEquals("post", assertThrows(IOException.class, () -> route(3)).getMessage());
        assertEquals(List.of("pre", "pre", "handle", "pre", "handle", "post"), steps);
    }

    @Test
    void interceptorsRunAroundTheHandlerTheFirstAddedOutermost() throws Exception {
        router.use((r, next) -> {
            steps.add("a>");
            next.handle(r);
            steps.add("<a");
        });
        router.use((r, next) -> {
            steps.add("b>");
            next.handle(r);
            steps.add("<b");
        });
        router.handle(1, new Steps("none"));

        assertTrue(route(1));

        assertEquals(List.of("a>", "b>", "pre", "handle", "post", "<b", "<a"), steps);
    }

    @Test
    void anInterceptorThatDoesNotGoOnStopsTheMessage() throws Exception {
        router.use((r, next) -> steps.add("stop"));
        router.use((r, next) -> steps.add("never"));
        router.handle(1, new Steps("none"));

        assertTrue(route(1));

        assertEquals(List.of("stop"), steps);
    }

    @Test
    void anInterceptorMayHandleWhatTheHandlerThrows() throws Exception {
        router.use((r, next) -> {
            try {
                next.handle(r);
            } catch (IOException e) {
                steps.add("caught " + e.getMessage());
            }
        });
        router.handle(1, new Steps("handle"));

        assertTrue(route(1));

        assertEquals(List.of("pre", "handle", "caught handle"), steps);
    }

    @Test
    void anInterceptorThatThrowsKeepsTheHandlerFromRunning() {
        IOException failure = new IOException("refused");
        router.use((r, next) -> {
            throw failure;
        });
        router.handle(1, new Steps("none"));

        assertSame(failure, assertThrows(IOException.class, () -> route(1)));
        assertEquals(List.of(), steps);
    }

    @Test
    void anInterceptorMayPassOnAnotherRequestAndMayDoSoTwice() throws Exception {
        router.use((r, next) -> {
            Request other = new Request(r.connection(), Message.of(r.id(), "changed"), r.connections());
            next.handle(other);
            next.handle(other);
        });
        router.handle(1, r -> steps.add(r.text()));

        assertTrue(route(1));

        assertEquals(List.of("changed", "changed"), steps);
    }

    @Test
    void interceptorsSeeUnknownIdsToo() throws Exception {
        router.use((r, next) -> {
            steps.add("seen");
            next.handle(r);
        });

        assertFalse(route(9));

        assertEquals(List.of("seen"), steps);
    }

    @Test
    void whatIsAddedWhileAMessageIsRoutedIsSeenByTheNextOne() throws Exception {
        router.use((r, next) -> {
            router.use((r2, next2) -> {
                steps.add("new");
                next2.handle(r2);
            });
            next.handle(r);
        });
        router.handle(1, r -> router.handle(2, r2 -> steps.add("two")));

        assertTrue(route(1));
        assertEquals(List.of(), steps);
        assertTrue(route(2));
        assertEquals(List.of("new", "two"), steps);
    }

    @Test
    void routesMayBeAddedWhileOthersAreRouted() throws Exception {
        int ids = 20_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        router.handle(-1, r -> begun.countDown());
        Thread adder = Thread.startVirtualThread(() -> {
            try {
                begun.await();
                for (int id = 0; id < ids; id++) {
                    router.handle(id, r -> {});
                }
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        while (adder.isAlive()) {
            assertTrue(route(-1));
        }

        assertEquals(null, failure.get());
        for (int id = 0; id < ids; id++) {
            assertTrue(route(id));
        }
    }

    /** On platform threads and many times over, since a table for one thread would lose a route now and then only. */
    @Test
    void routesAddedByManyThreadsAreAllThere() throws Exception {
        int adders = 4;
        int each = 25_000;
        for (int round = 0; round < 30; round++) {
            Router shared = new Router();
            CyclicBarrier start = new CyclicBarrier(adders);
            List<FutureTask<Void>> adding = new ArrayList<>();
            for (int i = 0; i < adders; i++) {
                int first = i;
                FutureTask<Void> task = new FutureTask<>(() -> {
                    start.await();
                    for (int id = first; id < adders * each; id += adders) {
                        shared.handle(id, r -> {});
                    }
                    return null;
                });
                adding.add(task);
                Thread.ofPlatform().daemon().start(task);
            }
            for (FutureTask<Void> task : adding) {
                task.get(30, TimeUnit.SECONDS);
            }
            for (int id = 0; id < adders * each; id++) {
                assertTrue(shared.route(StubConnection.request(id, new byte[0])), "lost: " + id);
            }
        }
    }

    // ---- views ----

    private RequestView view(byte... buffer) {
        return new RequestView(new StubConnection(0), StubConnection.NOBODY, 1, buffer, 0, buffer.length);
    }

    @Test
    void aViewGoesToItsHandlerAndIsOverThen() throws Exception {
        router.handleView(1, v -> steps.add("view " + v.get(0)));
        RequestView view = view((byte) 7);

        assertTrue(router.takesView(1));
        router.route(view);
        assertEquals(List.of("view 7"), steps);
        assertThrows(IllegalStateException.class, () -> view.get(0));
    }

    @Test
    void aViewWhoseHandlerThrowsIsOver() {
        router.handleView(1, v -> {
            throw new IOException("thrown by hand");
        });
        RequestView view = view((byte) 7);

        assertThrows(IOException.class, () -> router.route(view));
        assertThrows(IllegalStateException.class, () -> view.get(0));
    }

    @Test
    void aRequestIsShownToTheHandlerOfViews() throws Exception {
        List<RequestView> seen = new ArrayList<>();
        router.handleView(1, v -> {
            seen.add(v);
            steps.add(v.id() + " " + v.text());
        });

        assertTrue(router.route(StubConnection.request(1, "hello".getBytes())));
        assertEquals(List.of("1 hello"), steps);
        assertThrows(IllegalStateException.class, () -> seen.getFirst().get(0));
    }

    @Test
    void interceptorsAreGivenARequest() throws Exception {
        router.handleView(1, v -> steps.add("view " + v.get(0)));
        router.use((request, next) -> {
            steps.add("around " + request.data()[0]);
            next.handle(request);
        });

        assertFalse(router.takesView(1));
        router.route(view((byte) 7)); // asked for before there was one
        assertEquals(List.of("around 7", "view 7"), steps);
    }

    @Test
    void onlyIdsWithAHandlerOfViewsTakeThem() throws Exception {
        router.handle(1, request -> steps.add("request " + request.data()[0]));

        assertFalse(router.takesView(1));
        assertFalse(router.takesView(2));
        router.route(view((byte) 7));
        assertEquals(List.of("request 7"), steps);
        assertThrows(IllegalStateException.class, () -> router.handleView(1, v -> {}));
        router.handleView(2, v -> {});
        assertThrows(IllegalStateException.class, () -> router.handle(2, request -> {}));
        assertThrows(NullPointerException.class, () -> router.handleView(3, null));
    }
}
