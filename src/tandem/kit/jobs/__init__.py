"""Jobs: PgQueuer behind a small face. Handlers may run twice (a killed worker's jobs are taken over)."""

from tandem.kit.jobs.backlog import Backlog, Held, backlog, held_jobs, retry_held
from tandem.kit.jobs.job import Job, job_of, jobs_of
from tandem.kit.jobs.runner import JobRunner

__all__ = ["Backlog", "Held", "Job", "JobRunner", "backlog", "held_jobs", "job_of", "jobs_of", "retry_held"]
