"""What one process keeps for the web chat, and how endpoints get at it."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.errors import BadToken
from tandem.contexts.channels.ports import FaqSource
from tandem.contexts.channels.push.tokens import TokenSafe
from tandem.contexts.channels.web.limits import Limits
from tandem.contexts.channels.web.options import WebOptions
from tandem.contexts.channels.web.socket.lines import Lines
from tandem.contexts.channels.web.socket.marks import Marks
from tandem.contexts.channels.web.socket.registry import Registry
from tandem.contexts.channels.web.tokens import SessionToken, Tokens
from tandem.contexts.conversations.api import FileUrls, Uploads
from tandem.contexts.verification.api import Verification
from tandem.kit.db import Database
from tandem.kit.objects import ObjectStore
from tandem.kit.realtime import Hub


@dataclass(eq=False)
class Door:
    """One for each process; `router` hands it to its endpoints."""

    options: WebOptions
    db: Database
    hub: Hub
    objects: ObjectStore
    files: FileUrls
    faq: FaqSource
    verification: Verification | None = None
    continuing: Continuing | None = None
    tokens: Tokens = field(init=False)
    limits: Limits = field(init=False)
    lines: Lines = field(init=False)
    marks: Marks = field(init=False)
    sockets: Registry = field(init=False)
    uploads: Uploads = field(init=False)
    devices: TokenSafe = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.options.secret, self.options.session)
        self.limits = Limits(self.options)
        self.lines = Lines(self.db, self.hub)
        self.marks = Marks(self.db)
        self.sockets = Registry(self.options)
        self.devices = TokenSafe(self.options.secret)
        self.uploads = Uploads(self.db, self.objects, self.options.attachment_bytes)

    async def __call__(self, connection: HTTPConnection) -> None:
        """As a dependency of the router: make this the door of the request."""
        connection.state.web_door = self


async def door_of(connection: HTTPConnection) -> Door:
    door: Door = connection.state.web_door
    return door


TheDoor = Annotated[Door, Depends(door_of)]
_bearer = HTTPBearer(auto_error=False, description="The token of POST /web/sessions")


async def bearer(
    door: TheDoor, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> SessionToken:
    """The session of the request, checked and within its rate. Raises BadToken, TooMany."""
    if credentials is None:
        raise BadToken()
    token = door.tokens.read(credentials.credentials, door.db.clock.now())
    door.limits.request(token.customer_id)
    return token


Session = Annotated[SessionToken, Depends(bearer)]
