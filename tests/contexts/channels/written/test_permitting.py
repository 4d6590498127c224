"""What may be written now: by table, and whatever the numbers are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.channels.ports import PLAIN_KINDS
from tandem.contexts.channels.written.capabilities import Capabilities, ReplyWindow
from tandem.contexts.channels.written.rules.permitting import Permit, Spoken, permit
from tandem.contexts.channels.written.template import TemplateRules

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
WINDOW = ReplyWindow(48 * HOUR, 5)
WECHAT = Capabilities(text_limit=10, window=WINDOW, templates=TemplateRules(PLAIN_KINDS))
BARE = Capabilities(text_limit=10, window=WINDOW)
SMS = Capabilities(text_limit=10, templates=TemplateRules(PLAIN_KINDS))
WROTE = NOW - HOUR
ENDS = WROTE + 48 * HOUR


@pytest.mark.parametrize(
    ("caps", "spoken", "more", "told"),
    [
        (WECHAT, Spoken(WROTE), {}, Permit("free", None, ENDS, 5)),
        (WECHAT, Spoken(WROTE, 3, 1), {}, Permit("free", None, ENDS, 1)),
        (WECHAT, Spoken(WROTE, 3, 1), {"needs": 2}, Permit("templates", "too_many_parts", ENDS, 1)),
        (WECHAT, Spoken(WROTE, 3, 2), {}, Permit("templates", "count_used", None, 0)),
        (WECHAT, Spoken(WROTE, 5), {"needs": 9}, Permit("templates", "count_used", None, 0)),
        (WECHAT, Spoken(NOW - 48 * HOUR), {}, Permit("templates", "time_up", NOW, 0)),
        (WECHAT, Spoken(NOW - 48 * HOUR + SECOND), {}, Permit("free", None, NOW + SECOND, 5)),
        (WECHAT, Spoken(WROTE, refused_at=NOW), {}, Permit("templates", "refused", NOW, 0)),
        (WECHAT, Spoken(WROTE, refused_at=WROTE - HOUR), {}, Permit("free", None, ENDS, 5)),
        (WECHAT, Spoken(None), {}, Permit("templates", "never_wrote")),
        (BARE, Spoken(None), {}, Permit("nothing", "never_wrote")),
        (BARE, Spoken(WROTE, 5), {}, Permit("nothing", "count_used", None, 0)),
        (SMS, Spoken(None), {}, Permit("free")),
        (SMS, Spoken(WROTE, 99), {"needs": 9}, Permit("free")),
        (SMS, Spoken(WROTE), {"templates_only": True}, Permit("templates", "templates_only")),
        (SMS, Spoken(WROTE, reachable=False), {"templates_only": True}, Permit("nothing", "no_recipient")),
        (None, Spoken(WROTE), {}, Permit("nothing", "channel_unknown")),
    ],
    ids=lambda value: None,
)  # fmt: skip
def test_what_may_be_written(caps, spoken, more, told):
    assert permit(caps, NOW, spoken, **more) == told


@given(
    ago=st.integers(-60, 60 * 72), sent=st.integers(0, 9), waiting=st.integers(0, 9), needs=st.integers(1, 9),
    refused=st.none() | st.integers(-60, 60 * 72),
)  # fmt: skip
def test_free_text_never_goes_beyond_the_window(ago, sent, waiting, needs, refused):
    last = NOW - timedelta(minutes=ago)
    refused_at = NOW - timedelta(minutes=refused) if refused is not None else None
    found = permit(WECHAT, NOW, Spoken(last, sent, waiting, refused_at), needs=needs)
    if found.verdict == "free":
        assert last + WINDOW.lasts > NOW
        assert sent + waiting + needs <= 5
        assert refused_at is None or refused_at < last
        assert found.until == last + WINDOW.lasts
    else:
        assert (found.verdict, found.reason is None) == ("templates", False)
