package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.zinx.client.testkit.Layout;
import io.github.zinx.client.testkit.RawPeer;
import io.github.zinx.tests.documents.Markdown.Block;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole programs in the documents, started as a reader starts them, do what is said of them. */
class ProgramsTest {

    /** What a JVM without a shutdown hook of ours returns after SIGTERM, and one with such a hook as well. */
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    @Test
    void serverAndClientOfTheReadmeTalkToEachOther() throws Exception {
        try (Program server = Program.start(program("README.md", "ChatServer"), folder, 0);
                Program client = Program.start(program("README.md", "ChatClient"), folder, server.port())) {
            client.awaitLine("welcome");
            client.type("hello, everybody");
            client.awaitLine("> hello, everybody");
            assertEquals(0, client.endOfInput(), client::toString);
            server.awaitLine("0 left: CLOSED_BY_PEER");
            assertEquals(TERMINATED, server.terminate(), server::toString);
        }
    }

    @Test
    void theServerMovedOverServesItsOldClients() throws Exception {
        try (Program server = Program.start(program("docs/from-go-zinx.md", "ShoutServer"), folder, 0);
                RawPeer peer = RawPeer.connect(server.port(), Layout.TLV_LE)) {
            assertEquals("welcome", peer.receive().text());
            assertEquals("HELLO", peer.ask(1, "hello").text());
            server.signal();
            peer.expectEnd();
            peer.close(); // or the server would wait for it
            assertEquals(TERMINATED, server.exitCode(), server::toString);
            server.awaitLine("gone: 0");
        }
    }

    @Test
    void aServerThatIsToldToEndDrains() throws Exception {
        try (Program server = Program.start(program("docs/operations.md", "DrainingServer"), folder, 0);
                RawPeer peer = RawPeer.connect(server.port()).timeout(Duration.ofSeconds(30))) {
            assertEquals("hello", peer.ask(1, "hello").text());
            server.signal();
            try (RawPeer young = RawPeer.connect(server.port())) {
                assertEquals("still served", young.ask(1, "still served").text());
            }
            assertEquals("moving", peer.receive().text());
            server.signal(); // once more, while it drains: this changes nothing
            assertEquals("still there", peer.ask(1, "still there").text());
            peer.close(); // long before it would have to
            assertEquals(TERMINATED, server.terminate(), server::toString);
        }
    }

    @Test
    void noOtherProgramsAreThere() {
        Set<String> found = new TreeSet<>();
        for (Markdown document : Repository.documents()) {
            document.blocks("java").stream()
                    .filter(JavaBlocks::isProgram)
                    .map(JavaBlocks::typesOf)
                    .map(List::getFirst)
                    .forEach(found::add);
        }
        assertEquals(Set.of("ChatClient", "ChatServer", "DrainingServer", "ShoutServer"), found);
    }

    private static Block program(String document, String type) {
        return Repository.document(document).blocks("java").stream()
                .filter(block -> JavaBlocks.typesOf(block).contains(type))
                .findFirst()
                .orElseThrow();
    }
}
