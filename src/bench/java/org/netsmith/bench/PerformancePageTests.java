package org.netsmith.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PerformancePageTests {

    private static final String PAGE = "by hand\n<!-- steps -->\nold\n<!-- /steps -->\n<!-- jobs -->\n<!-- /jobs -->\n";

    @Test
    void replacesWhatStandsBetweenTheMarkersOnly() {
        assertThat(PerformancePage.replaced(PAGE, "steps", "\nnew\n"))
                .isEqualTo("by hand\n<!-- steps -->\nnew\n<!-- /steps -->\n<!-- jobs -->\n<!-- /jobs -->\n");
    }

    @Test
    void refusesAPageWithoutTheMarkers() {
        assertThatThrownBy(() -> PerformancePage.replaced(PAGE, "products", "new"))
                .hasMessageContaining("<!-- products -->");
    }
}
