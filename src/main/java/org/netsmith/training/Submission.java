package org.netsmith.training;

import java.util.List;
import org.netsmith.web.Finding;

/**
 * A job that was resolved and found possible.
 *
 * @param spec the request with every default filled in
 * @param plan what the worker needs to do it
 * @param warnings what is doubtful about it
 */
record Submission(String id, JobRequest spec, TrainingPlan plan, List<Finding> warnings) {}
