-- How columns became numbers in the job's present attempt, with what was learnt from the training rows: JSON.
ALTER TABLE training_job ADD COLUMN encoders TEXT;
