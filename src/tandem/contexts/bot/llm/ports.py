"""The port of language models: one question, one answer, bounded in time and tokens. Wiring gives the adapter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Purpose = Literal["answer", "rewrite", "summary", "probe"]
MAX_ANSWER_CHARS = 20_000
"""A longer completion is refused by every adapter, whatever the server says of its tokens."""


@dataclass(frozen=True)
class Said:
    """One line of the prompt. What customers and knowledge say stands in `user` lines only."""

    role: Literal["system", "user", "assistant"]
    text: str = field(repr=False)


@dataclass(frozen=True)
class Request:
    """`max_tokens` bounds the answer; `timeout_s` one attempt. `schema`: a JSON Schema that the answer should
    keep; a server that cannot hold it to that is asked in words, so callers check the answer themselves."""

    purpose: Purpose
    lines: tuple[Said, ...]
    max_tokens: int
    timeout_s: float
    schema: Mapping[str, Any] | None = None

    @property
    def chars(self) -> int:
        return sum(len(line.text) for line in self.lines)


@dataclass(frozen=True)
class Completion:
    """`text` is whole (cut-off answers are errors). `model` as the server names it. Tokens are None where the
    server does not count them."""

    text: str = field(repr=False)
    model: str
    prompt_tokens: int | None = None
    answer_tokens: int | None = None


class LlmFailed(Exception):
    """Base: no usable answer. `retriable`: the same request may succeed a moment later. `code` is for metrics
    and traces. The text never holds what people wrote."""

    code = "failed"
    retriable = False


class LlmTimeout(LlmFailed):
    """Nothing (whole) came within the time."""

    code, retriable = "timeout", True


class LlmUnavailable(LlmFailed):
    """The server cannot be reached, or failed (5xx)."""

    code, retriable = "unavailable", True


class LlmBusy(LlmFailed):
    """Too many requests (429). `after_s`: what the server asks to wait, None when it does not say."""

    code, retriable = "busy", True

    def __init__(self, text: str, after_s: float | None = None) -> None:
        super().__init__(text)
        self.after_s = after_s


class LlmRefused(LlmFailed):
    """The server will not have this request (4xx: key, model name, too long). Asking again changes nothing."""

    code = "refused"


class LlmMalformed(LlmFailed):
    """What came is no answer: not JSON, another content type, without text, endless."""

    code, retriable = "malformed", True


class LlmCutOff(LlmFailed):
    """The answer did not fit into `max_tokens`."""

    code = "cut_off"


class LlmTooLong(LlmFailed):
    """The prompt is longer than the model reads; it was not sent."""

    code = "too_long"


class LlmResting(LlmFailed):
    """Too many failures one after the other: nothing is sent for a while."""

    code = "resting"


FAILURES = frozenset(
    one.code
    for one in (
        LlmFailed, LlmTimeout, LlmUnavailable, LlmBusy, LlmRefused, LlmMalformed, LlmCutOff, LlmTooLong, LlmResting,
    )
)  # fmt: skip
"""The codes of all of them."""


class LanguageModel(Protocol):
    """One attempt at a time; retries, rest and counting are `calling.Caller`'s.

    `name` is what traces show. `local`: texts do not leave the lender's machines, so personal data need not be
    masked. `context_tokens`: prompt and answer together."""

    @property
    def name(self) -> str: ...

    @property
    def local(self) -> bool: ...

    @property
    def context_tokens(self) -> int: ...

    async def complete(self, request: Request) -> Completion:
        """The answer, at temperature 0. Raises a LlmFailed, nothing else, within about `timeout_s`. Holds no
        event loop up. Cancelling it abandons the answer."""
        ...

    async def close(self) -> None:
        """Let go of connections and memory. Again: nothing."""
        ...
