package org.netsmith.bench.peer;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.netsmith.bench.Workload;

/** The batches of a workload, cut in advance: what DL4J and SameDiff are fastest with. */
final class DataSets {

    private DataSets() {}

    static List<DataSet> of(Workload workload) {
        return IntStream.range(0, workload.batches())
                .mapToObj(batch -> of(workload, Rows.random(workload, batch)))
                .toList();
    }

    private static DataSet of(Workload workload, Rows rows) {
        return new DataSet(
                Nd4j.createFromArray(rows.features()).reshape(workload.batch(), workload.features()),
                Nd4j.createFromArray(rows.oneHot(workload.classes())).reshape(workload.batch(), workload.classes()));
    }
}
