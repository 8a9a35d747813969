package io.github.zinx.demo;

/** What a peer has sent, made fit for a console: one line of bounded length that cannot move the cursor. */
final class Printable {

    private static final int LONGEST = 1000;

    private Printable() {}

    static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return start.replaceAll("\\p{Cc}", "?");
    }
}
