package org.netsmith.network;

import java.util.List;
import org.netsmith.web.Finding;

/** A version as it is kept, with what was doubtful when it was posted. */
record StoredNetwork(NetworkVersion version, List<Finding> warnings) {}
