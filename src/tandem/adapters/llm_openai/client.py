"""One attempt at a chat completion over HTTP, with every way in which it can go wrong named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
import orjson

from tandem.adapters.llm_openai.answers import completion, retry_after
from tandem.contexts.bot.ports import (
    Completion,
    LlmBusy,
    LlmMalformed,
    LlmRefused,
    LlmTimeout,
    LlmUnavailable,
    Request,
)

JsonMode = Literal["schema", "object", "none"]
_NEXT: Mapping[JsonMode, JsonMode] = {"schema": "object", "object": "none"}
_MAX_BYTES = 1_000_000
_UNPROCESSED = (400, 422)


@dataclass(frozen=True)
class Endpoint:
    """`url` up to and including the version (`https://host/v1`). `local`: on the lender's own machines.
    `json_mode`: how JSON is asked for; None begins with `schema` and takes less when the server refuses."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    local: bool = False
    context_tokens: int = 8192
    json_mode: JsonMode | None = None


class OpenAiModel:
    """See LanguageModel. Connections are kept between requests; redirects are not followed, so that the key and
    customers' words go to no other host than the one that was set."""

    def __init__(self, endpoint: Endpoint, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._endpoint = endpoint
        self._mode: JsonMode = endpoint.json_mode or "schema"
        headers = {"authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        self._client = httpx.AsyncClient(headers=headers, transport=transport, trust_env=False)
        self.name = endpoint.model
        self.local = endpoint.local
        self.context_tokens = endpoint.context_tokens

    async def complete(self, request: Request) -> Completion:
        """See LanguageModel.complete."""
        while True:
            mode = self._mode if request.schema is not None else "none"
            try:
                return completion(await self._post(request, mode), self.name)
            except _Unprocessed as refused:
                if mode == "none" or self._endpoint.json_mode is not None:
                    raise LlmRefused(str(refused)) from refused
                self._mode = _NEXT[mode]

    async def close(self) -> None:
        """See LanguageModel.close."""
        await self._client.aclose()

    async def _post(self, request: Request, mode: JsonMode) -> bytes:
        body = orjson.dumps(_body(request, self._endpoint.model, mode))
        url = f"{self._endpoint.url.rstrip('/')}/chat/completions"
        try:
            async with self._client.stream(
                "POST", url, content=body, headers={"content-type": "application/json"},
                timeout=httpx.Timeout(request.timeout_s),
            ) as answer:  # fmt: skip
                _check(answer)
                return await _read(answer)
        except httpx.TimeoutException as error:
            raise LlmTimeout(f"no answer within {request.timeout_s:g} s") from error
        except httpx.DecodingError as error:
            raise LlmMalformed("an encoding that cannot be read") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise LlmUnavailable(type(error).__name__) from error


class _Unprocessed(Exception):
    """400 or 422: perhaps only the way in which JSON was asked for."""


def _body(request: Request, model: str, mode: JsonMode) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": line.role, "content": line.text} for line in request.lines],
        "max_tokens": request.max_tokens,
        "temperature": 0,
        "stream": False,
    }
    if mode == "schema":
        described = {"name": request.purpose, "schema": request.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": described}
    elif mode == "object":
        body["response_format"] = {"type": "json_object"}
    return body


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == 429:
        raise LlmBusy("429", retry_after(answer.headers.get("retry-after")))
    if status >= 500 or status == 408:
        raise LlmUnavailable(f"status {status}")
    if status in _UNPROCESSED:
        raise _Unprocessed(f"status {status}")
    if status != 200:
        raise LlmRefused(f"status {status}")
    kind = answer.headers.get("content-type", "")
    if kind.split(";")[0].strip().lower() != "application/json":
        raise LlmMalformed(f"content type {kind[:60]!r}")


async def _read(answer: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in answer.aiter_bytes():
        size += len(part)
        if size > _MAX_BYTES:
            raise LlmMalformed(f"more than {_MAX_BYTES} bytes")
        parts.append(part)
    return b"".join(parts)
