"""The web application: routers from the composition root, and the shell that all of them share."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse

from tandem.entrypoints.http.container import HttpContainer
from tandem.entrypoints.http.cors import CrossOrigin
from tandem.entrypoints.http.openapi import document
from tandem.entrypoints.http.pages import pages
from tandem.entrypoints.http.probes import probes
from tandem.entrypoints.http.reference import render
from tandem.entrypoints.http.security_headers import SecurityHeaders
from tandem.kit.http import problems
from tandem.kit.http.body_limit import BodyLimit
from tandem.kit.http.error_catcher import ErrorCatcher
from tandem.kit.http.request_context import RequestContext
from tandem.settings import Settings

# A message of 10,000 characters is at most 60 KB even when every one of them is escaped.
_BODY_BYTES = 512 * 1024
_MULTIPART_BYTES = 64 * 1024


def create_app(container: HttpContainer) -> FastAPI:
    """The ASGI application. It starts and stops nothing: the container's life is its caller's affair."""
    settings = container.settings
    app = FastAPI(
        title="Tandem",
        version=_version(),
        description="Customer service of people and machines. Errors are problem documents (RFC 9457).",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.state.db = container.db
    app.state.hub = container.hub
    app.state.settings = settings
    app.state.health = container.health
    for name, value in container.state.items():
        setattr(app.state, name, value)
    problems.install(app)
    for prefix, router in container.routers:
        app.include_router(router, prefix=prefix)
    app.include_router(probes(container.health))
    document(app)
    _add_reference(app)
    app.include_router(pages(settings.web_path))
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, limit_for=body_limits(settings))
    app.add_middleware(ErrorCatcher)
    app.add_middleware(CrossOrigin, staff_origins=settings.allowed_origins)
    app.add_middleware(SecurityHeaders, https=settings.base_url.startswith("https://"))
    app.add_middleware(RequestContext)
    return app


def body_limits(settings: Settings) -> Callable[[str], int]:
    """Bytes that a request may carry: little, but for attachments."""

    def limit_for(path: str) -> int:
        if path.endswith("/attachments"):
            return settings.attachment_bytes + _MULTIPART_BYTES
        return _BODY_BYTES

    return limit_for


def _operation_id(route: APIRoute) -> str:
    """Short and stable: it names the functions of generated clients."""
    tag = str(route.tags[0]) if route.tags else ""
    return f"{tag}_{route.name}" if tag else route.name


def _add_reference(app: FastAPI) -> None:
    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(render(app.openapi()))


def _version() -> str:
    try:
        return version("tandem")
    except PackageNotFoundError:
        return "0"
