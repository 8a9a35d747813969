package io.github.zinx.server;

import io.github.zinx.ConfigException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** Turns a parser's complaint about malformed text into one line with the line of the fault. */
final class ConfigSyntax {

    private static final int LONGEST = 200;

    /** The YAML parser's own places: where the surrounding began, then, last, where the fault is. */
    private static final Pattern PLACE = Pattern.compile("line (\\d+), column \\d+");

    /** What the JSON parser adds for programmers. */
    private static final Pattern ASIDES = Pattern.compile(" \\(start marker at .*|, from `[^`]*`");

    private ConfigSyntax() {}

    static ConfigException malformed(String file, JacksonException e) {
        String complaint = String.valueOf(e.getOriginalMessage());
        int line = line(complaint, e);
        // Indented lines repeat the text of the file and the places in it.
        String essence = complaint
                .lines()
                .filter(text -> !text.isBlank() && !text.startsWith(" "))
                .map(text -> ASIDES.matcher(text).replaceAll(""))
                .collect(Collectors.joining(", "));
        String shortened = essence.length() > LONGEST ? essence.substring(0, LONGEST) + "..." : essence;
        return new ConfigException(file + (line < 1 ? "" : ", line " + line) + ": is malformed: " + shortened, e);
    }

    private static int line(String complaint, JacksonException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        Matcher places = PLACE.matcher(complaint);
        while (places.find()) {
            line = Integer.parseInt(places.group(1));
        }
        return line;
    }
}
