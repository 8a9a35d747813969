package io.github.zinx.server;

import java.io.Reader;

/**
 * Gives a text in portions that never end between the two halves of a surrogate pair: the YAML parser has no room in its
 * buffer for the other half, and fails.
 */
final class ConfigChars extends Reader {

    private final String text;
    private int at;

    ConfigChars(String text) {
        this.text = text;
    }

    @Override
    public int read(char[] buffer, int offset, int length) {
        int end = Math.min(text.length(), at + length);
        if (end == at) {
            return length == 0 ? 0 : -1;
        }
        if (end - at > 1 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        int count = end - at;
        text.getChars(at, end, buffer, offset);
        at = end;
        return count;
    }

    @Override
    public void close() {}
}
