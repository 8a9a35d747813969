package io.github.zinx.tests.soak;

import static io.github.zinx.tests.stopping.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.Handler;
import io.github.zinx.Request;
import io.github.zinx.server.Server;
import io.github.zinx.tests.support.Latencies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The good clients find nothing where there is nothing, and what there is. */
@Timeout(120)
class GoodClientsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Tally tally = new Tally();
    private final Latencies latencies = new Latencies();
    private final Problems problems = new Problems();

    @Test
    void areContentWithAServerThatDoesWhatItShould() throws Exception {
        Ends ends = new Ends();
        try (Server server = server(ends).start()) {
            Crew crew = new Crew(problems);
            new GoodWork(server.port(), tally, latencies, problems).join(crew, "one", new Random());
            crew.resume();
            eventually().until(() -> tally.get("broadcasts") > 50 && tally.get("messages") > 200);
            crew.pause();
            eventually().until(() -> server.connections().count() == 0);
        }
        assertEquals(List.of(), problems.first());
        assertTrue(latencies.worst() > 0 && latencies.percentile(50) <= latencies.worst());
        Report report = new Report();
        ends.addTo(report);
        assertEquals(
                "end.GOOD.CLOSED_BY_PEER=" + tally.get("connects"),
                report.toString(),
                "what the server has seen of it");
    }

    /** What a server may do wrong to every tenth echo. */
    enum Wrong {
        LOST {
            @Override
            void answer(Request request) {
                // not at all
            }
        },
        TWICE {
            @Override
            void answer(Request request) throws InterruptedException {
                request.reply(request.data());
                request.reply(request.data());
            }
        },
        ALTERED {
            @Override
            void answer(Request request) throws InterruptedException {
                byte[] data = request.data();
                data[data.length - 1]++;
                request.reply(data);
            }
        },
        LATE {
            @Override
            void answer(Request request) {
                request.connection().attributes().put(Late.KEY, request.data());
            }
        };

        abstract void answer(Request request) throws InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    void findAnEchoThatIsNotWhatItShouldBe(Wrong wrong) throws Exception {
        List<String> found = new ArrayList<>();
        AtomicInteger count = new AtomicInteger();
        EchoCheck check = new EchoCheck(1, found::add);
        Handler faulty = request -> {
            if (count.incrementAndGet() % 10 == 0) {
                wrong.answer(request);
            } else {
                request.reply(request.data());
                Late.send(request);
            }
        };
        try (Server server = server(new Ends())) {
            server.use((request, next) -> (request.id() == Ids.ECHO ? faulty : next).handle(request))
                    .start();
            try (GoodClient client = new GoodClient(server.port(), tally, found::add)
                    .handle(Ids.ECHO, request -> check.take(request.data()))
                    .connect()) {
                for (int i = 0; i < 35; i++) {
                    client.client().sendBuffered(Ids.ECHO, check.next(LONG));
                }
                check.awaitAll(wrong == Wrong.LOST ? Duration.ofMillis(300) : LONG);
                client.ask(Ids.QUESTION, new byte[0], Ids.ANSWER); // by then all have come that will
            }
            check.end();
        }
        assertFalse(found.isEmpty());
    }

    @Test
    void findABroadcastThatIsMissing() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (Server server = server(new Ends())) {
            server.use((request, next) -> {
                        if (request.id() != Ids.BROADCAST || count.incrementAndGet() % 5 != 0) {
                            next.handle(request);
                        }
                    })
                    .start();
            Crew crew = new Crew(problems);
            new GoodWork(server.port(), tally, latencies, problems).join(crew, "one", new Random());
            crew.resume();
            eventually().until(() -> problems.count() > 0);
            crew.pause();
        }
        assertTrue(problems.first().getFirst().contains("broadcast"), problems.first()::toString);
    }

    private Server server(Ends ends) throws Exception {
        Limits limits = new Limits(LONG, LONG, LONG, LONG, 100_000, 100);
        return new Service(Marks.in(folder.resolve("marks")), ends).on(Server.create(limits.config("soak-test", 10)));
    }
}
