package org.netsmith.bench;

/** A product {@code [rows, depth]·[depth, columns]}, of which a factor may be stored transposed. */
public record ProductShape(Kind kind, int rows, int columns, int depth) {

    /** Which factor is stored transposed: none, the left one, the right one. */
    public enum Kind {
        NN,
        TN,
        NT
    }

    /** {@code kind rows columns depth}, as in {@code NN 128 512 784}. */
    public static ProductShape parse(String line) {
        String[] words = line.split(" ");
        return new ProductShape(
                Kind.valueOf(words[0]),
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]));
    }

    public long flop() {
        return 2L * rows * columns * depth;
    }

    /** How many numbers the left factor has. */
    public int left() {
        return rows * depth;
    }

    /** How many numbers the right factor has. */
    public int right() {
        return depth * columns;
    }

    public int result() {
        return rows * columns;
    }
}
