package io.github.zinx.bench.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The servers there are, by the names that the command line uses. */
public final class Peers {

    private static final Map<String, Supplier<PeerServer>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("netty-epoll", NettyPeer::epollFrames);
        ALL.put("netty-nio", NettyPeer::nioFrames);
        ALL.put("netty-codec", NettyPeer::epollMessages);
        ALL.put("bare-vt", BarePeer::new);
        ALL.put("literal", LiteralPeer::new);
        ALL.put("zinx-pool", () -> ZinxPeer.ofRequests(10));
        ALL.put("zinx-inline", () -> ZinxPeer.ofRequests(0));
        ALL.put("zinx-pool-views", () -> ZinxPeer.ofViews(10));
        ALL.put("zinx-inline-views", () -> ZinxPeer.ofViews(0));
    }

    private Peers() {}

    /** Returns the names, {@code netty-epoll} first: it is what the others are compared with. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** Makes the server of this name, not yet started; empty if there is none. */
    static Optional<PeerServer> create(String name) {
        return Optional.ofNullable(ALL.get(name)).map(Supplier::get);
    }
}
