"""Errors leave as RFC 9457 problem documents, in the reader's language."""

from http import HTTPStatus
from math import ceil
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tandem.kit import metrics
from tandem.kit.db.failures import is_away
from tandem.kit.errors import Invalid, NotFound, TandemError, Unavailable
from tandem.kit.i18n import known, pick, translate

log = structlog.get_logger(__name__)
TYPE_BASE = "urn:tandem:error:"
MEDIA_TYPE = "application/problem+json"


def problem(request: Request, error: TandemError) -> JSONResponse:
    """The response for a business error."""
    locale = pick(request.headers.get("accept-language"))
    key = f"error.{error.code}"
    title = translate(key, locale, **error.params) if known(key) else HTTPStatus(error.status).phrase
    body: dict[str, Any] = {
        "type": TYPE_BASE + error.code,
        "title": title,
        "status": error.status,
        "detail": error.detail or title,
        "code": error.code,
        "request_id": getattr(request.state, "request_id", None),
        **error.extra,
    }
    if error.fields:
        body["errors"] = [{"field": field, "message": message} for field, message in error.fields]
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, ceil(error.retry_after)))
    metrics.refused.labels(error.code).inc()
    return JSONResponse(body, error.status, headers, media_type=MEDIA_TYPE)


async def _business(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TandemError)
    return problem(request, error)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [
        (
            ".".join(str(part) for part in item["loc"] if part not in ("body", "query", "path")),
            str(item["msg"]),
        )
        for item in error.errors()
    ]
    return problem(request, Invalid(fields=fields))


_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 400: "bad_request"}


async def _framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem(request, NotFound())
    wrapped = TandemError(_BY_STATUS.get(error.status_code, "http_error"), detail=str(error.detail))
    wrapped.status = error.status_code  # type: ignore[misc]
    response = problem(request, wrapped)
    response.headers.update(error.headers or {})
    return response


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    if is_away(error):
        return problem(request, Unavailable("database_away", retry_after=1))
    log.error("http.unexpected", path=request.url.path, exc_info=error)
    return problem(request, TandemError())


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""
    app.add_exception_handler(TandemError, _business)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unexpected)
