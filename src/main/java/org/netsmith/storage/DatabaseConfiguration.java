package org.netsmith.storage;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The embedded database: one SQLite file with one connection. A {@code spring.datasource.url} puts another in its
 * place.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "embedded")
class DatabaseConfiguration {

    private static final String OPTIONS = "?journal_mode=WAL&synchronous=FULL&foreign_keys=on&busy_timeout=5000";

    @Bean
    DataSource dataSource(StorageSettings settings, HomeLock lock) {
        var pool = new HikariDataSource();
        pool.setPoolName("embedded");
        pool.setJdbcUrl("jdbc:sqlite:" + settings.database().toAbsolutePath().normalize() + OPTIONS);
        pool.setMaximumPoolSize(1);
        pool.setMinimumIdle(1);
        pool.setMaxLifetime(0);
        requireDurable(JdbcClient.create(pool), lock.unclean());
        return pool;
    }

    private static void requireDurable(JdbcClient database, boolean unclean) {
        require(database, "journal_mode", "wal");
        require(database, "synchronous", "2");
        if (unclean) {
            require(database, "quick_check", "ok");
        }
    }

    private static void require(JdbcClient database, String pragma, String expected) {
        String actual =
                database.sql("PRAGMA " + pragma).query(String.class).list().getFirst();
        if (!expected.equals(actual)) {
            throw new HomeLock.UnavailableException("The embedded database cannot be trusted: PRAGMA " + pragma + " is "
                    + actual + ", not " + expected);
        }
    }
}
