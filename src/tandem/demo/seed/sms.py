"""The demo lender's SMS number, at the local outbox: staff write and read as the telephones."""

from tandem.contexts.access.api import Actor
from tandem.contexts.channels import api as channels
from tandem.kit.db import Tx
from tandem.settings import Settings

KEY = "demo"


async def load(tx: Tx, settings: Settings, actor: Actor) -> None:
    """Make the account; one that is there stays as it is. None where text messages are not local."""
    if settings.sms not in ("auto", "local"):
        return
    try:
        await channels.create_account(
            tx, channels.vault(settings.secret()), actor, kind="sms", key=KEY, name="短信客服号",
            queue_key="general", settings={"gateway": "local", "signature": "禾穗消费金融"}, secrets={},
        )  # fmt: skip
    except channels.AccountExists:
        return
