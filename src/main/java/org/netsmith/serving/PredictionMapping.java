package org.netsmith.serving;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds the way to a prediction before all others: Spring tries every path of a mapping that has a variable in it,
 * which takes longer than a small network.
 */
@Component
final class PredictionMapping extends RequestMappingHandlerMapping {

    PredictionMapping() {
        setOrder(-2);
    }

    @Override
    protected boolean isHandler(Class<?> beanType) {
        return beanType == PredictionController.class;
    }

    /** What is no prediction is for the other mappings to find or to refuse. */
    @Override
    protected @Nullable HandlerMethod handleNoMatch(
            Set<RequestMappingInfo> predictions, String path, HttpServletRequest request) {
        return null;
    }
}
