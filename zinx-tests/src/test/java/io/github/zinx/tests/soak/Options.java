package io.github.zinx.tests.soak;

import java.util.Iterator;
import java.util.List;

/**
 * The command line.
 *
 * @param minutes how long the load lasts, 1 to 10,000
 * @param seed what all that is random begins with
 * @param help whether only the usage is asked for
 */
record Options(int minutes, long seed, boolean help) {

    static final String USAGE = """
            Usage: ./zinx soak [--minutes N] [--seed N]
                   ./zinx soak --proofs

              --minutes N   how long good and bad clients are at work, 1 to 10000; 30 if not given
              --seed N      what all that is random begins with; another one each time if not given
              --proofs      instead: the tests of docs/promises.md at full count

            Exit code: 0 if everything held, 1 if something did not, 2 for a command line it cannot obey.
            """;

    private static final int USUAL_MINUTES = 30;
    private static final int MOST_MINUTES = 10_000;

    /** @throws IllegalArgumentException saying what is wrong */
    static Options parse(List<String> arguments, long seed) {
        int minutes = USUAL_MINUTES;
        boolean help = false;
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--minutes" -> minutes = (int) number(option, words, 1, MOST_MINUTES);
                case "--seed" -> seed = number(option, words, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--help", "-h" -> help = true;
                case "--proofs" ->
                    throw new IllegalArgumentException("--proofs is a run of its own and goes with no other option");
                default -> throw new IllegalArgumentException("there is no option '" + option + "'");
            }
        }
        return new Options(minutes, seed, help);
    }

    private static long number(String option, Iterator<String> words, long least, long most) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException(option + " needs a number");
        }
        String word = words.next();
        try {
            long number = Long.parseLong(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(option + ": '" + word + "' is not a whole number"
                + (least == Long.MIN_VALUE ? "" : " from " + least + " to " + most));
    }
}
