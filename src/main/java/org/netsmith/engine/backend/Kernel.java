package org.netsmith.engine.backend;

/** A program compiled to one loop over memory. It holds no state, so any number of threads may run it at once. */
public interface Kernel {

    /**
     * Computes every element. The caller vouches for the memory: nothing is checked here. Each result depends on the
     * values of its own element only, never on its place, so work may be split anywhere.
     *
     * @param addresses where each operand starts, in the order of the sorted names
     * @param rows how many rows a full operand and a column have
     * @param columns how many elements a row of a full operand and a row have
     */
    void run(long[] addresses, long rows, long columns);
}
