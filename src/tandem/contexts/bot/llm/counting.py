"""What the model costs and how it does, for `/metrics`."""

from prometheus_client import Counter, Histogram

from tandem.contexts.bot.llm.ports import Completion, Purpose

_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)
calls = Counter("tandem_llm_calls_total", "Requests to the language model", ["purpose", "outcome"])
tokens = Counter(
    "tandem_llm_tokens_total", "Tokens read and written, as the server counts", ["purpose", "way"]
)
seconds = Histogram(
    "tandem_llm_seconds", "Time to an answer, waiting included", ["purpose"], buckets=_BUCKETS
)
verdicts = Counter(
    "tandem_llm_verdicts_total", "What the guard rails said of answers", ["purpose", "verdict"]
)


def answered(purpose: Purpose, found: Completion, took_s: float) -> None:
    calls.labels(purpose, "answered").inc()
    seconds.labels(purpose).observe(took_s)
    tokens.labels(purpose, "read").inc(found.prompt_tokens or 0)
    tokens.labels(purpose, "written").inc(found.answer_tokens or 0)


def failed(purpose: Purpose, code: str) -> None:
    calls.labels(purpose, code).inc()


def judged(purpose: Purpose, verdict: str) -> None:
    verdicts.labels(purpose, verdict).inc()
