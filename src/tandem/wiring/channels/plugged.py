"""Channels from packages of others: each names its function in an entry point."""

from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

import structlog

from tandem.contexts.channels.api import GROUP, Accounts, Connect
from tandem.kit.i18n import add_words
from tandem.settings import Settings
from tandem.wiring.channels.connection import Connection
from tandem.wiring.part import Part

log = structlog.get_logger(__name__)


def plugged(settings: Settings, accounts: Accounts) -> list[Connection]:
    """One for each entry point, by name. A package that cannot be loaded stops the start: half a product would lose
    what comes in there."""
    found = []
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        connect: Connect = entry.load()
        folder: Path = settings.home / "channels" / entry.name
        plug = connect(folder, accounts)
        add_words(files(entry.module) / "locales")
        log.info("channels.plugged", kind=plug.channel.kind, package=entry.module)
        part = Part(
            routers=[("", router) for router in plug.routers], periodic=plug.periodic, closing=plug.closing
        )
        found.append(Connection(plug.channel, part))
    return found
