package io.github.zinx.bench.peers;

import io.github.zinx.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;

/** The business of the Netty program: runs on a pool, may compute, answers with messages. */
@SuppressWarnings("FutureReturnValueIgnored") // what became of a write shows in the channel
final class NettyMessageHandler extends SimpleChannelInboundHandler<Message> {

    private final ChannelGroup all;
    private boolean toAll;

    NettyMessageHandler(ChannelGroup all) {
        this.all = all;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        all.add(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Message message) {
        if (message.id() == Wire.BROADCAST) {
            ByteBuf frame = context.alloc().ioBuffer(Wire.HEADER + message.data().length);
            NettyCodec.write(message, frame);
            all.write(frame);
            toAll = true;
            return;
        }
        if (message.id() == Wire.BURN) {
            Burn.micros(Wire.burnMicros(message.data()));
        }
        context.write(message);
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
