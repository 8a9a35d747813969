package io.github.zinx.bench.run;

import java.util.ArrayList;
import java.util.List;

/** The servers that come with the bench, in the order of the tables, each with the JVM flags it is started with. */
record BuiltIn(String name, List<String> jvmFlags, String what) {

    /**
     * The same for all of them: a heap that has its size and its pages from the start. On virtual machines the first touch of
     * a page can cost more than all that is measured, and then the figures are about how often the collector moved on.
     */
    static final List<String> HEAP = heap();

    private static final int COMPACT_HEADERS_SINCE = 25;

    private static final List<String> NETTY = List.of("--enable-native-access=ALL-UNNAMED");

    static final List<BuiltIn> ALL = List.of(
            new BuiltIn("netty-epoll", NETTY, "Netty, native epoll: the frame echoed without a copy; the reference"),
            new BuiltIn("netty-codec", NETTY, "Netty as a user writes it: messages, a handler, a pool"),
            new BuiltIn("netty-nio", List.of(), "Netty on NIO, the frame echoed"),
            new BuiltIn("bare-vt", List.of(), "a bare virtual thread for each connection"),
            new BuiltIn("literal", List.of(), "reader, platform workers, writer; one write for each message"),
            new BuiltIn("zinx-pool", List.of(), "this library with its pool of ten, the default"),
            new BuiltIn("zinx-inline", List.of(), "this library with workers.count: 0"),
            new BuiltIn("zinx-pool-views", List.of(), "zinx-pool with a handler of views (handleView)"),
            new BuiltIn("zinx-inline-views", List.of(), "zinx-inline with a handler of views"));

    /** With the headers of {@code ./zinx demo}. */
    private static List<String> heap() {
        List<String> flags = new ArrayList<>(List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"));
        if (Runtime.version().feature() >= COMPACT_HEADERS_SINCE) {
            flags.add("-XX:+IgnoreUnrecognizedVMOptions");
            flags.add("-XX:+UseCompactObjectHeaders");
        }
        return List.copyOf(flags);
    }

    static List<String> names() {
        return ALL.stream().map(BuiltIn::name).toList();
    }

    static BuiltIn named(String name) {
        return ALL.stream().filter(peer -> peer.name().equals(name)).findFirst().orElseThrow();
    }
}
