package io.github.zinx.tests.soak;

/**
 * One thing that had to hold.
 *
 * @param what what it is
 * @param held whether it did
 * @param found what was found
 */
record Check(String what, boolean held, String found) {

    @Override
    public String toString() {
        return String.format("%-6s %-22s %s", held ? "held" : "BROKEN", what, found);
    }
}
