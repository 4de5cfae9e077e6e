package org.netsmith.engine.backend;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;

/**
 * A shape over native memory, row-major and 64-byte aligned at the start of its storage. Tensors are made by a
 * {@link Backend}; views share the storage of the tensor they were taken from.
 *
 * <p>{@link #segment()} is host memory. On a backend with a device of its own it is current only after
 * {@link Backend#download} and seen by the device only after {@link Backend#upload}; on every other backend both do
 * nothing. The segment of texts is empty: they are read and written with {@link #text} and {@link #setText}.
 */
public final class Tensor {

    private final DType type;
    private final Shape shape;
    private final long size;
    private final MemorySegment segment;
    private final Object storage;
    private final long offset;

    /**
     * @param segment the host memory of exactly {@code shape.size()} elements
     * @param storage what keeps the memory alive and what a backend recognises its own tensors by (an arena, an ND4J
     *     array, the texts themselves)
     * @param offset elements between the start of the storage and this tensor
     */
    Tensor(DType type, Shape shape, MemorySegment segment, Object storage, long offset) {
        if (segment.byteSize() != Math.multiplyExact(shape.size(), type.bytes())) {
            throw new IllegalArgumentException("shape %s of %s needs %d bytes, received %d"
                    .formatted(shape, type.id(), shape.size() * type.bytes(), segment.byteSize()));
        }
        this.type = type;
        this.shape = shape;
        this.size = shape.size();
        this.segment = segment;
        this.storage = storage;
        this.offset = offset;
    }

    /**
     * Numbers in memory that somebody else allocated, such as a file that is mapped. What a backend computes with is what
     * {@link Backend#adopt} makes of it.
     *
     * @param memory exactly {@code shape.size()} elements, 64-byte aligned
     */
    public static Tensor over(DType type, Shape shape, MemorySegment memory) {
        return new Tensor(type, shape, memory, memory, 0);
    }

    /** Texts, all of them empty. */
    static Tensor ofTexts(Shape shape) {
        String[] texts = new String[Math.toIntExact(shape.size())];
        Arrays.fill(texts, "");
        return new Tensor(DType.STRING, shape, MemorySegment.ofArray(new byte[0]), texts, 0);
    }

    public DType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    public long size() {
        return size;
    }

    public MemorySegment segment() {
        return segment;
    }

    Object storage() {
        return storage;
    }

    long offset() {
        return offset;
    }

    /** A tensor of another shape over {@code shape.size()} elements from {@code start} on. */
    public Tensor view(long start, Shape viewShape) {
        long bytes = Math.multiplyExact(viewShape.size(), type.bytes());
        return new Tensor(type, viewShape, segment.asSlice(start * type.bytes(), bytes), storage, offset + start);
    }

    /** The same elements under another shape. */
    public Tensor reshape(Shape other) {
        return view(0, other);
    }

    /** The element at a flat, row-major index, widened to double. */
    public double get(long index) {
        return switch (type) {
            case FLOAT32 -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            case FLOAT64 -> segment.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
            case STRING -> throw type.noNumbers();
        };
    }

    /** Writes the element at a flat, row-major index, rounded to the tensor's type. */
    public void set(long index, double value) {
        switch (type) {
            case FLOAT32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
            case FLOAT64 -> segment.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
            case STRING -> throw type.noNumbers();
        }
    }

    /** The text at a flat, row-major index; of a tensor of texts only. */
    public String text(long index) {
        return texts()[place(index)];
    }

    /** Writes the text at a flat, row-major index; of a tensor of texts only. */
    public void setText(long index, String text) {
        texts()[place(index)] = text;
    }

    private String[] texts() {
        if (!(storage instanceof String[] texts)) {
            throw new IllegalArgumentException("expected texts, received " + type.id());
        }
        return texts;
    }

    private int place(long index) {
        return Math.toIntExact(offset + Objects.checkIndex(index, size));
    }

    /** Copies rows, what lies along the first axis, from a tensor of the same type and rows; in host memory. */
    public void copyRows(long row, Tensor from, long fromRow, long rows) {
        long width = shape.tail().size();
        if (type == DType.STRING) {
            for (long i = 0; i < rows * width; i++) {
                setText(row * width + i, from.text(fromRow * width + i));
            }
        } else {
            long bytes = width * type.bytes();
            MemorySegment.copy(from.segment, fromRow * bytes, segment, row * bytes, rows * bytes);
        }
    }

    /** Copies all elements from an array, rounded to the tensor's type. */
    public void set(double[] values) {
        if (values.length != size()) {
            throw new IllegalArgumentException(
                    "expected %d values for %s, received %d".formatted(size(), shape, values.length));
        }
        for (int i = 0; i < values.length; i++) {
            set(i, values[i]);
        }
    }

    /** All elements, row-major, widened to double. */
    public double[] toArray() {
        double[] values = new double[Math.toIntExact(size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    @Override
    public String toString() {
        return "Tensor" + shape + " " + type.id();
    }
}
