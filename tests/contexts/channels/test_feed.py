"""The feed: whatever order and losses announcements have, the socket gets everything once and in order."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.channels.web.socket.feed import Feed
from tandem.kit.ids import new_id

STEPS = ["append", "hear", "lose", "begin", "end"]


def feed_at(last: int) -> Feed:
    feed = Feed(new_id(), last)
    feed.begin_reading()
    feed.end_reading(last, more=False)
    return feed


def test_the_next_one_passes_directly() -> None:
    feed = feed_at(3)
    assert feed.takes(4)
    assert not feed.takes(4)
    assert not feed.behind


def test_a_leap_needs_reading() -> None:
    feed = feed_at(3)
    assert not feed.takes(5)
    assert feed.behind
    assert feed.begin_reading() == 3
    feed.end_reading(5, more=False)
    assert not feed.behind
    assert feed.takes(6)


def test_what_comes_while_reading_is_read_again_if_the_reading_missed_it() -> None:
    feed = feed_at(3)
    feed.missed()
    feed.begin_reading()
    assert not feed.takes(4)
    assert not feed.takes(5)
    feed.end_reading(4, more=False)
    assert feed.behind
    feed.begin_reading()
    feed.end_reading(5, more=False)
    assert not feed.behind


def test_loss_while_reading_and_failed_readings_are_not_forgotten() -> None:
    feed = feed_at(3)
    feed.missed()
    feed.begin_reading()
    feed.missed()
    feed.end_reading(3, more=False)
    assert feed.behind
    feed.begin_reading()
    feed.fail_reading()
    assert feed.behind


@given(st.data())
def test_any_order_of_announcements(data: st.DataObject) -> None:
    """A database grows; its announcements come in any order, some twice, some never; readings see what is
    there when they run. In the end, after one more reading, everything was given once and in order."""
    stored, pending, given_out = 0, [], []
    feed = feed_at(0)
    reading: tuple[int, int] | None = None  # after, what it saw
    for step in data.draw(st.lists(st.sampled_from(STEPS), max_size=60)):
        if step == "append":
            stored += 1
            pending += [stored, stored] if data.draw(st.booleans()) else [stored]
        elif step == "hear" and pending:
            seq = pending.pop(data.draw(st.integers(0, len(pending) - 1)))
            if feed.takes(seq):
                given_out.append(seq)
        elif step == "lose" and pending:
            pending.pop()
            feed.missed()
        elif step == "begin" and reading is None and feed.behind:
            reading = (feed.begin_reading(), stored)
        elif step == "end" and reading is not None:
            given_out += range(reading[0] + 1, reading[1] + 1)
            feed.end_reading(reading[1], more=False)
            reading = None
    if reading is not None:
        given_out += range(reading[0] + 1, reading[1] + 1)
        feed.end_reading(reading[1], more=False)
    feed.missed()
    after = feed.begin_reading()
    given_out += range(after + 1, stored + 1)
    feed.end_reading(stored, more=False)
    assert given_out == list(range(1, stored + 1))
