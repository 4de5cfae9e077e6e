package org.netsmith.bench.peer;

import org.netsmith.bench.Workload;

/** One who trains, in a process of its own. */
interface Peer {

    /** Name and version of what trains. */
    String version();

    /**
     * Trains epoch after epoch, each telling its end to the pace, until that asks for no more.
     *
     * @throws AbsentException if it cannot train this network
     */
    void train(Workload workload, Pace pace) throws Exception;
}
