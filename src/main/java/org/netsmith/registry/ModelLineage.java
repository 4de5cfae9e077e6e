package org.netsmith.registry;

import java.util.List;
import org.netsmith.dataset.DatasetReferences;
import org.netsmith.network.NetworkReferences;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What models were made of is kept as long as they are. */
@Configuration(proxyBeanMethods = false)
class ModelLineage {

    @Bean
    DatasetReferences modelsTrainedOn(ModelRows rows) {
        return reference -> named(rows.trainedOn(reference));
    }

    @Bean
    NetworkReferences modelsMadeOf(ModelRows rows) {
        return reference -> named(rows.madeOf(reference));
    }

    private static List<String> named(List<ModelVersion> models) {
        return models.stream().map(model -> "model " + model.reference()).toList();
    }
}
