package io.github.zinx.bench.peers;

import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Zinx for Java, through its public API, with the defaults for everything that the scenarios leave open. */
final class ZinxPeer implements PeerServer {

    private final int workers;

    /** With so many workers; 0 runs the handlers on the readers. */
    ZinxPeer(int workers) {
        this.workers = workers;
    }

    @Override
    public int start(int port) throws IOException {
        Server server = Server.create(config(port));
        server.handle(Wire.ECHO, request -> request.reply(request.data()));
        server.handle(Wire.BROADCAST, request -> request.connections().broadcast(request.message()));
        server.handle(Wire.BURN, request -> {
            Burn.micros(Wire.burnMicros(request.data()));
            request.reply(request.data());
        });
        return server.start().port();
    }

    /** All that differs from the defaults, and the workers. */
    @Override
    public String settings() {
        Set<String> defaults = ServerConfig.defaults().describe().lines().collect(Collectors.toSet());
        return config(0)
                .describe()
                .lines()
                .filter(line -> line.startsWith("workers.count") || !defaults.contains(line))
                .filter(line -> !line.startsWith("server.port"))
                .collect(Collectors.joining(", ", "", "; all else as by default"));
    }

    private ServerConfig config(int port) {
        return ServerConfig.builder()
                .host("127.0.0.1")
                .port(port)
                .backlog(Wire.BACKLOG)
                .maxConnections(Wire.MAX_CONNECTIONS)
                .maxFrameLength(Wire.MAX_PAYLOAD)
                .workers(workers)
                .build();
    }
}
