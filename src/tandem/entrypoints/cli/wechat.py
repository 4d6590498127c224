"""`tandem wechat`: what an administrator does with an official account at the platform."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import typer
from rich.console import Console

from tandem.entrypoints.cli.database import NoDatabase, opened
from tandem.kit.errors import TandemError
from tandem.settings import get_settings

app = typer.Typer(help="WeChat official accounts: menus, QR codes, templates.", no_args_is_help=True)
T = TypeVar("T")
Key = Annotated[str, typer.Argument(help="The account's key.")]


@app.command("menu")
def menu_command(
    key: Key,
    put: Annotated[
        Path | None, typer.Option(help="Replace it by this JSON file ({} without buttons: none).")
    ] = None,
) -> None:
    """Show an account's menu, or replace it. A click button's key is what the customer is taken to say."""
    menu = None
    if put is not None:
        try:
            menu = orjson.loads(put.read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            Console(stderr=True).print(f"[red]{put}: {error}[/red]")
            raise typer.Exit(2) from error

    async def work(office: Any, account: Any) -> Any:
        if menu is not None:
            await office.put_menu(account, menu if isinstance(menu, dict) and menu else {"button": []})
        return await office.menu(account)

    _show(_done(key, work))


@app.command("qrcode")
def qrcode_command(
    key: Key,
    scene: Annotated[str, typer.Argument(help="What whoever scans it comes with (1 to 64 characters).")],
    seconds: Annotated[
        int | None, typer.Option(min=60, max=2_592_000, help="How long; default: for ever.")
    ] = None,
) -> None:
    """A QR code with a scene: its address and where its picture is."""

    async def work(office: Any, account: Any) -> Any:
        made = await office.qr_code(account, scene, seconds)
        return {"url": made.url, "picture": made.picture, "expires_in_s": made.expires_in_s}

    _show(_done(key, work))


@app.command("templates")
def templates_command(key: Key) -> None:
    """The templates that the platform has approved."""
    _show(_done(key, lambda office, account: office.templates(account)))


def _done(key: str, work: Callable[[Any, Any], Awaitable[T]]) -> T:
    async def go() -> T:
        from tandem.contexts.channels.api import Accounts, vault
        from tandem.wiring.channels.wechat import wechat_office

        settings = get_settings()
        async with opened(settings) as db:
            accounts = Accounts(db, vault(settings.secret()))
            account = await accounts.by_key("wechat", key)
            if account is None:
                raise _Unknown(f"There is no WeChat account {key}.")
            office = wechat_office(accounts)
            try:
                return await work(office, account)
            finally:
                await office.api.close()

    try:
        return asyncio.run(go())
    except (NoDatabase, TandemError, _Unknown) as error:
        Console(stderr=True).print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error


class _Unknown(Exception):
    pass


def _show(found: object) -> None:
    sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
