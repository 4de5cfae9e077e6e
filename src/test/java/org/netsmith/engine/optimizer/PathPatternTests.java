package org.netsmith.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PathPatternTests {

    @Test
    void isLookedForAnywhere() {
        assertThat(PathPattern.of("den.e").isIn("my/dense/kernel")).isTrue();
        assertThat(PathPattern.of("^dense").isIn("my/dense/kernel")).isFalse();
    }

    @Test
    void givesUpWhereItTriesTooMuch() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.of("a*a*a*a*a*a*a*b").isIn("a".repeat(200)))
                .withMessageContaining("takes too much");
    }

    @Test
    void givesUpWhereItNestsTooDeeply() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.of("(a|aa)+$").isIn("a".repeat(100_000) + "b"))
                .withMessageContaining("takes too much");
    }

    @Test
    void refusesWhatIsNoExpression() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.of("("))
                .withMessageContaining("'('");
        assertThatIllegalArgumentException().isThrownBy(() -> PathPattern.of("a".repeat(201)));
    }
}
