package io.github.zinx.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.zinx.demo.Main;
import io.github.zinx.demo.PingServer;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.tests.documents.Markdown.Block;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documents show of the demo's console is what it prints; "..." stands for any lines. */
class TranscriptTest {

    private static final String SERVER = "$ ./zinx demo";
    private static final String CLIENT = "$ ./zinx client";

    @Test
    void theDemoPrintsWhatTheDocumentsShow() throws Exception {
        List<Block> shown = Repository.documents().stream()
                .flatMap(document -> document.blocks("text").stream())
                .toList();
        List<Block> servers =
                shown.stream().filter(b -> b.content().startsWith(SERVER)).toList();
        List<Block> clients =
                shown.stream().filter(b -> b.content().startsWith(CLIENT)).toList();
        assertFalse(servers.isEmpty());
        assertFalse(clients.isEmpty());
        for (Block client : clients) {
            ByteArrayOutputStream serverOut = new ByteArrayOutputStream();
            ByteArrayOutputStream clientOut = new ByteArrayOutputStream();
            talk(client.content().lines().findFirst().orElseThrow(), serverOut, clientOut);
            shows(client, clientOut.toString(StandardCharsets.UTF_8));
            servers.forEach(server -> shows(server, serverOut.toString(StandardCharsets.UTF_8)));
        }
    }

    private static void talk(String command, ByteArrayOutputStream serverOut, ByteArrayOutputStream clientOut)
            throws Exception {
        ServerConfig config = ServerConfig.load(Repository.ROOT.resolve("config.yaml")).toBuilder()
                .port(0)
                .build();
        try (PingServer server = new PingServer(config, print(serverOut)).start()) {
            List<String> args = new ArrayList<>(List.of("client"));
            args.addAll(Arrays.asList(command.substring(CLIENT.length()).strip().split(" ")));
            args.addAll(List.of("--port", String.valueOf(server.port()), "--interval", "10ms"));
            assertEquals(0, Main.run(args, print(clientOut), System.err), command);
        }
    }

    private static PrintStream print(ByteArrayOutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private static void shows(Block block, String printed) {
        List<String> real = lines(printed.replaceAll("Port \\d+", "Port 7777"));
        List<String> expected = lines(block.content());
        int from = 0;
        for (List<String> piece : pieces(expected.subList(1, expected.size()))) {
            int at = Collections.indexOfSubList(real.subList(from, real.size()), piece);
            assertTrue(
                    at >= 0,
                    () -> block.where() + " shows\n" + String.join("\n", piece) + "\nbut there is\n" + printed);
            from += at + piece.size();
        }
    }

    /** Blanks at the end of a line do not show in a document. */
    private static List<String> lines(String text) {
        return text.lines().map(String::stripTrailing).toList();
    }

    private static List<List<String>> pieces(List<String> lines) {
        List<List<String>> pieces = new ArrayList<>();
        pieces.add(new ArrayList<>());
        for (String line : lines) {
            if (line.equals("...")) {
                pieces.add(new ArrayList<>());
            } else {
                pieces.getLast().add(line);
            }
        }
        return pieces;
    }
}
