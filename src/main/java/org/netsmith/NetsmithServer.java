package org.netsmith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The front door of the server process: HTTP, queue, registry and inference. */
@SpringBootApplication
public class NetsmithServer {

    public static void main(String[] arguments) {
        SpringApplication.run(NetsmithServer.class, arguments);
    }
}
