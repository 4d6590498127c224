"""Addresses of attachments: signed, so that whoever may see the message may load the file, and nobody else."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac_new
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from starlette.requests import HTTPConnection

_VALID_FOR = timedelta(days=7)
_PATH = "/api/v1/files/"


class FileUrls:
    """Signs and checks addresses of files; lives in `app.state.files`."""

    def __init__(self, secret: bytes) -> None:
        self._key = sha256(b"tandem file addresses" + secret).digest()

    def sign(self, attachment_id: UUID | str, now: datetime) -> str:
        """A path that works for at least a week. It changes once a day only, so that browsers can cache."""
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        expires = int((day + _VALID_FOR + timedelta(days=1)).timestamp())
        return f"{_PATH}{attachment_id}?e={expires}&s={self._signature(str(attachment_id), expires)}"

    def valid(self, attachment_id: UUID, expires: int, signature: str, now: datetime) -> bool:
        """True for an address made here that has not expired."""
        good = compare_digest(self._signature(str(attachment_id), expires), signature)
        return good and expires > now.timestamp()

    def _signature(self, attachment_id: str, expires: int) -> str:
        digest = hmac_new(self._key, f"{attachment_id}:{expires}".encode(), sha256).digest()
        return urlsafe_b64encode(digest[:18]).decode()

    def present(self, message: dict[str, Any], now: datetime) -> dict[str, Any]:
        """A message in wire form with the address of its attachment filled in."""
        attachment = message["payload"].get("attachment")
        if attachment is None:
            return message
        signed = {**attachment, "url": self.sign(attachment["id"], now)}
        return {**message, "payload": {**message["payload"], "attachment": signed}}


async def file_urls(connection: HTTPConnection) -> FileUrls:
    urls: FileUrls = connection.app.state.files
    return urls


Files = Annotated[FileUrls, Depends(file_urls)]
