"""Jobs: PgQueuer behind a small face. Handlers may run twice (a killed worker's jobs are taken over)."""

from tandem.kit.jobs.runner import Job, JobRunner

__all__ = ["Job", "JobRunner"]
