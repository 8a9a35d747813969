package io.github.zinx.bench.peers;

import io.github.zinx.RequestView;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Zinx for Java, through its public API, with the defaults for everything that the scenarios leave open. */
final class ZinxPeer implements PeerServer {

    private final int workers;
    private final boolean views;

    private ZinxPeer(int workers, boolean views) {
        this.workers = workers;
        this.views = views;
    }

    /** With so many workers; 0 runs the handlers on the readers. */
    static ZinxPeer ofRequests(int workers) {
        return new ZinxPeer(workers, false);
    }

    /** Likewise, but echoes without a copy of the payload. */
    static ZinxPeer ofViews(int workers) {
        return new ZinxPeer(workers, true);
    }

    @Override
    public int start(int port) throws IOException {
        Server server = Server.create(config(port));
        if (views) {
            server.handleView(Wire.ECHO, RequestView::reply);
        } else {
            server.handle(Wire.ECHO, request -> request.reply(request.data()));
        }
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
