package io.github.zinx.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the known name that somebody probably meant, by the number of letters that would have to be changed. */
final class ConfigNearest {

    /** Longer input is compared by its beginning only, so that a huge one costs nothing. */
    private static final int LONGEST = 80;

    private ConfigNearest() {}

    static String of(String written, Collection<String> known) {
        String lower = written.toLowerCase(Locale.ROOT);
        String compared = lower.substring(0, Math.min(lower.length(), LONGEST));
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(compared, name.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** Of the whole names, or, a little dearer, of their last parts: {@code port} is near {@code server.port}. */
    private static int distance(String a, String b) {
        return Math.min(edits(a, b), edits(last(a), last(b)) * 2 + 1);
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static int edits(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
