"""The cashier page: where a demo's customer pays, and where the gateway's bad days can be tried."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tandem.adapters.payments_local.gateway import LocalGateway, Shown
from tandem.kit.chinese.writing import yuan
from tandem.kit.errors import NotFound
from tandem.kit.http import Locale
from tandem.kit.i18n import translate

_SLOW_S = 10.0
_YUAN = 100
_TRICKS = ("fail", "slow", "twice", "forged", "lost", "more", "again")
_HEADERS = {
    # 'self' of form-action covers the way back, which is a path of ours.
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "cache-control": "no-store",
}
_STYLE = """
*{box-sizing:border-box}body{margin:0;background:#f2f4f7;color:#18212c;font:16px/1.6 -apple-system,
BlinkMacSystemFont,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
main{max-width:480px;margin:0 auto;padding:20px 16px 40px}
.card{background:#fff;border-radius:16px;padding:24px 20px;text-align:center}
.what{color:#5b6775;font-size:14px}
.fen{font-size:38px;font-weight:700;line-height:1.4;font-variant-numeric:tabular-nums}
.note{margin:16px 0 0;color:#7a4b00;background:#fff6e5;border-radius:10px;padding:8px 12px;font-size:13px;
text-align:left}
button{width:100%;min-height:48px;border:0;border-radius:12px;font:inherit;cursor:pointer}
.pay{margin-top:20px;background:#0f766e;color:#fff;font-weight:600}
a.pay{display:block;line-height:48px;border-radius:12px;text-decoration:none;text-align:center}
button:focus,a:focus{outline:3px solid #0b4f4a;outline-offset:2px}
h2{margin:28px 4px 8px;font-size:14px;font-weight:600;color:#5b6775}
.tricks{display:grid;grid-template-columns:1fr 1fr;grid-gap:10px}
.tricks button{background:#fff;color:#18212c;border:1px solid #d5dbe3;font-size:15px}
@media(prefers-color-scheme:dark){body{background:#0d0f13;color:#e9edf2}.card,.tricks button{background:#1a1f27}
.tricks button{color:#e9edf2;border-color:#39424f}.what,h2{color:#9da9b7}.note{background:#3a2d12;color:#ffd591}}
"""


def cashier(gateway: LocalGateway) -> APIRouter:
    """/pay/…, to be mounted at the root."""
    api = APIRouter(include_in_schema=False)

    @api.get("/pay/{token}")
    async def show_charge(token: Annotated[str, Path(max_length=64)], locale: Locale) -> HTMLResponse:
        """The charge, and what can be done with it."""
        shown = await gateway.shown(token)
        if shown is None:
            raise NotFound()
        return HTMLResponse(_page(shown, locale), headers=_HEADERS)

    @api.post("/pay/{token}")
    async def pay_charge(
        token: Annotated[str, Path(max_length=64)], how: Annotated[str, Form(max_length=20)] = "pay"
    ) -> Response:
        """Pays it, or does what the button says; then back to where the customer came from."""
        shown = await gateway.shown(token)
        if shown is None:
            raise NotFound()
        await _do(gateway, token, shown, how)
        return RedirectResponse(shown.return_url, 303, headers=_HEADERS)

    return api


async def _do(gateway: LocalGateway, token: str, shown: Shown, how: str) -> None:
    match how:
        case "fail":
            await gateway.fail(token)
        case "slow":
            await gateway.pay(token, after_s=_SLOW_S)
        case "twice":
            await gateway.pay(token, notices=2)
        case "forged":
            await gateway.forge(token)
        case "lost":
            await gateway.pay(token, notices=0)
        case "more":
            await gateway.pay(token, fen=shown.fen + _YUAN)
        case "again":
            await gateway.pay(token)
            await gateway.pay_again(token)
        case _:
            await gateway.pay(token)


def _page(shown: Shown, locale: str) -> str:
    def text(key: str) -> str:
        return escape(translate(f"payments_local.{key}", locale))

    if shown.state == "open":
        tricks = "".join(
            f'<button name="how" value="{trick}" data-testid="pay-{trick}">{text(trick)}</button>'
            for trick in _TRICKS
        )
        actions = (
            f'<form method="post"><button class="pay" name="how" value="pay" data-testid="pay">{text("pay")}</button>'
            f'<h2>{text("tricks")}</h2><div class="tricks">{tricks}</div></form>'
        )
    else:
        actions = (
            f'<p class="what">{text(f"state.{shown.state}")}</p>'
            f'<a class="pay" href="{escape(shown.return_url)}" data-testid="back">{text("back")}</a>'
        )
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{text("title")}</title><style>{_STYLE}</style></head><body><main><div class="card">'
        f'<div class="what">{escape(shown.title)}</div><div class="fen">¥{yuan(shown.fen)}</div>'
        f'<p class="note">{text("note")}</p></div>{actions}</main></body></html>'
    )
