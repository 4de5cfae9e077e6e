package org.netsmith.engine.network;

import java.util.List;
import java.util.stream.Stream;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Tensor;

/** Room for a copy of all weights of a network, taken and brought back without allocating. */
public final class Snapshot {

    private final List<Operation> take;
    private final List<Operation> restore;

    public Snapshot(Network network) {
        List<Tensor> originals =
                Stream.of(network.parameters(), network.state()).toList();
        List<Tensor> copies = originals.stream()
                .map(tensor -> network.backend().allocate(tensor.type(), tensor.shape()))
                .toList();
        take = copies(network, originals, copies);
        restore = copies(network, copies, originals);
    }

    private static List<Operation> copies(Network network, List<Tensor> from, List<Tensor> to) {
        return Stream.of(0, 1)
                .map(i -> network.backend().copy(from.get(i), to.get(i)))
                .toList();
    }

    public void take() {
        take.forEach(Operation::run);
    }

    public void restore() {
        restore.forEach(Operation::run);
    }
}
