package org.netsmith.serving;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * Calls a {@link PredictionController} with the bytes of a request and sends the bytes of its answer. Spring's own way
 * to a method, with resolvers for its arguments and converters for its bodies, takes longer than a small network.
 */
@Component
final class PredictionAdapter implements HandlerAdapter, Ordered {

    /** Larger bodies are given memory as they come, whatever length was announced. */
    private static final int TRUSTED_LENGTH = 1 << 20;

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean supports(Object handler) {
        return handler instanceof HandlerMethod method && method.getBeanType() == PredictionController.class;
    }

    /** What {@link PredictionMapping} has found, and checked against the request's method and media types. */
    @Override
    public @Nullable ModelAndView handle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        PredictionController controller = (PredictionController) ((HandlerMethod) handler).getBean();
        byte[] answer = predict(controller, variables(request), body(request));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
        return null;
    }

    private static byte[] predict(PredictionController controller, Map<String, String> path, byte[] body) {
        String name = path.get("name");
        String version = path.get("version");
        String alias = path.get("alias");
        if (version != null) {
            return controller.predictWithVersion(name, version, body);
        }
        return alias == null ? controller.predict(name, body) : controller.predictWithAlias(name, alias, body);
    }

    @SuppressWarnings("unchecked") // as the attribute's name promises
    private static Map<String, String> variables(HttpServletRequest request) {
        return (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
    }

    private static byte[] body(HttpServletRequest request) {
        try {
            byte[] body = read(request.getInputStream(), request.getContentLength());
            if (body.length > 0) {
                return body;
            }
        } catch (IOException broken) {
            throw new HttpMessageNotReadableException(
                    "The body cannot be read.", broken, new ServletServerHttpRequest(request));
        }
        throw new HttpMessageNotReadableException("There is no body.", new ServletServerHttpRequest(request));
    }

    private static byte[] read(InputStream in, int length) throws IOException {
        if (length < 0 || length > TRUSTED_LENGTH) {
            return in.readAllBytes();
        }
        byte[] body = new byte[length];
        int read = in.readNBytes(body, 0, length);
        return read == length ? body : Arrays.copyOf(body, read);
    }
}
