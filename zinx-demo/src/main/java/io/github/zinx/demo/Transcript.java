package io.github.zinx.demo;

import io.github.zinx.AttributeKey;
import io.github.zinx.CloseReason;
import io.github.zinx.Connection;
import io.github.zinx.server.ServerConfig;
import io.github.zinx.server.ServerListener;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The console of Zinx V0.9, line by line and with its spelling. Every method runs on the server's event thread, so
 * nothing here is shared. Where things happen in another order than the one V0.9's readers know (reader and writer begin
 * side by side, say), a line waits for the one before it.
 */
final class Transcript implements ServerListener {

    private static final AttributeKey<Progress> PROGRESS = AttributeKey.of("transcript");

    /** How far the lines of one connection have got. */
    private static final class Progress {
        private boolean greeted;
        private boolean readerStarted;
        private boolean writerStarted;
        private boolean startShown;
        private boolean stopShown;
        private boolean readerEnded;
        private boolean writerEnded;
    }

    private final ServerConfig config;
    private final PrintStream out;
    private final List<Integer> routes = new ArrayList<>();
    private final List<Runnable> early = new ArrayList<>();
    private boolean serving;
    private boolean stopping;
    private int present;

    Transcript(ServerConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    // ---- the server ----

    void routed(int id) {
        routes.add(id);
    }

    /** The server listens: only now is it true what the first lines say, and what has happened meanwhile comes after. */
    void serving(int port) {
        routes.forEach(id -> line("Add api msgId = " + Integer.toUnsignedString(id)));
        line("[START] Server name: " + config.name() + ",listenner at IP: " + config.host() + ", Port " + port
                + " is starting");
        line("[Zinx] Version: V0.4, MaxConn: " + config.maxConnections() + ", MaxPacketSize: "
                + config.maxFrameLength());
        line("start Zinx server " + config.name() + " succ, now listenning...");
        serving = true;
        early.forEach(Runnable::run);
        early.clear();
    }

    @Override
    public void workerStarted(int worker) {
        whenServing(() -> line("Worker ID = " + worker + " is started."));
    }

    void stopping() {
        if (serving && !stopping) {
            stopping = true;
            line("[STOP] Zinx server , name " + config.name());
            showCleared();
        }
    }

    // ---- the beginning of a connection ----

    @Override
    public void registered(Connection connection, int count) {
        whenServing(() -> {
            present++;
            line("connection add to ConnManager successfully: conn num = " + count);
        });
    }

    @Override
    public void readerStarted(Connection connection) {
        whenServing(() -> {
            progress(connection).readerStarted = true;
            showStarted(connection);
        });
    }

    @Override
    public void writerStarted(Connection connection) {
        whenServing(() -> {
            progress(connection).writerStarted = true;
            showStarted(connection);
        });
    }

    void started(Connection connection) {
        whenServing(() -> {
            line("---> CallOnConnStart....");
            line("DoConnecionBegin is Called ... ");
            progress(connection).greeted = true;
            showStarted(connection);
        });
    }

    private void showStarted(Connection connection) {
        Progress progress = progress(connection);
        if (progress.greeted && progress.readerStarted && progress.writerStarted && !progress.startShown) {
            progress.startShown = true;
            line("[Writer Goroutine is running]");
            line("[Reader Goroutine is running]");
        }
    }

    // ---- its messages ----

    void received(long connection, int id) {
        if (config.workers().count() > 0) {
            long worker = Long.remainderUnsigned(connection, config.workers().count());
            whenServing(() -> line("Add ConnID= " + connection + " request msgID= " + Integer.toUnsignedString(id)
                    + " to workerID= " + worker));
        }
    }

    void called(String router, int id, String text) {
        whenServing(() -> {
            line("Call " + router + " Handle");
            line("recv from client : msgId= " + Integer.toUnsignedString(id) + " , data= " + text);
        });
    }

    void notFound(int id) {
        whenServing(() -> line("api msgId = " + Integer.toUnsignedString(id) + " is not FOUND!"));
    }

    // ---- its end ----

    void stopped(Connection connection, CloseReason reason) {
        whenServing(() -> {
            String error = error(reason);
            if (!error.isEmpty()) {
                line(error);
            }
            showStop(connection);
            line("---> CallOnConnStop....");
            line("DoConneciotnLost is Called ... ");
        });
    }

    @Override
    public void unregistered(Connection connection, int count) {
        whenServing(() -> {
            showStop(connection); // that ended before its hooks were called
            line("connection Remove ConnID= " + connection.id() + " successfully: conn num = " + count);
        });
    }

    @Override
    public void readerEnded(Connection connection) {
        whenServing(() -> {
            Progress progress = progress(connection);
            line(address(connection) + " [conn Reader exit!]");
            progress.readerEnded = true;
            showWriterEnded(connection, progress);
            present--;
            showCleared();
        });
    }

    @Override
    public void writerEnded(Connection connection) {
        whenServing(() -> {
            Progress progress = progress(connection);
            progress.writerEnded = true;
            showWriterEnded(connection, progress);
        });
    }

    private void showStop(Connection connection) {
        Progress progress = progress(connection);
        if (!progress.stopShown) {
            progress.stopShown = true;
            line("Conn Stop()...ConnID = " + connection.id());
        }
    }

    private void showWriterEnded(Connection connection, Progress progress) {
        if (progress.readerEnded && progress.writerEnded) {
            line(address(connection) + " [conn Writer exit!]");
        }
    }

    private void showCleared() {
        if (stopping && present == 0) {
            line("Clear All Connections successfully: conn num = 0");
        }
    }

    /** What the reader or writer of V0.9 would say of this end; nothing where it was wanted here. */
    private static String error(CloseReason reason) {
        Throwable cause = reason.cause();
        String what =
                cause == null || cause.getMessage() == null ? reason.kind().name() : cause.getMessage();
        return switch (reason.kind()) {
            case CLOSED_HERE, STOPPING, REPLACED -> "";
            case CLOSED_BY_PEER -> "read msg head error EOF";
            case CONNECTION_LOST -> "read msg head error " + what;
            case IDLE_TIMEOUT -> "read msg head error nothing came for the idle timeout";
            case FRAME_TIMEOUT -> "read msg data error the frame was not complete within the frame timeout";
            case ILLEGAL_FRAME -> "unpack error " + what;
            case WRITE_TIMEOUT -> "Send Data error:, the client does not read, Conn Writer exit";
            case SLOW_CONSUMER -> "Send Data error:, no room in the send queue, Conn Writer exit";
            case LOGIN_REQUIRED, LOGIN_TIMEOUT -> "login error " + what;
            case START_TIMEOUT, FAILED -> "start error " + what;
        };
    }

    // ---- the console ----

    private void whenServing(Runnable lines) {
        if (serving) {
            lines.run();
        } else {
            early.add(lines);
        }
    }

    private void line(String text) {
        out.println(text);
    }

    private static Progress progress(Connection connection) {
        return connection.attributes().computeIfAbsent(PROGRESS, Progress::new);
    }

    private static String address(Connection connection) {
        SocketAddress address = connection.remoteAddress();
        if (!(address instanceof InetSocketAddress peer)) {
            return address.toString();
        }
        String host = peer.getAddress().getHostAddress();
        return (peer.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + peer.getPort();
    }
}
