package org.netsmith.training;

import java.util.List;
import org.netsmith.dataset.DatasetReferences;
import org.netsmith.network.NetworkReferences;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What jobs refer to: the stored networks that they were made of, and the data sets that unfinished ones are still to
 * read. A finished job holds no data set; its model may.
 */
@Component
class JobReferences implements NetworkReferences, DatasetReferences {

    private static final int MOST_NAMED = 20;

    private final JdbcClient jdbc;

    JobReferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<String> to(String network) {
        return jdbc.sql("SELECT 'training job ' || id FROM training_job WHERE network = ? ORDER BY id LIMIT ?")
                .params(network, MOST_NAMED)
                .query(String.class)
                .list();
    }

    @Override
    public List<String> referringTo(String dataset) {
        return jdbc.sql("""
            SELECT 'training job ' || id FROM training_job
            WHERE (dataset = ? OR validation_dataset = ?) AND state IN ('queued', 'running', 'cancelling')
            ORDER BY id LIMIT ?\
            """)
                .params(dataset, dataset, MOST_NAMED)
                .query(String.class)
                .list();
    }
}
