"""What became of one customer's question, read off what the customer saw. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from tandem.demo.clients import Inbox, Message, Sent

Reaction = Literal["bot_answered", "clarified", "handed_over", "offline"]
_HANDED_OVER = {"handoff_requested", "queued", "assigned", "agent_joined", "transferred", "bot_stopped"}
_CLOSED = {"offline", "queued_closed"}
_WITH_PEOPLE = ("queue", "agent")


def reaction(messages: Iterable[Message], controller: str) -> tuple[Reaction, int | None] | None:
    """The first reaction to a question and its seq; None while there is none.

    `messages` are those after the question. A hand-over may be known by the controller alone (no seq);
    "offline" is a hand-over outside opening hours.
    """
    bot_talk: int | None = None
    for message in messages:
        if message["role"] == "agent":
            return "handed_over", message["seq"]
        if message["role"] == "bot":
            payload = message.get("payload") or {}
            if payload.get("continuation"):
                continue  # whether to go on in another channel: no reaction to what was asked
            if message["kind"] == "choice":
                return "clarified", message["seq"]
            if payload.get("goes_on"):
                continue  # one of several questions is answered, and for another a person is asked for
            if payload.get("sources"):
                return "bot_answered", message["seq"]
            if payload.get("reason"):  # the bot says why it hands over
                return "handed_over", message["seq"]
            bot_talk = bot_talk or message["seq"]
        event = (message.get("payload") or {}).get("event")
        if message["kind"] == "system" and event in _CLOSED:
            return "offline", message["seq"]
        if message["kind"] == "system" and event in _HANDED_OVER:
            return "handed_over", message["seq"]
    if controller in _WITH_PEOPLE:
        return "handed_over", bot_talk
    # Words without a source (a greeting, thanks) are an answer too, unless a hand-over follows them.
    return ("bot_answered", bot_talk) if bot_talk else None


def source_kept(transcript: Iterable[Message], seq: int) -> bool:
    """Whether the answer stands in the transcript with the entry that it was taken from."""
    kept = next((message for message in transcript if message["seq"] == seq), None)
    return kept is not None and bool((kept.get("payload") or {}).get("sources"))


def stored_wrongly(transcript: list[Message], sent: Iterable[Sent]) -> tuple[int, int]:
    """(lost, doubled): acknowledged messages that the transcript lacks, and copies it has too many."""
    by_client_id = Counter(m["client_id"] for m in transcript if m.get("client_id"))
    ids = {m["id"] for m in transcript}
    messages = list(sent)
    lost = sum(1 for one in messages if one.message["id"] not in ids)
    doubled = sum(count - 1 for count in by_client_id.values() if count > 1)
    doubled += len(transcript) - len({m["seq"] for m in transcript})
    return lost, doubled


def shown_wrongly(transcript: list[Message], inbox: Inbox) -> tuple[int, int]:
    """(missing, doubled): messages the socket never showed, and those it showed twice."""
    return len(inbox.missing_from(transcript)), inbox.duplicated
