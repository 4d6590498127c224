"""Coming by a code: whoever scanned one goes on here with what they began elsewhere."""

import structlog

from tandem.contexts.channels.continuing.actions.following import follow_scene
from tandem.contexts.channels.written.actions.finding_talk import conversation_of, thread_of
from tandem.contexts.channels.written.messages import Account
from tandem.contexts.channels.written.repository import threads
from tandem.contexts.channels.written.repository.inbox import Waiting
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.i18n import translate

log = structlog.get_logger(__name__)


async def come_by_code(
    tx: Tx, account: Account, event: Waiting, customer: customers.Customer, house: str
) -> None:
    """They go on here with what they began elsewhere. One that is too old, or was used, does nothing: they are here and
    may write. Who is known to be somebody else than who showed the code is told so."""
    incoming = event.incoming
    assert incoming.scene is not None
    way = conversations.Way(account.kind, account.key, customer.id)
    try:
        await follow_scene(tx, incoming.scene, account.id, way, incoming.sender)
    except (conversations.CannotGoOn, conversations.ContinuationGone) as no:
        log.info("channels.continuation_refused", account=account.key, kind=account.kind, code=no.code)
        if no.code == "another_person":
            await _refuse_code(tx, account, event, customer, house)


async def _refuse_code(
    tx: Tx, account: Account, event: Waiting, customer: customers.Customer, house: str
) -> None:
    """They may write here, in a conversation of their own, or show on the web first who they are."""
    talk = await conversation_of(tx, account, customer, None, house)
    await threads.note_incoming(
        tx,
        await thread_of(tx, account, customer, talk),
        talk.id,
        account.id,
        event.incoming,
        event.whose,
        talk.last_seq,
    )
    text = translate("conversations.continue_not_theirs", await conversations.language_of(tx, talk))
    client_id = f"not-theirs-{event.incoming.external_id}"
    await conversations.reply_as_bot(tx, talk.id, client_id=client_id, text=text)
