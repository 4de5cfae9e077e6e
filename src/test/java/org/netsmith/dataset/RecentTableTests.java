package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentTableTests {

    private static final Path IRIS = Path.of("blobs", "ab", "abcd");

    private final AtomicInteger readings = new AtomicInteger();
    private final RecentTable recent = new RecentTable((_, _) -> new Table(Map.of(), readings.incrementAndGet()));

    @Test
    void theSameColumnsOfTheSameFileAreReadOnce() throws SQLException {
        Table first = recent.get(List.of(), IRIS);

        assertThat(recent.get(List.of(), IRIS)).isSameAs(first);
        assertThat(readings).hasValue(1);
    }

    @Test
    void anotherFileIsRead() throws SQLException {
        recent.get(List.of(), IRIS);

        assertThat(recent.get(List.of(), Path.of("blobs", "cd", "cdef")).rows()).isEqualTo(2);
        assertThat(recent.get(List.of(), IRIS).rows()).isEqualTo(3);
    }
}
