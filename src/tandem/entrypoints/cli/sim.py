"""`tandem sim`: far ends of channels, for trying out without an account anywhere."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console

from tandem.settings import get_settings

app = typer.Typer(help="Simulated far ends of channels.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    pass


@app.command("wechat")
def wechat_command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1.")] = 8690,
    callback: Annotated[
        str | None, typer.Option(help="Address that is told of messages; default: the demo's account.")
    ] = None,
    appid: Annotated[str, typer.Option(help="With --callback: the account's AppID.")] = "wxsimulated",
    secret: Annotated[str, typer.Option(help="With --callback: its AppSecret.")] = "simulated-secret",  # noqa: S107
    token: Annotated[str, typer.Option(help="With --callback: its Token.")] = "simulated-token",  # noqa: S107
    aes_key: Annotated[
        str, typer.Option(help="With --callback: its EncodingAESKey; without one plain.")
    ] = "",
) -> None:
    """A simulated WeChat platform with a telephone's page; stop with Ctrl-C. `tandem up --demo` brings its own."""
    from tandem.demo.wechat_simulator import OfficialAccount, Platform, serve
    from tandem.demo.wechat_simulator.demo import demo_platform

    console = Console(stderr=True)
    if callback is None:
        platform = demo_platform(get_settings())
    else:
        if urlsplit(callback).scheme not in ("http", "https"):
            console.print("[red]--callback: an http(s) address[/red]")
            raise typer.Exit(2)
        platform = Platform(
            OfficialAccount(
                appid, secret, token, callback, aes_key=aes_key, encrypted=bool(aes_key), name="模拟公众号"
            )
        )
    try:
        asyncio.run(serve(platform, port, console.print))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
