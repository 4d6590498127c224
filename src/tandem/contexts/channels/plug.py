"""What a channel in a package of its own gives to the composition, by an entry point of the group `tandem.channels`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from tandem.contexts.channels.ports import Channel
from tandem.contexts.channels.written.accounts import Accounts
from tandem.kit.periodic import Periodic

GROUP = "tandem.channels"


@dataclass(frozen=True)
class Plug:
    """`routers`: callbacks, under `/channels/<kind>/…` by their own paths. `periodic`: what looks for what came in, in
    one process at a time. `closing`: at the end."""

    channel: Channel
    routers: Sequence[APIRouter] = ()
    periodic: Sequence[Periodic] = ()
    closing: Sequence[Callable[[], Awaitable[None]]] = ()


Connect = Callable[[Path, Accounts], Plug]
"""What the entry point names: (a folder of the installation's for this channel, its accounts) → the plug. The folder is
not made. Words stand in `locales/zh-CN.json` and `locales/en.json` beside the module."""
