package org.netsmith.network;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Formulas that take the place of a built-in activation or loss. */
@RestController
@RequestMapping(path = "/api/v1/formulas", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "formulas", description = "Mathematics of your own: what a formula means before a network uses it")
class FormulaController {

    private static final String EXAMPLE = """
        {"expression": "x + sin(a * x)^2 / a", "parameters": {"a": 1.5}, "kind": "activation",
          "from": -5, "to": 5, "points": 101}\
        """;

    @PostMapping(path = "/validate", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Show what a formula means, its derivative and its values",
            description = "Formulas have numbers, names, + - * / ^, pi, e, abs, sign, floor, sqrt, exp, log, log1p,"
                    + " expm1, tanh, sigmoid, softplus, erf, sin, cos, min, max, pow, square, clip(x, lower, upper)"
                    + " and select(condition, a, b). An activation is a formula in x, a loss or metric one in the"
                    + " target y and the prediction p. Values that are not finite are null.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = FormulaRequest.class),
                                            examples = @ExampleObject(EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "The formula simplified, as text and LaTeX, its derivative, a numeric check of that,"
                    + " samples, and what is doubtful about it")
    @ApiResponse(responseCode = "400", description = "The body cannot be read")
    @ApiResponse(
            responseCode = "422",
            description = "The formula or the range cannot be used: every finding with its JSON pointer; position is"
                    + " the character of the formula, counted from 1")
    FormulaReport validate(@RequestBody FormulaRequest request) {
        return FormulaSamples.report(request, FormulaChecks.parsed(request));
    }
}
