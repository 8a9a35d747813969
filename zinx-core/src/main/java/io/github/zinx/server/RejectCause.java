package io.github.zinx.server;

/** Why a new connection was turned away. */
public enum RejectCause {
    /** As many connections as allowed were there already. */
    FULL,
    /** The connection could not be set up: it was gone already, or no thread was to be had for it. */
    FAILED,
    /** As many connections as allowed for one address were there already from this one. */
    ADDRESS,
    /** As many connections as allowed had been admitted within the last second. */
    RATE,
    /** As many connections as allowed were there already that had not logged in. */
    LOGIN
}
