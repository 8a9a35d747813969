package io.github.zinx.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.Version;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Netty with one event loop, as it is set up for one core. Everything that is not said here is as Netty has it by
 * default, its allocator above all.
 */
final class NettyPeer implements PeerServer {

    private static final int POOL = 10;

    private final Supplier<IoHandlerFactory> loop;
    private final Class<? extends ServerChannel> channel;
    private final BiConsumer<Channel, ChannelGroup> pipeline;
    private final String settings;

    private NettyPeer(
            Supplier<IoHandlerFactory> loop,
            Class<? extends ServerChannel> channel,
            BiConsumer<Channel, ChannelGroup> pipeline,
            String settings) {
        this.loop = loop;
        this.channel = channel;
        this.pipeline = pipeline;
        this.settings = settings;
    }

    /** Native epoll; whole frames go back as they came, without a copy. */
    static PeerServer epollFrames() {
        return new NettyPeer(
                EpollIoHandler::newFactory,
                EpollServerSocketChannel.class,
                NettyPeer::frames,
                "native epoll, frame echo");
    }

    /** The same over Java's selector. */
    static PeerServer nioFrames() {
        return new NettyPeer(
                NioIoHandler::newFactory, NioServerSocketChannel.class, NettyPeer::frames, "NIO, frame echo");
    }

    /** Native epoll; messages become objects and are handled on a pool of threads, as in most programs. */
    static PeerServer epollMessages() {
        EventExecutorGroup pool = new DefaultEventExecutorGroup(POOL);
        return new NettyPeer(
                EpollIoHandler::newFactory,
                EpollServerSocketChannel.class,
                (channel, all) -> messages(channel, all, pool),
                "native epoll, message codec, handlers on a pool of " + POOL);
    }

    private static void frames(Channel channel, ChannelGroup all) {
        channel.pipeline().addLast(NettyFrameEcho.decoder()).addLast(new NettyFrameEcho(all));
    }

    /** The way to put a handler on a pool that programs use, deprecated only lately. */
    @SuppressWarnings("deprecation")
    private static void messages(Channel channel, ChannelGroup all, EventExecutorGroup pool) {
        channel.pipeline().addLast(new NettyCodec()).addLast(pool, new NettyMessageHandler(all));
    }

    @Override
    public int start(int port) throws IOException {
        ChannelGroup all = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Channel listening = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, loop.get()))
                .channel(channel)
                .option(ChannelOption.SO_BACKLOG, Wire.BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        pipeline.accept(connection, all);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public String settings() {
        Version version = Version.identify().get("netty-transport");
        return "Netty " + (version == null ? "?" : version.artifactVersion()) + ", " + settings
                + "; one event loop, which accepts too; default allocator; sun.misc.Unsafe "
                + (PlatformDependent.hasUnsafe() ? "used" : "not used") // on Java 25 only where a flag says so
                + "; flush at channelReadComplete";
    }
}
