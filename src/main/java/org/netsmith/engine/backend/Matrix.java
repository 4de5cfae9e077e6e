package org.netsmith.engine.backend;

/**
 * A tensor seen as {@code [rows, columns]}: columns is its last extent, rows the product of the others; {@code []} is
 * {@code [1, 1]}.
 */
record Matrix(String name, Tensor tensor, int rows, int columns) {

    /** @throws IllegalArgumentException if the tensor holds texts */
    static Matrix of(String name, Tensor tensor) {
        if (tensor.type() == DType.STRING) {
            throw new IllegalArgumentException("%s must hold numbers, received %s".formatted(name, tensor));
        }
        Shape shape = tensor.shape();
        long columns = shape.rank() == 0 ? 1 : shape.extent(-1);
        long rows =
                shape.extents().stream().limit(Math.max(0, shape.rank() - 1)).reduce(1L, Math::multiplyExact);
        if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("%s may have at most %d rows and columns, received shape %s"
                    .formatted(name, Integer.MAX_VALUE, shape));
        }
        return new Matrix(name, tensor, (int) rows, (int) columns);
    }

    /** The same if it is {@code [rows, columns]} of this type. */
    Matrix require(DType type, long rows, long columns) {
        if (tensor.type() != type) {
            throw new IllegalArgumentException("%s must be %s like the other operands, received %s"
                    .formatted(name, type.id(), tensor.type().id()));
        }
        if (this.rows != rows || this.columns != columns) {
            throw new IllegalArgumentException("%s must be [%d, %d], received shape %s which is [%d, %d]"
                    .formatted(name, rows, columns, tensor.shape(), this.rows, this.columns));
        }
        return this;
    }

    /** The same if it shares no element with another operand. */
    Matrix requireApartFrom(Matrix other) {
        if (overlaps(other)) {
            throw new IllegalArgumentException("%s must not share memory with %s".formatted(name, other.name));
        }
        return this;
    }

    /** The same if it is the memory of another operand or shares no element with it. */
    Matrix requireSameOrApart(Matrix other) {
        return address() == other.address() ? this : requireApartFrom(other);
    }

    /** Whether it shares an element with another operand. */
    boolean overlaps(Matrix other) {
        return tensor.segment().asOverlappingSlice(other.tensor.segment()).isPresent();
    }

    /** Whether it is the same memory in the same rows and columns. */
    boolean isSameAs(Matrix other) {
        return address() == other.address() && type() == other.type() && rows == other.rows && columns == other.columns;
    }

    boolean isSameAsOrApartFrom(Matrix other) {
        return isSameAs(other) || !overlaps(other);
    }

    DType type() {
        return tensor.type();
    }

    long address() {
        return tensor.segment().address();
    }

    /** The address of an element. */
    long address(long row, long column) {
        return address() + (row * columns + column) * type().bytes();
    }

    /** The distance between rows in bytes. */
    long stride() {
        return (long) columns * type().bytes();
    }

    long size() {
        return (long) rows * columns;
    }
}
