package org.netsmith.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;

/**
 * What Tomcat refuses before a request reaches the application, such as a path that is no path, without its HTML
 * page.
 */
public final class ProblemValve extends ErrorReportValve {

    private static final String BODY = """
        {"type":"%s","title":"%s","status":%d,"detail":"%s","errors":[],"trace_id":"%s"}\
        """;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            ProblemType type = ProblemType.of(HttpStatusCode.valueOf(response.getStatus()));
            response.setContentType("application/problem+json");
            response.getReporter()
                    .write(BODY.formatted(
                            type.uri(),
                            type.title(),
                            response.getStatus(),
                            ContainerProblems.detail(type),
                            Trace.id(request)));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The connection is gone, and with it whoever wanted to know.
        }
    }
}
