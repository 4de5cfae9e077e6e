package org.netsmith.web;

import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** The pages behind every problem's {@code type}: the sections of docs/problems.md. */
@Hidden
@RestController
final class ProblemPages {

    private final Map<String, String> pages = read();

    @GetMapping(path = "/problems/{slug}", produces = MediaType.TEXT_HTML_VALUE)
    String page(@PathVariable String slug) {
        String page = pages.get(slug);
        if (page == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no problem of this name; /problems lists all.");
        }
        return page;
    }

    @GetMapping(path = "/problems", produces = MediaType.TEXT_HTML_VALUE)
    String contents() {
        String links = pages.keySet().stream()
                .sorted()
                .map(slug -> "<li><a href=\"/problems/" + slug + "\">" + slug + "</a></li>")
                .collect(Collectors.joining("\n"));
        return html("Problems", "<ul>\n" + links + "\n</ul>");
    }

    private static Map<String, String> read() {
        try (InputStream document = ProblemPages.class.getResourceAsStream("problems.md")) {
            String text = new String(document.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^## "))
                    .skip(1)
                    .map(section -> section.split("\n", 2))
                    .collect(Collectors.toMap(
                            section -> section[0].strip(), section -> html(section[0].strip(), body(section[1]))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(String markdown) {
        return Arrays.stream(markdown.strip().split("\n\n+"))
                .map(paragraph ->
                        "<p>" + HtmlUtils.htmlEscape(paragraph).replaceAll("`([^`]+)`", "<code>$1</code>") + "</p>")
                .collect(Collectors.joining("\n"));
    }

    private static String html(String title, String body) {
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
            <body><h1>%1$s</h1>
            %2$s
            </body></html>
            """.formatted(title, body);
    }
}
