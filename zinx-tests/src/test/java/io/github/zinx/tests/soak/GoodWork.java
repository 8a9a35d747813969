package io.github.zinx.tests.soak;

import io.github.zinx.tests.support.Canary;
import io.github.zinx.tests.support.Latencies;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** What good clients do with one server. Every kind of work is one connection after another. */
final class GoodWork {

    private final int port;
    private final Tally tally;
    private final Latencies latencies;
    private final Problems problems;
    private final AtomicLong broadcasts = new AtomicLong();

    GoodWork(int port, Tally tally, Latencies latencies, Problems problems) {
        this.port = port;
        this.tally = tally;
        this.latencies = latencies;
        this.problems = problems;
    }

    /** Adds the usual number of clients to a crew. */
    void join(Crew crew, String server, Random seeds) {
        for (int i = 0; i < 5; i++) {
            add(crew, server + "-echo-" + i, seeds, this::echo);
        }
        for (int i = 0; i < 3; i++) {
            add(crew, server + "-ask-" + i, seeds, this::ask);
        }
        for (int i = 0; i < 2; i++) {
            add(crew, server + "-ping-" + i, seeds, this::ping);
            add(crew, server + "-churn-" + i, seeds, this::comeAndGo);
        }
        for (int i = 0; i < 4; i++) {
            add(crew, server + "-listen-" + i, seeds, this::listen);
        }
        add(crew, server + "-broadcast", seeds, this::broadcast);
    }

    private interface Work {
        void run(String name, Random random, BooleanSupplier on) throws Exception;
    }

    private static void add(Crew crew, String name, Random seeds, Work work) {
        Random random = new Random(seeds.nextLong());
        crew.add(name, on -> work.run(name, random, on));
    }

    private GoodClient client(String name) {
        return new GoodClient(port, tally, what -> problems.add(name + ": " + what));
    }

    /** Many messages at once, by both kinds of send. */
    private void echo(String name, Random random, BooleanSupplier on) throws Exception {
        EchoCheck check = new EchoCheck(random.nextLong(), what -> problems.add(name + ": " + what));
        try (GoodClient client = client(name).handle(Ids.ECHO, request -> {
            check.take(request.data());
            tally.add("messages", 1);
        })) {
            client.connect();
            while (on.getAsBoolean()) {
                sendSome(1 + random.nextInt(16), check, client, random);
                BadPeers.pause(Duration.ofMillis(10 + random.nextInt(40)));
            }
            check.awaitAll(GoodClient.LONGEST);
        }
        check.end();
    }

    private static void sendSome(int count, EchoCheck check, GoodClient client, Random random)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            byte[] data = check.next(GoodClient.LONGEST);
            if (random.nextInt(8) == 0) {
                client.client().send(Ids.ECHO, data);
            } else {
                client.client().sendBuffered(Ids.ECHO, data);
            }
        }
    }

    /** Questions and answers. */
    private void ask(String name, Random random, BooleanSupplier on) throws Exception {
        try (GoodClient client = client(name).connect()) {
            while (on.getAsBoolean()) {
                byte[] question = new byte[random.nextInt(Limits.LONGEST + 1)];
                random.nextBytes(question);
                if (!Arrays.equals(question, client.ask(Ids.QUESTION, question, Ids.ANSWER))) {
                    problems.add(name + ": the answer was not that to its question");
                }
                BadPeers.pause(Duration.ofMillis(random.nextInt(20)));
            }
        }
    }

    /** A question every 20 ms, timed from the moment when it was due. */
    private void ping(String name, Random random, BooleanSupplier on) throws Exception {
        try (GoodClient client = client(name).connect()) {
            long due = System.nanoTime();
            while (on.getAsBoolean()) {
                due += Canary.BEAT;
                while (System.nanoTime() < due) {
                    BadPeers.pause(Duration.ofNanos(due - System.nanoTime()));
                }
                client.ask(Ids.ECHO, new byte[32], Ids.ECHO);
                latencies.add(System.nanoTime() - due);
            }
        }
    }

    /** One short connection. */
    private void comeAndGo(String name, Random random, BooleanSupplier on) throws Exception {
        EchoCheck check = new EchoCheck(random.nextLong(), what -> problems.add(name + ": " + what));
        try (GoodClient client = client(name).handle(Ids.ECHO, request -> {
            check.take(request.data());
            tally.add("messages", 1);
        })) {
            client.connect();
            sendSome(random.nextInt(30), check, client, random);
            check.awaitAll(GoodClient.LONGEST);
        }
        check.end();
        BadPeers.pause(Duration.ofMillis(random.nextInt(100)));
    }

    /** Says something now and then, so as not to be taken for dead. */
    private void listen(String name, Random random, BooleanSupplier on) throws Exception {
        try (GoodClient client = client(name).connect()) {
            while (on.getAsBoolean()) {
                client.ask(Ids.ECHO, new byte[0], Ids.ECHO);
                BadPeers.pause(Duration.ofMillis(300));
            }
        }
    }

    /** The only one on its server, so that everybody hears the numbers in order. */
    private void broadcast(String name, Random random, BooleanSupplier on) throws Exception {
        try (GoodClient client = client(name).connect()) {
            while (on.getAsBoolean()) {
                byte[] data = new byte[Long.BYTES + random.nextInt(200)];
                ByteBuffer.wrap(data).putLong(broadcasts.getAndIncrement());
                client.client().sendBuffered(Ids.BROADCAST, data);
                BadPeers.pause(Duration.ofMillis(50));
            }
        }
    }
}
