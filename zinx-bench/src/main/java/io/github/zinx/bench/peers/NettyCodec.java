package io.github.zinx.bench.peers;

import io.github.zinx.Message;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/** Bytes to messages and back, as a Netty program does it. */
final class NettyCodec extends ByteToMessageCodec<Message> {

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Wire.HEADER) {
            return;
        }
        int length = in.getIntLE(in.readerIndex());
        if (length < 0 || length > Wire.MAX_PAYLOAD) {
            in.skipBytes(in.readableBytes());
            throw new TooLongFrameException("a frame announces " + Integer.toUnsignedString(length) + " bytes");
        }
        if (in.readableBytes() < Wire.HEADER + length) {
            return;
        }
        in.skipBytes(Wire.ID_AT);
        int id = in.readIntLE();
        byte[] payload = new byte[length];
        in.readBytes(payload);
        out.add(Message.of(id, payload));
    }

    @Override
    protected void encode(ChannelHandlerContext context, Message message, ByteBuf out) {
        write(message, out);
    }

    static void write(Message message, ByteBuf out) {
        out.ensureWritable(Wire.HEADER + message.data().length);
        out.writeIntLE(message.data().length).writeIntLE(message.id()).writeBytes(message.data());
    }
}
