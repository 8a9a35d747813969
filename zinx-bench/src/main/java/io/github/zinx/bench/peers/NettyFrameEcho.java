package io.github.zinx.bench.peers;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.ByteOrder;

/** Sends each frame back as the slice of the read buffer that it is; flushes when all that was read is answered. */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a write shows in the channel
final class NettyFrameEcho extends ChannelInboundHandlerAdapter {

    private final ChannelGroup all;
    private boolean toAll;

    NettyFrameEcho(ChannelGroup all) {
        this.all = all;
    }

    /** Cuts the stream into frames and leaves their headers on; the length counts neither itself nor the id. */
    static ChannelHandler decoder() {
        return new LengthFieldBasedFrameDecoder(
                ByteOrder.LITTLE_ENDIAN,
                Wire.HEADER + Wire.MAX_PAYLOAD,
                0,
                Wire.ID_AT,
                Wire.HEADER - Wire.ID_AT,
                0,
                true);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        all.add(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf frame = (ByteBuf) message;
        int id = frame.getIntLE(Wire.ID_AT);
        if (id == Wire.BROADCAST) {
            all.write(frame);
            toAll = true;
            return;
        }
        if (id == Wire.BURN && frame.readableBytes() >= Wire.HEADER + Integer.BYTES) {
            Burn.micros(frame.getIntLE(Wire.HEADER));
        }
        context.write(frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (toAll) {
            toAll = false;
            all.flush();
        } else {
            context.flush();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
