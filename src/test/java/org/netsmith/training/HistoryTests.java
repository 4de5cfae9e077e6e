package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTests {

    @Test
    void everyColumnHasAPlaceForEveryEpoch() {
        History history = history("{'loss': 3.0}", "{'loss': 2.0, 'val_loss': 2.5}", "{'loss': null}");

        assertThat(TestTraining.JSON.writeValueAsString(history.columns()))
                .isEqualTo("{\"epoch\":[0,1,2],\"loss\":[3.0,2.0,null],\"val_loss\":[null,2.5,null]}");
        assertThat(history.csv()).isEqualTo("epoch,loss,val_loss\r\n0,3.0,\r\n1,2.0,2.5\r\n2,,\r\n");
    }

    @Test
    void aMetricWithSeveralValuesHasAListOfThem() {
        History history = history("{'f1_score': [0.5, 1.0]}", "{'f1_score': [0.75, null]}");

        assertThat(TestTraining.JSON.writeValueAsString(history.columns().get("f1_score")))
                .isEqualTo("[[0.5,1.0],[0.75,null]]");
        assertThat(history.csv()).isEqualTo("epoch,f1_score\r\n0,\"[0.5,1.0]\"\r\n1,\"[0.75,null]\"\r\n");
    }

    @Test
    void noEpochsAreNoRows() {
        assertThat(history().csv()).isEqualTo("epoch\r\n");
    }

    private static History history(String... metrics) {
        List<JobEvent> events = new ArrayList<>();
        for (String values : metrics) {
            var data = TestTraining.JSON.createObjectNode().put("epoch", events.size());
            data.set("metrics", TestTraining.JSON.readTree(values.replace('\'', '"')));
            events.add(new JobEvent(events.size() + 1, "epoch", TestTraining.NOON, data));
        }
        return History.of(events);
    }
}
