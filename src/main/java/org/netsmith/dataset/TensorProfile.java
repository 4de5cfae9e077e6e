package org.netsmith.dataset;

/** Statistics over all elements of a tensor column. */
final class TensorProfile {

    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private long count;
    private double mean;
    private double squares;

    private TensorProfile() {}

    static Column of(String name, NumberArray tensor) {
        return tensor.element().equals(Element.BYTE)
                ? ByteProfile.tensor(name, tensor)
                : new TensorProfile().real(name, tensor);
    }

    private Column real(String name, NumberArray tensor) {
        long elements = tensor.rows() * tensor.rowSize();
        for (long i = 0; i < elements; i++) {
            add(tensor.number(i));
        }
        return new Column(
                name,
                ColumnType.TENSOR,
                tensor.rowExtents(),
                0,
                0,
                least,
                most,
                mean,
                count < 2 ? null : Math.sqrt(squares / (count - 1)),
                null,
                null,
                null);
    }

    /** Welford's recurrence. */
    private void add(double value) {
        least = Math.min(least, value);
        most = Math.max(most, value);
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
    }
}
