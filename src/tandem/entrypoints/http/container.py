"""What the HTTP process needs of the composition root."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from fastapi import APIRouter

from tandem.kit.db import Database
from tandem.kit.health import Health
from tandem.kit.realtime import Hub
from tandem.settings import Settings


class HttpContainer(Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def db(self) -> Database: ...

    @property
    def hub(self) -> Hub: ...

    @property
    def health(self) -> Health: ...

    @property
    def routers(self) -> Sequence[tuple[str, APIRouter]]:
        """(prefix, router) pairs; prefixes are whole paths such as /api/v1."""
        ...

    @property
    def state(self) -> Mapping[str, Any]:
        """What endpoints find in `app.state`, besides db, hub, health and settings."""
        ...
