package io.github.zinx.demo;

import io.github.zinx.ZinxException;
import io.github.zinx.client.ClientConfig;
import io.github.zinx.server.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The demo's command line: {@code server} (also when nothing is said) or {@code client}, and its options. */
public final class Main {

    private static final String USAGE = """
            Usage: zinx-demo [server] [--config FILE] [--host H] [--port N] [--format F]
                   zinx-demo client [--host H] [--port N] [--format F] [--count N] [--interval 1s]

              --config FILE   the server's configuration; without it ./config.yaml, else the one beside ./zinx
              --host H        server: the address to listen on; client: the server's name or address
              --port N        the TCP port
              --format F      the layout of a frame: ltv-le, tlv-le or tlv-be
              --count N       end with code 0 once N replies have come; without it the client goes on for ever
              --interval D    the time between two messages, such as 200ms or 1s
            """;

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    /** Runs the command; ends the JVM with 1 if it failed and 2 if it was not understood. */
    public static void main(String[] args) {
        String carriers = "jdk.virtualThreadScheduler.parallelism"; // read by the first virtual thread
        if (Integer.getInteger(carriers, Runtime.getRuntime().availableProcessors()) < 2) {
            System.setProperty(carriers, "2");
        }
        int code = run(List.of(args), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the command to its end on the calling thread; returns the code to exit with. What went wrong is one line. */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(args);
            if (options.wantsHelp()) {
                out.print(USAGE);
            } else if (options.isClient()) {
                client(options, out);
            } else {
                serve(options, out);
            }
            return 0;
        } catch (Options.Misuse e) {
            err.println("zinx-demo: " + e.getMessage() + " (--help shows what there is)");
            return MISUSED;
        } catch (IOException | ZinxException e) {
            err.println("zinx-demo: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static void serve(Options options, PrintStream out)
            throws IOException, InterruptedException, Options.Misuse {
        try (PingServer server = new PingServer(serverConfig(options), out)) {
            server.start();
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(server::close, "zinx-shutdown"));
            } catch (IllegalStateException e) {
                return; // the signal came already
            }
            server.awaitStopped();
        }
    }

    private static void client(Options options, PrintStream out)
            throws IOException, InterruptedException, Options.Misuse {
        ClientConfig.Builder config = ClientConfig.builder();
        options.text("host").ifPresent(config::host);
        options.number("port").ifPresent(config::port);
        options.text("format").ifPresent(config::format);
        int count = options.number("count").orElse(PingClient.FOR_EVER);
        if (count < 1) {
            throw new Options.Misuse("--count must be at least 1");
        }
        Duration interval = options.duration("interval").orElse(Duration.ofSeconds(1));
        new PingClient(config.build(), count, interval, out).run();
    }

    private static ServerConfig serverConfig(Options options) throws Options.Misuse {
        ServerConfig.Builder config =
                configFile(options).map(ServerConfig::load).orElseGet(ServerConfig::fromEnvironment).toBuilder();
        options.text("host").ifPresent(config::host);
        options.number("port").ifPresent(config::port);
        options.text("format").ifPresent(config::format);
        return config.build();
    }

    private static Optional<Path> configFile(Options options) {
        Optional<Path> given = options.text("config").map(Path::of);
        if (given.isPresent()) {
            return given;
        }
        Stream<Path> here = Stream.of(Path.of("config.yaml"));
        Stream<Path> besideLauncher = checkout().map(root -> root.resolve("config.yaml")).stream();
        return Stream.concat(here, besideLauncher).filter(Files::exists).findFirst();
    }

    /** The folder with the launcher, if this program was built there: it is in {@code zinx-demo/target} below it. */
    private static Optional<Path> checkout() {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        try {
            URL place = source == null ? null : source.getLocation();
            return Optional.ofNullable(place == null ? null : Path.of(place.toURI()))
                    .map(Path::getParent)
                    .map(Path::getParent)
                    .map(Path::getParent)
                    .filter(root -> Files.isRegularFile(root.resolve("zinx")));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
