"""What a process takes down at its end."""

from pathlib import Path
from typing import Any

import pytest

from tandem.kit.db import Database
from tandem.kit.realtime import Hub
from tandem.kit.realtime.postgres import PostgresTransport
from tandem.settings import Settings
from tandem.wiring import assemble


@pytest.mark.parametrize("on", [True, False])
async def test_the_language_model_is_closed(tmp_path: Path, on: bool) -> None:
    named: dict[str, Any] = {"llm": "openai", "llm_url": "http://127.0.0.1:9/v1", "llm_model": "m"}
    settings = Settings(home=tmp_path, testing=True, **(named if on else {}))
    db = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    container = assemble(settings, db, Hub(db, PostgresTransport(db.url), listen=False))
    closed = [close.__qualname__ for close in container.closing]
    assert ("Caller.close" in closed) is on
    assert len(closed) > on, "channels have connections of their own"
    for close in container.closing:
        await close()
