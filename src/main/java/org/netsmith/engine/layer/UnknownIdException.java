package org.netsmith.engine.layer;

/** A row asked an {@link Embedding} for an id that it does not have. */
public final class UnknownIdException extends UnusableRowException {

    private final double id;

    /**
     * @param row of the batch, counted from 0
     * @param id what was given
     * @param inputDim how many ids there are
     */
    public UnknownIdException(long row, double id, int inputDim) {
        super(
                row,
                "row %d of the batch has the id %s, expected a whole number in [0, %d)"
                        .formatted(
                                row, id == Math.rint(id) ? String.valueOf((long) id) : String.valueOf(id), inputDim));
        this.id = id;
    }

    public double id() {
        return id;
    }
}
