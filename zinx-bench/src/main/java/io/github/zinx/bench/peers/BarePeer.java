package io.github.zinx.bench.peers;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One virtual thread per connection and nothing else: it reads what is there, answers all whole frames of it with one
 * write, and reads on. No limits, no deadlines, no queues: what a library on virtual threads cannot beat without tricks.
 */
final class BarePeer implements PeerServer {

    private final Set<BareConnection> connections = ConcurrentHashMap.newKeySet();

    @Override
    public int start(int port) throws IOException {
        return Listener.listen(port, socket -> new BareConnection(socket, connections));
    }

    @Override
    public String settings() {
        return "one virtual thread per connection, inline; read buffer " + BareConnection.FIRST_SIZE + " to "
                + BareConnection.USUAL_LARGEST + " bytes; one write per read";
    }
}
