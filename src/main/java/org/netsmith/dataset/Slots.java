package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netsmith.engine.backend.Tensor;

/** The part of every row of a tensor that one encoder fills. */
record Slots(Tensor tensor, long offset, long stride) {

    /** Writes one number, rounded to the tensor's type. */
    void set(long row, long place, double value) {
        tensor.set(row * stride + offset + place, value);
    }

    void clear(long row, long width) {
        long bytes = tensor.type().bytes();
        tensor.segment().asSlice((row * stride + offset) * bytes, width * bytes).fill((byte) 0);
    }

    /** Writes {@code table[b]} for each of these bytes. */
    void look(long row, byte[] bytes, double[] table) {
        switch (tensor.type()) {
            case FLOAT32 -> {
                float[] numbers = new float[bytes.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (float) table[bytes[i] & 0xff];
                }
                put(row, numbers);
            }
            case FLOAT64 -> {
                double[] numbers = new double[bytes.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = table[bytes[i] & 0xff];
                }
                put(row, numbers);
            }
            case STRING -> throw notTexts();
        }
    }

    /** Writes these numbers one after the other, rounded to the tensor's type. */
    void setAll(long row, double[] values) {
        switch (tensor.type()) {
            case FLOAT32 -> {
                float[] numbers = new float[values.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (float) values[i];
                }
                put(row, numbers);
            }
            case FLOAT64 -> put(row, values);
            case STRING -> throw notTexts();
        }
    }

    private static IllegalArgumentException notTexts() {
        return new IllegalArgumentException("an encoder writes numbers, received a tensor of texts");
    }

    private void put(long row, float[] numbers) {
        long start = Float.BYTES * (row * stride + offset);
        MemorySegment.copy(numbers, 0, tensor.segment(), ValueLayout.JAVA_FLOAT, start, numbers.length);
    }

    private void put(long row, double[] numbers) {
        long start = Double.BYTES * (row * stride + offset);
        MemorySegment.copy(numbers, 0, tensor.segment(), ValueLayout.JAVA_DOUBLE, start, numbers.length);
    }
}
