package org.netsmith.engine.backend;

/**
 * A kernel bound to some columns of some rows, computed row by row.
 *
 * @param start where each operand starts
 * @param advance how far each operand is from one row to the next, in bytes
 * @param row where each operand's next row starts
 */
record ElementwisePart(Kernel kernel, long[] start, long[] advance, long[] row, int rows, int columns)
        implements Operation {

    ElementwisePart(Kernel kernel, long[] start, long[] advance, int rows, int columns) {
        this(kernel, start, advance, new long[start.length], rows, columns);
    }

    @Override
    public void run() {
        System.arraycopy(start, 0, row, 0, start.length);
        for (int i = 0; i < rows; i++) {
            kernel.run(row, 1, columns);
            for (int operand = 0; operand < row.length; operand++) {
                row[operand] += advance[operand];
            }
        }
    }
}
