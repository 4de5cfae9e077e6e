package org.netsmith.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class ServingSettingsTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(ServingConfiguration.class);

    @Test
    void haveDefaults() {
        runner.run(context -> assertThat(context.getBean(ServingSettings.class))
                .isEqualTo(new ServingSettings(DataSize.ofGigabytes(1), 10_000)));
    }

    @Test
    void areNamed() {
        runner.withPropertyValues("netsmith.serving.memory=2MB", "netsmith.serving.max-instances=7")
                .run(context -> assertThat(context.getBean(ServingSettings.class))
                        .isEqualTo(new ServingSettings(DataSize.ofMegabytes(2), 7)));
    }

    @Test
    void refuseToAllowNoRows() {
        runner.withPropertyValues("netsmith.serving.max-instances=0")
                .run(context -> assertThat(context).hasFailed());
    }
}
