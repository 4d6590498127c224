"""Opening the lender's pages inside WeChat as the person who writes there.

/channels/wechat/<key>/bind?page=bill → the platform's consent page (snsapi_base: it asks nothing) → …/bound, with a
code. `state` is bound to the browser by a cookie: nobody can be made to come back with somebody else's code. The
session is handed over inside the page, not by its address, which could be planted. What the person then proves there
(a code to their telephone) binds the openid's customer to the borrower, as everywhere (contexts/verification)."""

import re
from collections.abc import Awaitable, Callable
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from html import escape
from secrets import token_urlsafe
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tandem.adapters.wechat.api import WeChatApi
from tandem.adapters.wechat.codes import PlatformError
from tandem.adapters.wechat.errors import BindingBroken, BindingOff
from tandem.adapters.wechat.known import Known
from tandem.adapters.wechat.settings import WeChat
from tandem.contexts.channels.ports import SendLater, SendRefused
from tandem.kit.errors import Unavailable

Handover = Callable[[str, str, str], Awaitable[str]]
"""A web session for whoever has this openid: (account key, openid, site) → the session as the pages keep it (JSON)."""

_PAGE = re.compile(r"[a-z][a-z0-9/-]{0,60}")
_STATE = re.compile(r"[A-Za-z0-9_-]{20,100}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{4,512}")
_STATE_S = 600
_SCRIPT = """(function(){var at=document.body.dataset;
try{localStorage.setItem(at.key,at.session)}catch(e){}location.replace(at.next)})();
"""
_DOCUMENT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>…</title>
<body data-key="{key}" data-session="{session}" data-next="{next}">
<script src="/channels/wechat/-/handover.js"></script></body></html>"""
_CSP = "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'"


class Binding:
    """`base_url`: our address as customers type it; `secure`: cookies over https only; `proof_key`: a key for this
    alone. Never the callback's token: whoever chooses what is signed by it could have callbacks signed."""

    def __init__(
        self, known: Known, api: WeChatApi, handover: Handover, base_url: str, secure: bool, proof_key: bytes
    ) -> None:
        self._proof_key = proof_key
        self._known, self._api, self._handover, self._base, self._secure = (
            known,
            api,
            handover,
            base_url,
            secure,
        )

    async def begin(self, request: Request) -> Response:
        """To the platform's consent page. 404 "wechat_binding_off"."""
        key = request.path_params["key"]
        wechat = await self._open(key)
        page = request.query_params.get("page", "")
        page = page if _PAGE.fullmatch(page) else ""
        state = token_urlsafe(24)
        back = f"{self._base}/channels/wechat/{key}/bound"
        told = {
            "appid": wechat.appid, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base",
            "state": state,
        }  # fmt: skip
        consent = f"{wechat.oauth_url}/connect/oauth2/authorize?{urlencode(told)}#wechat_redirect"
        response = RedirectResponse(consent, 302)
        # The page wished for is signed with the state: a cookie can be planted by a neighbour domain.
        proof = self._proof(key, state, page)
        response.set_cookie(
            _cookie(key), f"{state}.{proof}.{quote(page, safe='')}", max_age=_STATE_S, path=f"/channels/wechat/{key}",
            httponly=True, samesite="lax", secure=self._secure,
        )  # fmt: skip
        response.headers["Cache-Control"] = "no-store"
        return response

    async def come_back(self, request: Request) -> Response:
        """From the consent page, with a code. 409 "wechat_binding_broken": begin again."""
        key = request.path_params["key"]
        wechat = await self._open(key)
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        kept, _, rest = request.cookies.get(_cookie(key), "").partition(".")
        proof, _, page = rest.partition(".")
        page = page.replace("%2F", "/")
        ours = _STATE.fullmatch(kept) and (not page or _PAGE.fullmatch(page))
        wanted = self._proof(key, state, page).encode()
        if not ours or state != kept or not compare_digest(proof.encode("utf-8", "replace"), wanted):
            raise BindingBroken()
        if not _CODE.fullmatch(code):
            raise BindingBroken()
        try:
            openid = await self._api.openid(wechat, code)
        except PlatformError as error:
            raise BindingBroken(detail=f"{error.code}") from error
        except (SendLater, SendRefused) as away:
            raise Unavailable("wechat_away", retry_after=5) from away
        session = await self._handover(key, openid, wechat.site)
        document = _DOCUMENT.format(
            key=escape(f"tandem:{wechat.site}:session"), session=escape(session),
            next=escape(f"/h5/?site={quote(wechat.site)}#/{page}"),
        )  # fmt: skip
        response = HTMLResponse(document)
        response.headers.update({"Cache-Control": "no-store", "Content-Security-Policy": _CSP})
        response.delete_cookie(_cookie(key), path=f"/channels/wechat/{key}")
        return response

    def _proof(self, key: str, state: str, page: str) -> str:
        return hmac(self._proof_key, f"{key}\x1f{state}\x1f{page}".encode(), sha256).hexdigest()

    async def script(self, request: Request) -> Response:
        return Response(
            _SCRIPT, media_type="text/javascript", headers={"Cache-Control": "public, max-age=3600"}
        )

    async def _open(self, key: str) -> WeChat:
        wechat = await self._known.of(key)
        if not wechat.site:
            raise BindingOff()
        return wechat


def _cookie(key: str) -> str:
    return f"tandem_wechat_{key}"


def binding(
    known: Known, api: WeChatApi, handover: Handover, *, base_url: str, secure: bool, proof_key: bytes
) -> APIRouter:
    """Routes of the binding."""
    doing = Binding(known, api, handover, base_url, secure, proof_key)
    router = APIRouter()
    router.add_route("/channels/wechat/-/handover.js", doing.script, methods=["GET"], include_in_schema=False)
    router.add_route("/channels/wechat/{key}/bind", doing.begin, methods=["GET"], include_in_schema=False)
    router.add_route(
        "/channels/wechat/{key}/bound", doing.come_back, methods=["GET"], include_in_schema=False
    )
    return router
