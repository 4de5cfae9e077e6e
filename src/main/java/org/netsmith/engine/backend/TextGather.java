package org.netsmith.engine.backend;

import java.util.stream.IntStream;

/** {@code y[i] = x[rows[i]]} of texts, by the host. Rows are what lies along the last axis. */
final class TextGather implements Operation {

    private final Tensor x;
    private final int[] rows;
    private final Tensor y;
    private final int width;

    TextGather(Tensor x, int[] rows, Tensor y) {
        this.x = x;
        this.rows = rows;
        this.y = y;
        this.width = width(x);
        if (y.type() != DType.STRING || width(y) != width || y.size() != (long) rows.length * width) {
            throw new IllegalArgumentException(
                    "y must be string [%d, %d], received %s".formatted(rows.length, width, y));
        }
        if (x.storage() == y.storage()) {
            throw new IllegalArgumentException("y must not share memory with x");
        }
    }

    /** {@code y = x}. */
    static Operation everything(Tensor x, Tensor y) {
        return new TextGather(x, IntStream.range(0, rowsOf(x)).toArray(), y);
    }

    private static int width(Tensor texts) {
        return texts.shape().rank() == 0 ? 1 : Math.toIntExact(texts.shape().extent(-1));
    }

    private static int rowsOf(Tensor texts) {
        return texts.size() == 0 ? 0 : Math.toIntExact(texts.size() / width(texts));
    }

    @Override
    public void run() {
        Gather.check(rows, rowsOf(x));
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < width; j++) {
                y.setText((long) i * width + j, x.text((long) rows[i] * width + j));
            }
        }
    }
}
