package org.netsmith.web;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Refuses to listen where strangers can call, as long as there are no keys to tell them apart. */
@Component
final class LoopbackOnly implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final ServerProperties server;
    private final WebSettings settings;

    LoopbackOnly(ServerProperties server, WebSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        require(server.getAddress(), settings.insecure());
    }

    static void require(@Nullable InetAddress address, boolean insecure) {
        if (!insecure && (address == null || !address.isLoopbackAddress())) {
            String where = address == null ? "every interface" : address.getHostAddress();
            throw new RefusedException(
                    "Netsmith does not listen on " + where + " without keys: set server.address=127.0.0.1, "
                            + "or netsmith.insecure=true if everyone who can reach it may use it");
        }
    }

    static final class RefusedException extends RuntimeException implements ExitCodeGenerator {

        RefusedException(String message) {
            super(message);
        }

        /** EX_CONFIG of sysexits.h. */
        @Override
        public int getExitCode() {
            return 78;
        }
    }

    static final class Analyzer extends AbstractFailureAnalyzer<RefusedException> {

        @Override
        protected FailureAnalysis analyze(Throwable root, RefusedException cause) {
            return new FailureAnalysis(cause.getMessage(), null, cause);
        }
    }
}
