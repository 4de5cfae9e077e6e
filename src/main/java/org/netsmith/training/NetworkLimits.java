package org.netsmith.training;

import java.util.List;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.network.NetworkDefinitions;
import org.netsmith.web.ProblemException;

/**
 * How large a network may be: the limits that hold for all networks, and the memory that one may need while it trains.
 */
record NetworkLimits(NetworkDefinitions definitions, long memoryBytes) {

    /** Adds what the gate of the network module finds; true where that is nothing. */
    boolean allow(NetworkDefinition network, List<Shape> inputs, Violations violations) {
        try {
            definitions.check(network, inputs, "/network");
            return true;
        } catch (ProblemException e) {
            e.errors().forEach(finding -> violations.add(e.type(), finding.pointer(), finding.detail()));
            if (e.errors().isEmpty()) {
                violations.add(e.type(), "/network", String.valueOf(e.getMessage()));
            }
            return false;
        }
    }
}
