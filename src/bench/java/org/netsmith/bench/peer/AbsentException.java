package org.netsmith.bench.peer;

/** A peer has no such thing: it is left out, with this reason. */
final class AbsentException extends RuntimeException {

    AbsentException(String reason) {
        super(reason);
    }
}
