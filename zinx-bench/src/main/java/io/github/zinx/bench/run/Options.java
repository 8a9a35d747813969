package io.github.zinx.bench.run;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param foreign commands of servers that are not ours, by name; each has {@code {port}} in it
 * @param generator which generator: {@code auto}, {@code java} or {@code c}
 * @param report the folder to write a report to; null for none
 */
record Options(
        Effort effort,
        List<String> scenarios,
        List<String> servers,
        Map<String, String> foreign,
        int rounds,
        String generator,
        @Nullable Path report,
        boolean list,
        boolean help) {

    static final String USAGE = """
            Usage: ./zinx bench [--quick | --full] [--scenario S] [--peer NAME='CMD {port}'] [--peers LIST] [--rounds N]
                                [--generator G] [--report DIR] [--list]

              --quick         three servers, five scenarios, three rounds; ends within five minutes
              --full          everything, 10,000 connections too; takes more than an hour
              --scenario S    only these: letters and words, such as abd,fairness
              --peer NAME=CMD one more server, by any command that listens on the port put in place of {port}, echoes
                              ltv-le messages of id 1 and ends on SIGTERM; echo scenarios only; may be repeated
              --peers LIST    only these of the servers that come with the bench, such as netty-epoll,zinx-pool
              --rounds N      rounds of each load, 1 to 99
              --generator G   auto (the one in C where it has the load and there is a C compiler), java or c
              --report DIR    write report.md, charts and rounds.jsonl there
              --list          show scenarios and servers, and measure nothing

            Exit code: 0, or 1 if a reply was wrong or a server could not be measured, or 64 for a command line it cannot obey.
            """;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int MOST_ROUNDS = 99;

    static Options parse(List<String> args) throws Misuse {
        @Nullable Effort effort = null;
        @Nullable List<String> scenarios = null;
        @Nullable List<String> servers = null;
        Map<String, String> foreign = new LinkedHashMap<>();
        int rounds = 0;
        String generator = "auto";
        @Nullable Path report = null;
        boolean list = false;
        boolean help = false;
        Iterator<String> words = args.iterator();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--quick", "--full" -> {
                    Effort asked = option.equals("--quick") ? Effort.QUICK : Effort.FULL;
                    if (effort != null && !effort.equals(asked)) {
                        throw new Misuse("--quick and --full exclude each other");
                    }
                    effort = asked;
                }
                case "--scenario" -> scenarios = Scenarios.named(value(option, words));
                case "--peers" -> servers = servers(value(option, words));
                case "--peer" -> addPeer(value(option, words), foreign);
                case "--rounds" -> rounds = rounds(value(option, words));
                case "--generator" -> generator = generator(value(option, words));
                case "--report" -> report = folder(value(option, words));
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                default -> throw new Misuse("there is no option '" + option + "'");
            }
        }
        Effort chosen = effort == null ? Effort.NORMAL : effort;
        return new Options(
                chosen,
                scenarios == null ? chosen.scenarios() : scenarios,
                servers == null ? chosen.servers() : servers,
                foreign,
                rounds == 0 ? chosen.rounds() : rounds,
                generator,
                report,
                list,
                help);
    }

    private static String value(String option, Iterator<String> words) throws Misuse {
        if (!words.hasNext()) {
            throw new Misuse(option + " needs a value");
        }
        return words.next();
    }

    private static List<String> servers(String value) throws Misuse {
        List<String> wanted = new ArrayList<>();
        for (String name : value.split(",", -1)) {
            if (!BuiltIn.names().contains(name)) {
                throw new Misuse(
                        "--peers: there is no server '" + name + "', only " + String.join(", ", BuiltIn.names()));
            }
            wanted.add(name);
        }
        return BuiltIn.names().stream().filter(wanted::contains).toList();
    }

    private static void addPeer(String value, Map<String, String> foreign) throws Misuse {
        int equals = value.indexOf('=');
        String name = equals < 0 ? value : value.substring(0, equals);
        if (equals < 0 || !NAME.matcher(name).matches()) {
            throw new Misuse("--peer: '" + value + "' is not NAME='CMD {port}'");
        }
        String command = value.substring(equals + 1);
        if (!command.contains("{port}")) {
            throw new Misuse("--peer " + name + ": there is no {port} in its command '" + command + "'");
        }
        if (BuiltIn.names().contains(name) || foreign.put(name, command) != null) {
            throw new Misuse("--peer: the name '" + name + "' is taken");
        }
    }

    private static int rounds(String value) throws Misuse {
        if (!value.matches("[1-9]\\d?")) {
            throw new Misuse("--rounds: '" + value + "' is not a number from 1 to " + MOST_ROUNDS);
        }
        return Integer.parseInt(value);
    }

    private static String generator(String value) throws Misuse {
        if (!List.of("auto", "java", "c").contains(value)) {
            throw new Misuse("--generator: '" + value + "' is none of auto, java, c");
        }
        return value;
    }

    private static Path folder(String value) throws Misuse {
        try {
            if (!value.isBlank()) {
                return Path.of(value);
            }
        } catch (InvalidPathException e) {
            throw new Misuse("--report: '" + value + "' is not a path: " + e.getReason());
        }
        throw new Misuse("--report needs a folder");
    }
}
