package io.github.zinx.tests.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts with one link between them, as far as one machine can play them: two network namespaces. It needs Linux, the
 * right to make namespaces, and iproute2. Closing it leaves nothing, and neither does the end of this process.
 */
final class TwoHosts implements AutoCloseable {

    /** The address of the first one; from a range that is for documents alone. */
    static final String FIRST = "192.0.2.1";

    private static final String SECOND = "192.0.2.2";

    private final List<Process> hosts = new ArrayList<>();

    private TwoHosts() {}

    /**
     * Makes them, the link up.
     *
     * @throws IOException if that cannot be done here; it says which command failed, and how
     */
    static TwoHosts connected() throws IOException {
        TwoHosts two = new TwoHosts();
        try {
            two.addHost();
            two.addHost();
            two.on(0, "ip", "link", "add", "zinx0", "type", "veth", "peer", "name", "zinx1", "netns", two.pid(1));
            two.on(0, "ip", "addr", "add", FIRST + "/30", "dev", "zinx0");
            two.on(1, "ip", "addr", "add", SECOND + "/30", "dev", "zinx1");
            two.on(0, "ip", "link", "set", "zinx0", "up");
            two.on(1, "ip", "link", "set", "zinx1", "up");
            return two;
        } catch (Throwable t) {
            two.close();
            throw t;
        }
    }

    /** A host is a process that does nothing, in a network of its own. */
    private void addHost() throws IOException {
        Process host = new ProcessBuilder("unshare", "--net", "sh", "-c", "ip link set lo up && echo ready && exec cat")
                .redirectErrorStream(true)
                .start();
        hosts.add(host);
        String first = Child.reader(host.getInputStream()).readLine();
        if (!"ready".equals(first)) {
            throw new IOException("unshare --net: " + first);
        }
    }

    /** The command that runs the command which follows it on one of the two. */
    List<String> command(int host) {
        return List.of("nsenter", "--net", "--target", pid(host));
    }

    /** Drops the link: from now on nothing arrives at either side, and neither is told so by the other. */
    void dropLink() throws IOException {
        on(1, "ip", "link", "set", "zinx1", "down");
    }

    private String pid(int host) {
        return Long.toString(hosts.get(host).pid());
    }

    private void on(int host, String... command) throws IOException {
        List<String> whole = new ArrayList<>(command(host));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said =
                String.join(" ", Child.reader(process.getInputStream()).lines().toList());
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        hosts.forEach(Process::destroyForcibly);
    }
}
