package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.dataset.FeatureSpec;
import org.netsmith.web.MalformedJson;
import tools.jackson.core.JacksonException;

class FeaturesTests {

    private static Features read(String json) {
        return TestTraining.JSON.readValue(json.replace('\'', '"'), Features.class);
    }

    @Test
    void areAListOrAListForEachInput() {
        assertThat(read("['a', {'name': 'b', 'encoding': 'none'}]").all())
                .containsExactly(FeatureSpec.of("a"), new FeatureSpec("b", "none"));
        assertThat(read("{'left': ['a'], 'right': ['b', 'c']}").inputs()).isEqualTo(List.of("left", "right", "right"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock = """
                ['a', null]            | /1
                [{'name': null}]       | /0/name
                {'left': [null]}       | /left/0
                {'left': null}         | /left
                [{'encoding': 'none'}] | /0/name
                """)
    void haveNoGaps(String json, String pointer) {
        JacksonException refused = catchThrowableOfType(JacksonException.class, () -> read(json));

        assertThat(MalformedJson.of(refused).errors()).singleElement().satisfies(error -> {
            assertThat(error.pointer()).isEqualTo(pointer);
            assertThat(error.detail()).isEqualTo("must not be null or left out");
        });
    }
}
