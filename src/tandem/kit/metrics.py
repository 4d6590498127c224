"""Prometheus metrics of this process."""

from prometheus_client import Counter, Gauge, Histogram

_FINE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_CODE_CHARS = 40

http_seconds = Histogram(
    "tandem_http_seconds", "Time to answer a request", ["method", "route", "status"], buckets=_FINE
)
sockets = Gauge("tandem_sockets", "Open WebSockets", ["side"])
socket_frames = Counter("tandem_socket_frames_total", "Frames sent to sockets", ["side", "type"])
socket_closes = Counter(
    "tandem_sockets_closed_total", "WebSockets that we closed, such as those that never said hello",
    ["side", "reason"],
)  # fmt: skip
jobs = Counter("tandem_jobs_total", "Jobs by outcome", ["job", "outcome"])
job_seconds = Histogram("tandem_job_seconds", "Time a job ran", ["job"], buckets=_FINE)
timer_lateness = Histogram("tandem_timer_lateness_seconds", "How late a timer fired", buckets=_FINE)
messages = Counter("tandem_messages_total", "Messages appended", ["role"])
refused = Counter("tandem_refused_total", "Requests refused", ["code"])
contained = Counter(
    "tandem_contained_total", "What came from outside otherwise, or was to go there, and was refused or held back",
    ["source", "code"],
)  # fmt: skip
jobs_waiting = Gauge("tandem_jobs_waiting", "Jobs whose time has come and that no worker has taken")
jobs_oldest = Gauge("tandem_jobs_oldest_seconds", "How long the first waiting job has waited")
jobs_held = Gauge("tandem_jobs_held", "Jobs given up after all attempts, for a person to look at")


def contain(source: str, code: str, times: int = 1) -> None:
    """Count what was contained. Codes of others that are no word of a few letters count together."""
    word = code.isascii() and code.isidentifier() and len(code) <= _CODE_CHARS
    contained.labels(source, code if word else "other").inc(times)
