package org.netsmith.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The OpenAPI document: names as on the wire, a problem for every refusal, event streams as text. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String PROBLEM = "Problem";
    private static final String PROBLEM_JSON = "application/problem+json";

    static {
        SpringDocUtils.getConfig()
                .replaceWithSchema(SseEmitter.class, new StringSchema().description("Server-sent events"))
                .replaceWithSchema(Prefer.class, new StringSchema().example("wait=30"))
                .replaceWithSchema(org.springframework.http.MediaType.class, new StringSchema().example("text/csv"))
                .replaceWithSchema(tools.jackson.databind.JsonNode.class, new Schema<>().description("Any JSON"));
    }

    @Bean
    OpenAPI openApi(ObjectProvider<BuildProperties> build) {
        return new OpenAPI()
                .info(new Info()
                        .title("Netsmith")
                        .description("Trains, keeps and serves neural networks over HTTP.")
                        .version(build.stream()
                                .map(BuildProperties::getVersion)
                                .findFirst()
                                .orElse("unpackaged"))
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
    }

    /** springdoc's own mapper is Jackson 2 and knows nothing of ours. */
    @Bean
    ModelResolver modelResolver() {
        ObjectMapper names = Json.mapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        return new ModelResolver(names);
    }

    /** The schema is added here because springdoc drops what no operation refers to before it asks us. */
    @Bean
    OpenApiCustomizer problems() {
        return document -> {
            document.getComponents().addSchemas(PROBLEM, problem());
            document.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(OpenApiConfiguration::describeProblems);
        };
    }

    private static void describeProblems(Operation operation) {
        for (ApiResponse response : operation.getResponses().values()) {
            if (response.getContent() != null && response.getContent().containsKey("*/*")) {
                response.getContent()
                        .addMediaType("application/json", response.getContent().remove("*/*"));
            }
        }
        if (operation.getRequestBody() != null) {
            add(operation, "400", "The request cannot be read");
            add(operation, "413", "The body is too large");
            add(operation, "415", "The media type is not supported");
            add(operation, "422", "The request asks for something impossible");
        } else if (operation.getParameters() != null
                && !operation.getParameters().isEmpty()) {
            add(operation, "400", "A parameter cannot be read");
        }
        if (hasPathParameter(operation)) {
            add(operation, "404", "There is no such thing");
        }
    }

    private static boolean hasPathParameter(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> "path".equals(parameter.getIn()));
    }

    private static void add(Operation operation, String status, String description) {
        var schema = new Schema<>().$ref("#/components/schemas/" + PROBLEM);
        operation
                .getResponses()
                .computeIfAbsent(
                        status,
                        missing -> new ApiResponse()
                                .description(description)
                                .content(new Content().addMediaType(PROBLEM_JSON, new MediaType().schema(schema))));
    }

    private static Schema<?> problem() {
        Schema<?> finding = new ObjectSchema()
                .addProperty(
                        "pointer",
                        new StringSchema()
                                .description("JSON pointer into the request")
                                .example("/fit/epochs"))
                .addProperty("detail", new StringSchema());
        return new ObjectSchema()
                .description("RFC 9457 problem details; there may be further members")
                .addProperty(
                        "type",
                        new StringSchema()
                                .format("uri-reference")
                                .example(ProblemType.INVALID_REQUEST.uri().toString()))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("instance", new StringSchema().format("uri-reference"))
                .addProperty("errors", new ArraySchema().items(finding))
                .addProperty("trace_id", new StringSchema())
                .required(List.of("type", "title", "status", "detail", "errors", "trace_id"));
    }
}
