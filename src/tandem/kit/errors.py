"""The exception tree. Every error a person can cause has a code, a status and a text in the catalogues.

TandemError
├── Invalid 422 (bad field values; carries field errors)
├── BadRequest 400 (cannot be read at all)
├── Unauthenticated 401
├── Forbidden 403
├── NotFound 404
├── Conflict 409
├── Gone 410
├── TooLarge 413
├── UnsupportedMedia 415
├── Locked 423 (carries retry_after seconds)
├── TooMany 429 (carries retry_after seconds)
└── Unavailable 503 (carries retry_after seconds)
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class TandemError(Exception):
    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "internal"

    def __init__(
        self,
        code: str | None = None,
        *,
        detail: str | None = None,
        params: Mapping[str, Any] | None = None,
        extra: Mapping[str, Any] | None = None,
        fields: Sequence[tuple[str, str]] = (),
        retry_after: float | None = None,
    ) -> None:
        """`params` fill the catalogue text; `extra` members go into the problem document;
        `fields` are (field, message) pairs; `retry_after` is in seconds."""
        self.code = code or self.default_code
        self.detail = detail
        self.params = dict(params or {})
        self.extra = dict(extra or {})
        self.fields = list(fields)
        self.retry_after = retry_after
        super().__init__(detail or self.code)


class BadRequest(TandemError):
    status = 400
    default_code = "bad_request"


class Unauthenticated(TandemError):
    status = 401
    default_code = "not_signed_in"


class Forbidden(TandemError):
    status = 403
    default_code = "forbidden"


class NotFound(TandemError):
    status = 404
    default_code = "not_found"


class Conflict(TandemError):
    status = 409
    default_code = "conflict"


class Gone(TandemError):
    status = 410
    default_code = "gone"


class TooLarge(TandemError):
    status = 413
    default_code = "too_large"


class UnsupportedMedia(TandemError):
    status = 415
    default_code = "unsupported_media"


class Invalid(TandemError):
    status = 422
    default_code = "invalid"


class Locked(TandemError):
    status = 423
    default_code = "locked"


class TooMany(TandemError):
    status = 429
    default_code = "too_many_requests"


class Unavailable(TandemError):
    status = 503
    default_code = "unavailable"
