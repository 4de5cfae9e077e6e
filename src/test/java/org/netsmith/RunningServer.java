package org.netsmith;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The whole server in this process, on a port of its own, with real worker processes. */
record RunningServer(ServletWebServerApplicationContext context, Api api) implements AutoCloseable {

    static RunningServer start(Path home, String... properties) {
        var context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(NetsmithServer.class)
                .properties(properties)
                .run("--server.port=0", "--netsmith.home=" + home);
        Api api = new Api(context.getWebServer().getPort());
        api.awaitReady();
        return new RunningServer(context, api);
    }

    /** The worker processes of a server in this process: it has no other children. */
    static List<ProcessHandle> workers() {
        return workers(ProcessHandle.current());
    }

    static List<ProcessHandle> workers(ProcessHandle server) {
        return server.children().toList();
    }

    @Override
    public void close() {
        api.close();
        context.close();
    }
}
