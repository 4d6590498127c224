"""llama.cpp in this process, behind its own HTTP door on the loopback address, so that a request can be given up.

The door has a key that only this process knows. The model is loaded (seconds, 1.2 GB) when it is first asked;
each worker that is asked has its own."""

import asyncio
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from tandem.contexts.bot.ports import Completion, LanguageModel, LlmRefused, Request
from tandem.kit.models import ModelMissing, ModelRefused, ModelStore

MODEL = "qwen"
CONTEXT_TOKENS = 4096
_MOST_THREADS = 4
_RUNTIME = "xllamacpp"


class LocalModel:
    """See LanguageModel. A missing or refused model file is LlmRefused at every request: nothing will change that
    but a person, and a restart."""

    name = MODEL
    local = True
    context_tokens = CONTEXT_TOKENS

    def __init__(self, store: ModelStore, door: Callable[[str, str], LanguageModel]) -> None:
        """`door`: what talks to a server of chat completions at an address, with a key."""
        self._store = store
        self._open = door
        self._loading = asyncio.Lock()
        self._server: Any = None
        self._door: LanguageModel | None = None

    async def complete(self, request: Request) -> Completion:
        """See LanguageModel.complete."""
        async with self._loading:
            if self._door is None:
                self._door = await asyncio.to_thread(self._load)
        # The server calls it by its file, which is no name for people to read.
        return replace(await self._door.complete(request), model=MODEL)

    async def close(self) -> None:
        """See LanguageModel.close."""
        if self._door is not None:
            await self._door.close()
        self._door = self._server = None

    def _load(self) -> LanguageModel:
        missing = unready(self._store)
        if missing is not None:
            raise LlmRefused(missing)
        path = next(self._store.find(MODEL).glob("*.gguf"))
        key = secrets.token_urlsafe(32)
        try:
            self._server = _serve(str(path), key)
        except (RuntimeError, ValueError, OSError) as error:
            raise LlmRefused(f"{MODEL} could not be loaded: {type(error).__name__}") from error
        return self._open(f"{self._server.listening_address}/v1", key)


def unready(store: ModelStore) -> str | None:
    """What is missing for the local model, in words; None when it can be used."""
    if find_spec(_RUNTIME) is None:
        return 'off: run `pip install "tandem[llm]"`'
    try:
        store.find(MODEL)
    except (ModelMissing, ModelRefused) as error:
        return str(error)
    return None


def _serve(path: str, key: str) -> Any:
    import xllamacpp

    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.api_keys = [key]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.ui = params.warmup = params.endpoint_slots = False
    params.verbosity = -1
    return xllamacpp.Server(params)
