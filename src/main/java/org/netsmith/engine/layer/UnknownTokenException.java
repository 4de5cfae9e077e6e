package org.netsmith.engine.layer;

/** A row asked a lookup without a place for unknown tokens for one that is not in its vocabulary. */
public final class UnknownTokenException extends UnusableRowException {

    private static final int SHOWN = 80;

    /**
     * @param row of the batch, counted from 0
     * @param token what was given
     */
    UnknownTokenException(long row, String token) {
        super(
                row,
                ("row %d of the batch has the token '%s', which the vocabulary does not have; num_oov_indices of 1"
                                + " gives such a place")
                        .formatted(row, token.length() <= SHOWN ? token : token.substring(0, SHOWN) + "…"));
    }
}
