package org.netsmith.engine.layer;

/** A row holds what a layer of the network has no answer to; which one is known only when it comes. */
public abstract sealed class UnusableRowException extends IllegalArgumentException
        permits UnknownIdException, UnknownTokenException {

    private final long row;

    UnusableRowException(long row, String message) {
        super(message);
        this.row = row;
    }

    /** Of the batch, counted from 0. */
    public long row() {
        return row;
    }
}
