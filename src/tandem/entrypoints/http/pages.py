"""The web pages: the desk, the customers' chat and self-service pages, the embed script, as built into one folder."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from tandem.entrypoints.http.assets import Assets
from tandem.kit.errors import NotFound
from tandem.kit.i18n import pick, translate

# Other sites embed it under one fixed name, so a new version must reach them soon.
_EMBED_CACHING = "public, max-age=300"

_NOT_BUILT = """<!doctype html>
<html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Tandem</title>
<style>body{{font:16px/1.7 system-ui,sans-serif;max-width:38em;margin:15vh auto;padding:0 1.5em;color:#222}}
code{{background:#eef1f6;padding:.15em .4em;border-radius:4px}}</style>
<h1>{title}</h1><p>{body}</p><p><code>make web</code></p><p><a href="/api/docs">{docs}</a></p></html>"""


def pages(folder: Path) -> APIRouter:
    """`folder` holds desk/ (an app with client-side routes), widget/ (widget.js and chat/), selfservice/ and sdk/."""
    router = APIRouter(include_in_schema=False)
    desk, widget = Assets(folder / "desk"), Assets(folder / "widget")
    selfservice, sdk = Assets(folder / "selfservice"), Assets(folder / "sdk")

    @router.api_route("/", methods=["GET", "HEAD"])
    async def root() -> Response:
        return RedirectResponse("/desk", 307)

    @router.api_route("/desk", methods=["GET", "HEAD"])
    @router.api_route("/desk/{name:path}", methods=["GET", "HEAD"])
    async def desk_page(request: Request, name: str = "") -> Response:
        return await _page(request, desk, name, "")

    @router.api_route("/chat", methods=["GET", "HEAD"])
    @router.api_route("/chat/{name:path}", methods=["GET", "HEAD"])
    async def chat_page(request: Request, name: str = "") -> Response:
        return await _page(request, widget, name, "chat/")

    @router.api_route("/h5", methods=["GET", "HEAD"])
    @router.api_route("/h5/{name:path}", methods=["GET", "HEAD"])
    async def self_service_page(request: Request, name: str = "") -> Response:
        return await _page(request, selfservice, name, "")

    @router.api_route("/verify", methods=["GET", "HEAD"])
    @router.api_route("/verify/{code}", methods=["GET", "HEAD"])
    async def certificate_page(request: Request, code: str = "") -> Response:
        return await _page(request, selfservice, "", "")

    @router.api_route("/widget.js", methods=["GET", "HEAD"])
    async def embed_script(request: Request) -> Response:
        script = await widget.respond(request, "widget.js", cache=_EMBED_CACHING)
        if script is None:
            raise NotFound()
        return script

    @router.api_route("/sdk.js", methods=["GET", "HEAD"])
    async def sdk_module(request: Request) -> Response:
        module = await sdk.respond(request, "index.js", cache=_EMBED_CACHING)
        if module is None:
            raise NotFound()
        return module

    @router.api_route("/favicon.svg", methods=["GET", "HEAD"])
    @router.api_route("/favicon.ico", methods=["GET", "HEAD"])
    async def icon(request: Request) -> Response:
        return await desk.respond(request, "favicon.svg") or Response(status_code=204)

    @router.api_route("/robots.txt", methods=["GET", "HEAD"])
    async def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    return router


async def _page(request: Request, assets: Assets, name: str, base: str) -> Response:
    if name and assets.has(base + name):
        found = await assets.respond(request, base + name)
        if found is not None:
            return found
    if "." in name.rsplit("/", 1)[-1]:
        raise NotFound()  # a file that is gone, not a page of the app
    return await assets.respond(request, base + "index.html") or _not_built(request)


def _not_built(request: Request) -> Response:
    locale = pick(request.headers.get("accept-language"))
    texts = {name: translate(f"pages.not_built.{name}", locale) for name in ("title", "body", "docs")}
    # The error status keeps a load balancer or a script from taking this page for the product.
    return HTMLResponse(_NOT_BUILT.format(lang=locale, **texts), 503, {"cache-control": "no-store"})
