package org.netsmith.storage;

/** A blob is missing or is no longer what its name says. */
public final class BlobException extends RuntimeException {

    public BlobException(String message) {
        super(message);
    }
}
