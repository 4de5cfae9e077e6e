/**
 * Training jobs: what was asked for, resolved and checked at submission ({@link org.netsmith.training.TrainingJobs}),
 * queued, run in a worker process ({@link org.netsmith.training.TrainTask}) and watched until it ends in a model
 * version or an error.
 */
@NullMarked
package org.netsmith.training;

import org.jspecify.annotations.NullMarked;
