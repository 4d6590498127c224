"""What is asked of the database, whoever asks it: SQLAlchemy, or the driver itself (kit.db.again)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Engine, event


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that this process runs meanwhile, in their order; BEGIN and COMMIT may be among them."""
    told: list[str] = []
    plain = {name: getattr(asyncpg.Connection, name) for name in ("execute", "fetch")}

    def noting(name: str) -> Any:  # SQLAlchemy prepares its statements: they do not come by here
        async def noted(self: asyncpg.Connection, query: str, *args: Any, **more: Any) -> Any:
            told.append(query)
            return await plain[name](self, query, *args, **more)

        return noted

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        told.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in plain:
                patch.setattr(asyncpg.Connection, name, noting(name))
            yield told
    finally:
        event.remove(Engine, "before_cursor_execute", note)
