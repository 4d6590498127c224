"""Errors leave as RFC 9457 problem documents, in the reader's language."""

from http import HTTPStatus
from math import ceil
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tandem.kit import metrics
from tandem.kit.db.failures import meaning
from tandem.kit.errors import Invalid, TandemError
from tandem.kit.http.validation import field_errors
from tandem.kit.i18n import known, pick, translate

log = structlog.get_logger(__name__)
TYPE_BASE = "urn:tandem:error:"
MEDIA_TYPE = "application/problem+json"


def problem(request: Request, error: TandemError) -> Response:
    """The response for a business error."""
    locale = pick(request.headers.get("accept-language"))
    key = f"error.{error.code}"
    title = translate(key, locale, **error.params) if known(key) else HTTPStatus(error.status).phrase
    body: dict[str, Any] = {
        **error.extra,
        "type": TYPE_BASE + error.code,
        "title": title,
        "status": error.status,
        "detail": error.detail or title,
        "code": error.code,
        "request_id": getattr(request.state, "request_id", None),
    }
    if error.fields:
        body["errors"] = [{"field": field, "message": message} for field, message in error.fields]
    headers = {"content-language": locale}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, ceil(error.retry_after)))
    metrics.refused.labels(error.code).inc()
    return Response(orjson.dumps(body, default=str), error.status, headers, media_type=MEDIA_TYPE)


async def _business(request: Request, error: Exception) -> Response:
    assert isinstance(error, TandemError)
    return problem(request, error)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    locale = pick(request.headers.get("accept-language"))
    return problem(request, Invalid(fields=field_errors(error.errors(), locale)))


_BY_STATUS = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media",
}


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    wrapped = TandemError(_BY_STATUS.get(error.status_code, "http_error"))
    wrapped.status = error.status_code  # type: ignore[misc]
    response = problem(request, wrapped)
    response.headers.update(error.headers or {})
    return response


def unexpected(request: Request, error: Exception) -> Response:
    """The response for an error that is nobody's but ours (logged here), or the database's."""
    shown = meaning(error)
    if shown is not None:
        return problem(request, shown)
    log.error("http.unexpected", cause=repr(error), exc_info=error)
    return problem(request, TandemError())


async def _unexpected(request: Request, error: Exception) -> Response:
    return unexpected(request, error)


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""
    app.add_exception_handler(TandemError, _business)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unexpected)
