package io.github.zinx.bench.peers;

import io.github.zinx.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The shape that the chapters teach, put into Java word by word: a reader and a writer per connection (virtual threads
 * for goroutines), a fixed pool of workers with a queue each, and one queue entry and one write for every message.
 */
final class LiteralPeer implements PeerServer {

    private static final int WORKERS = 10;
    private static final int TASKS = 1024;

    /** A message and where it came from. */
    record Request(LiteralConnection connection, Message message) {}

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, LiteralConnection> connections = new ConcurrentHashMap<>();
    private final List<BlockingQueue<Request>> queues = Stream.<BlockingQueue<Request>>generate(
                    () -> new ArrayBlockingQueue<>(TASKS))
            .limit(WORKERS)
            .toList();

    @Override
    public int start(int port) throws IOException {
        for (BlockingQueue<Request> queue : queues) {
            Thread.ofPlatform().name("worker").start(() -> work(queue));
        }
        return Listener.listen(port, socket -> {
            int id = ids.getAndIncrement();
            return new LiteralConnection(id, socket, connections, queues.get(id % WORKERS));
        });
    }

    @Override
    public String settings() {
        return WORKERS + " platform workers with a queue of " + TASKS + " each; a virtual reader and writer per"
                + " connection; header and payload read apart, no read buffer; one write per message";
    }

    private void work(BlockingQueue<Request> queue) {
        try {
            while (true) {
                handle(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Request request) throws InterruptedException {
        Message message = request.message();
        byte[] frame = Wire.frame(message);
        if (message.id() == Wire.BROADCAST) {
            for (LiteralConnection member : connections.values()) {
                member.send(frame);
            }
            return;
        }
        if (message.id() == Wire.BURN) {
            Burn.micros(Wire.burnMicros(message.data()));
        }
        request.connection().send(frame);
    }
}
