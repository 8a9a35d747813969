package io.github.zinx.transport;

import io.github.zinx.LoginSettings;
import io.github.zinx.ProtocolException;
import io.github.zinx.wire.FrameCheck;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The login of one connection, where its server asks for one: whether it has been, and what may come before it.
 *
 * <pre>
 *   AWAITED ──finish()──▶ DONE
 *      └──────miss()────▶ MISSED      the connection has ended, or its time was up
 * </pre>
 *
 * AWAITED is left once, so whoever leaves it gives back, once, what a connection without a login holds.
 */
final class Login implements FrameCheck {

    private enum State {
        AWAITED,
        DONE,
        MISSED
    }

    private static final Login NONE = new Login(State.DONE, LoginSettings.off());

    private final AtomicReference<State> state;
    private final Set<Integer> ids;
    private final int maxLength;

    /** Belongs to the reader. */
    private boolean refused;

    private Login(State state, LoginSettings settings) {
        this.state = new AtomicReference<>(state);
        ids = settings.ids();
        maxLength = settings.maxLength();
    }

    /** The login of a connection that needs none. */
    static Login none() {
        return NONE;
    }

    static Login of(LoginSettings settings) {
        return settings.isOff() ? NONE : new Login(State.AWAITED, settings);
    }

    boolean isDone() {
        return state.get() == State.DONE;
    }

    /** The connection has logged in; true the first time, if it is not too late. */
    boolean finish() {
        return state.compareAndSet(State.AWAITED, State.DONE);
    }

    /** The connection will not log in any more; true the first time, if it had not. */
    boolean miss() {
        return state.compareAndSet(State.AWAITED, State.MISSED);
    }

    // ---- for the reader ----

    /** The longest payload before the login. */
    int maxLength() {
        return maxLength;
    }

    /** Called when all messages before this one have been handled. */
    @Override
    public void check(int id, int length) {
        if (isDone()) {
            return;
        }
        if (!ids.contains(id)) {
            throw refused("message " + Integer.toUnsignedString(id) + " came before the login");
        }
        if (length > maxLength) {
            throw refused("a payload of " + length + " bytes came before the login; the limit is " + maxLength
                    + " until then");
        }
    }

    /** Makes the error for what must not come before the login. */
    ProtocolException refused(String what) {
        refused = true;
        return new ProtocolException(what);
    }

    /** Says whether the reader has met something that must not come before the login. */
    boolean hasRefused() {
        return refused;
    }
}
