"""Reading what a server of chat completions sends. Pure."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from tandem.contexts.bot.ports import MAX_ANSWER_CHARS, Completion, LlmCutOff, LlmMalformed

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
"""Some models think aloud first."""


def completion(body: bytes, asked_for: str) -> Completion:
    """The completion in a response body; `asked_for` is the model's name if the server tells none. Raises
    LlmMalformed or LlmCutOff."""
    try:
        document = orjson.loads(body)
        choice = document["choices"][0]
        text = choice["message"]["content"]
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError) as error:
        raise LlmMalformed("no completion in the answer") from error
    if choice.get("finish_reason") == "length":
        raise LlmCutOff("the answer did not end")
    if not isinstance(text, str):
        raise LlmMalformed("a completion without text")
    text = _THOUGHT.sub("", text).strip()
    if not text or len(text) > MAX_ANSWER_CHARS:
        raise LlmMalformed(f"a completion of {len(text)} characters")
    named = document.get("model")
    usage = document.get("usage")
    return Completion(
        text, named if isinstance(named, str) and named else asked_for, _count(usage, "prompt_tokens"),
        _count(usage, "completion_tokens"),
    )  # fmt: skip


def retry_after(header: str | None) -> float | None:
    """The seconds of a Retry-After, which may be a date; None without one that can be read."""
    if header is None:
        return None
    if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", header.strip()):
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _count(usage: Any, name: str) -> int | None:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
