import pytest

from tandem.demo.clients import Inbox, Sent
from tandem.demo.replay.verdicts import reaction, shown_wrongly, source_kept, stored_wrongly


def message(seq, role="customer", kind="text", **fields):
    return {
        "id": f"m{seq}",
        "seq": seq,
        "role": role,
        "kind": kind,
        "client_id": None,
        "payload": {},
    } | fields


ANSWER = message(5, "bot", payload={"sources": [{"key": "k"}]})
HALF = message(4, "bot", payload={"sources": [{"key": "k"}], "goes_on": True})
WORDS = message(4, "bot")
FAREWELL = message(4, "bot", payload={"policy": "ladder", "reason": "low_confidence"})
CHOICE = message(5, "bot", "choice")
QUEUED = message(6, "system", "system", payload={"event": "queued"})
OFFLINE = message(6, "system", "system", payload={"event": "offline"})
AGENT = message(7, "agent")
OWN = message(3)


@pytest.mark.parametrize(
    ("messages", "controller", "expected"),
    [
        ([], "bot", None),
        ([OWN], "bot", None),
        ([ANSWER], "bot", ("bot_answered", 5)),
        ([WORDS], "bot", ("bot_answered", 4)),
        ([HALF], "bot", None),
        ([HALF, message(5, "bot", payload={"reason": "low_confidence"})], "queue", ("handed_over", 5)),
        ([FAREWELL], "bot", ("handed_over", 4)),
        ([FAREWELL, QUEUED], "queue", ("handed_over", 4)),
        ([CHOICE], "bot", ("clarified", 5)),
        ([QUEUED], "queue", ("handed_over", 6)),
        ([WORDS, QUEUED], "queue", ("handed_over", 6)),
        ([WORDS], "queue", ("handed_over", 4)),
        ([], "queue", ("handed_over", None)),
        ([AGENT], "agent", ("handed_over", 7)),
        ([OFFLINE], "bot", ("offline", 6)),
    ],
)
def test_the_first_reaction(messages, controller, expected):
    assert reaction(messages, controller) == expected


def test_a_source_is_kept_where_the_transcript_says_so():
    assert source_kept([OWN, ANSWER], 5)
    assert not source_kept([OWN, WORDS], 4)
    assert not source_kept([OWN], 5)


def test_what_was_acknowledged_must_be_stored_once():
    kept, copy = message(1, client_id="a"), message(2, client_id="a")
    sent = [Sent("a", kept, 0.0, 0.0)]
    assert stored_wrongly([kept], sent) == (0, 0)
    assert stored_wrongly([], sent) == (1, 0)
    assert stored_wrongly([kept, copy], sent) == (0, 1)
    assert stored_wrongly([kept, message(1, id="other")], sent) == (0, 1)


def test_what_is_stored_must_be_shown_once():
    inbox = Inbox()
    for one in (message(1), message(1), message(3)):
        inbox.take(one, 0.0)
    assert shown_wrongly([message(1), message(2), message(3)], inbox) == (1, 1)
