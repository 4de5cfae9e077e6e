package org.netsmith.format.keras;

import org.jspecify.annotations.Nullable;

/**
 * How many calls of layers a model may come to once the models within it are taken apart. Each model may multiply the
 * calls of the one within it, so they are counted before anything is taken apart. Where one model is too large, so are
 * all around it: nothing more is counted in, and nothing more is said.
 */
final class CallLimit {

    static final int MAX_CALLS = 10_000;
    static final int MAX_TENSORS = 100_000;

    private final @Nullable CallLimit around;
    private long calls;
    private long tensors;
    private boolean exceeded;

    /** @param around the limit of the model around this one, if there is one */
    CallLimit(@Nullable CallLimit around) {
        this.around = around;
    }

    boolean isExceeded() {
        return exceeded;
    }

    /**
     * Counts calls in, and answers whether they are still allowed.
     *
     * @param place where what is called stands
     * @param calls of layers
     * @param tensors that all these calls are given
     */
    boolean take(Place place, long calls, long tensors) {
        if (exceeded) {
            return false;
        }
        this.calls = Math.addExact(this.calls, calls);
        this.tensors = Math.addExact(this.tensors, tensors);
        if (this.calls > MAX_CALLS || this.tensors > MAX_TENSORS) {
            place.error(("up to here the model comes to %,d calls of layers on %,d tensors; allowed are %,d calls on"
                            + " %,d tensors. Call fewer layers, and models within the model less often")
                    .formatted(this.calls, this.tensors, MAX_CALLS, MAX_TENSORS));
            exceed();
        }
        return !exceeded;
    }

    private void exceed() {
        exceeded = true;
        if (around != null) {
            around.exceed();
        }
    }
}
