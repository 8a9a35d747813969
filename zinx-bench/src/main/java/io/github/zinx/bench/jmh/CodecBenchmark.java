package io.github.zinx.bench.jmh;

import io.github.zinx.Message;
import io.github.zinx.wire.FrameCodec;
import io.github.zinx.wire.FrameDecoder;
import io.github.zinx.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One message to bytes, and one frame to a message, in the default layout. The heap is small and touched beforehand: else
 * the system's handing out of fresh pages is what is measured, a page for every large message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {

    private static final int ID = 1;

    /** The payload's length in bytes. */
    @Param({"32", "4096"})
    public int payload;

    private final FrameCodec codec = FrameCodec.named("ltv-le");
    private final FrameEncoder encoder = codec.encoder();
    private FrameDecoder decoder = codec.decoder(1);
    private byte[] data = {};
    private ByteBuffer frame = ByteBuffer.allocate(0);

    /** Makes the payload and its frame. */
    @Setup
    public void prepare() {
        decoder = codec.decoder(payload);
        data = new byte[payload];
        frame = ByteBuffer.wrap(encoder.encode(ID, data));
    }

    /** A message's bytes to its frame, as a sender's thread does it. */
    @Benchmark
    public byte[] encode() {
        return encoder.encode(ID, data);
    }

    /** A frame that has arrived whole to its message, as a reader does it. */
    @Benchmark
    public @Nullable Message decode() {
        frame.rewind();
        return decoder.decode(frame);
    }
}
