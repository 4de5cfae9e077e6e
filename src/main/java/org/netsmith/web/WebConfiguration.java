package org.netsmith.web;

import java.time.Clock;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
class WebConfiguration {

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    @Bean
    FilterRegistrationBean<BodyLimits> bodyLimits(WebSettings settings, ProblemWriter problems) {
        return filter(new BodyLimits(settings, problems), 2);
    }

    @Bean(initMethod = "recover")
    IdempotentRequests idempotentRequests(JdbcClient database, Clock clock, JsonMapper json) {
        return new IdempotentRequests(database, clock, json);
    }

    @Bean
    FilterRegistrationBean<Idempotency> idempotency(IdempotentRequests requests, ProblemWriter problems) {
        return filter(new Idempotency(requests, problems), 3);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> withoutErrorPages() {
        return factory -> factory.addContextCustomizers(
                context -> ((StandardHost) context.getParent()).setErrorReportValveClass(ProblemValve.class.getName()));
    }

    private static <F extends jakarta.servlet.Filter> FilterRegistrationBean<F> filter(F filter, int place) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + place);
        return registration;
    }
}
