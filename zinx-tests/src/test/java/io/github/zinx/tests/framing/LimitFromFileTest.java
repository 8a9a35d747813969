package io.github.zinx.tests.framing;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.server.Server;
import io.github.zinx.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The length limit that a configuration file gives is the one that peers are held to. */
final class LimitFromFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1B, 1", "64KiB, 65536", "16MiB, 16777216"})
    void P1_limitOfTheFileIsServedAndOneMoreIsNot(String written, int limit) throws Exception {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, "server: {host: 127.0.0.1, port: 0}\nframe: {max-length: " + written + "}\n");
        byte[] longest = new byte[limit];
        longest[limit - 1] = 42;
        try (Server server = Server.create(ServerConfig.load(file))
                        .handle(1, request -> request.reply(request.data()))
                        .start();
                RawPeer peer = RawPeer.connect(server)) {
            peer.send(1, longest);
            peer.expect(1, longest);
            peer.write(Layout.LTV_LE.header(1, limit + 1));
            peer.expectDropped();
        }
    }
}
