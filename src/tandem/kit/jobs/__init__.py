"""Jobs: PgQueuer behind a small face. Handlers may run twice (a killed worker's jobs are taken over)."""

from tandem.kit.jobs.job import Job, job_of, jobs_of
from tandem.kit.jobs.runner import JobRunner

__all__ = ["Job", "JobRunner", "job_of", "jobs_of"]
