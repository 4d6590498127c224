"""Where a trial talk stands, carried by whoever tries: nothing is stored. Signed, so that what comes back is ours."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from tandem.contexts.bot.decision import Past
from tandem.contexts.bot.dialogue.machine.state import State
from tandem.kit.errors import Invalid

_KEPT = 12


class TalkUnreadable(Invalid):
    """The talk is not one that this installation gave out: begin a new one."""

    default_code = "trial_talk_unreadable"


@dataclass(frozen=True)
class TrialTalk:
    """`past`: the bot's turns so far, oldest first; `state`: where the flows stand, None before the first."""

    past: tuple[Past, ...] = ()
    state: State | None = None

    def plus(self, turn: Past, state: State | None) -> "TrialTalk":
        """After one more turn; a hand-over begins anew, as with customers."""
        if turn.action == "handoff":
            return TrialTalk()
        return TrialTalk((*self.past, turn)[-_KEPT:], state)


class Sealed:
    """Writes talks as text and reads them back."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(b"bot-trial", key=secret[:64], digest_size=32).digest()

    def write(self, talk: TrialTalk) -> str:
        """The talk as a string for the client."""
        document = {
            "past": [asdict(one) for one in talk.past],
            "state": talk.state.plain() if talk.state is not None else None,
        }
        body = base64.urlsafe_b64encode(orjson.dumps(document)).decode()
        return f"{body}.{self._signature(body)}"

    def read(self, text: str | None) -> TrialTalk:
        """Back; a new talk for None. Raises TalkUnreadable."""
        if text is None:
            return TrialTalk()
        body, _, signature = text.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            raise TalkUnreadable()
        try:
            document: Mapping[str, Any] = orjson.loads(base64.urlsafe_b64decode(body))
            past = tuple(
                Past(**{**one, "entry_ids": tuple(one["entry_ids"]), "option_ids": tuple(one["option_ids"])})
                for one in document["past"]
            )
            state = State.of(document["state"]) if document["state"] is not None else None
        except (ValueError, KeyError, TypeError, binascii.Error) as error:
            raise TalkUnreadable() from error  # written by another version
        return TrialTalk(past, state)

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()[:32]
