"""Dependencies that endpoints take by annotation.

All are coroutines, though none waits: FastAPI sends plain functions to a thread each, milliseconds under load."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from tandem.kit.db import Database
from tandem.kit.i18n import pick


async def database(connection: HTTPConnection) -> Database:
    db: Database = connection.app.state.db
    return db


async def locale(connection: HTTPConnection) -> str:
    return pick(connection.headers.get("accept-language"))


Db = Annotated[Database, Depends(database)]
Locale = Annotated[str, Depends(locale)]
