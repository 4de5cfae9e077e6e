package org.netsmith.network;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "catalog", description = "What networks and their training can be made of")
class CatalogController {

    /** Made when first asked for: all those derivatives are a good part of a server's start. */
    private static final class Made {

        static final Catalog CATALOG = Catalog.ofAllKinds();
    }

    @GetMapping(path = "/api/v1/catalog", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "List every layer, activation, initializer, regularizer, constraint, loss, metric, optimizer and"
                    + " callback",
            description =
                    "With arguments, defaults, ranges and, where it is one, the formula and its derivative, as text"
                            + " and LaTeX.")
    @ApiResponse(responseCode = "200", description = "The catalog")
    Catalog catalog() {
        return Made.CATALOG;
    }
}
