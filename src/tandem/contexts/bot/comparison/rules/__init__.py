"""Pure: figures of a version on test examples, what changed between two, and whether a difference is chance."""
