package io.github.zinx.tests.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.zinx.client.AnyServer;
import io.github.zinx.transport.AnyStream;

/**
 * Looks for a stream, or a way to cut it into pieces, that the reader of a server or of a client takes wrongly, led by the
 * branches that each new one reaches; see CONTRIBUTING.md for the command. Without {@code JAZZER_FUZZ} it reads the corpus
 * once.
 */
class ReaderFuzzTest {

    @FuzzTest(maxDuration = "")
    void server(byte[] input) throws Exception {
        AnyStream.read(input);
    }

    @FuzzTest(maxDuration = "")
    void client(byte[] input) throws Exception {
        AnyServer.read(input);
    }

    @FuzzTest(maxDuration = "")
    void clientConnection(byte[] input) throws Exception {
        AnyServer.readByConnection(input);
    }
}
