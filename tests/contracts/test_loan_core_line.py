"""The line to a core breaks in every way: questions are asked again, commands never, and nothing is made up."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import orjson
import pytest
import yaml

from tandem.adapters.loans_local import LocalLoanBook, MemoryStore
from tandem.adapters.loans_rest import CoreClient, RestLoanBook
from tandem.contexts.loans.api import Command, CoreTimedOut, CoreUnavailable, Outcome
from tandem.kit.breaker import Breaker
from tandem.kit.clock import FixedClock

from .lent import lend
from .scripted_core import Mishap, ScriptedLine, scripted_core

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SOON = NOW + timedelta(minutes=2)
REPAY = Command("k1", "B1", "repay", {"card": "card-6217", "fen": 43_500})
OPENAPI = Path(__file__).parents[2] / "docs" / "howto" / "loan-core.openapi.yaml"


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Core:
    line: ScriptedLine
    book: RestLoanBook
    local: LocalLoanBook
    seconds: Seconds

    @property
    def sent(self) -> list[str]:
        return [request.method for request in self.line.seen]


@pytest.fixture
async def core() -> AsyncIterator[Core]:
    store = MemoryStore()
    await lend(store)
    local = LocalLoanBook(store, FixedClock(NOW), ZoneInfo("Asia/Shanghai"))
    line, seconds = ScriptedLine(scripted_core(local)), Seconds()

    async def pause(_seconds: float) -> None:
        seconds.now += _seconds

    client = CoreClient(
        "http://core.example", "secret-token", transport=line, breaker=Breaker(5, 15, seconds), pause=pause
    )
    book = RestLoanBook(client)
    yield Core(line, book, local, seconds)
    await book.close()


@pytest.mark.parametrize(
    "mishap", ["refused_connection", "lost_request", "lost_answer", "status_500", "status_503"]
)
async def test_a_question_is_asked_three_times(core: Core, mishap: Mishap) -> None:
    core.line.script = [mishap, mishap]
    assert (await core.book.bill("B1")).due_fen == 443_500
    core.line.script = [mishap, mishap, mishap]
    with pytest.raises((CoreUnavailable, CoreTimedOut)):
        await core.book.bill("B1")
    assert core.sent == ["GET"] * 6


@pytest.mark.parametrize("mishap", ["status_422", "garbage"])
async def test_an_answer_that_makes_no_sense_is_not_asked_for_again(core: Core, mishap: Mishap) -> None:
    core.line.script = [mishap]
    with pytest.raises(CoreUnavailable):
        await core.book.loans("B1")


@pytest.mark.parametrize(
    ("mishap", "happened"),
    [("lost_request", False), ("lost_answer", True), ("status_500", False), ("status_503", False), ("garbage", True)],
)  # fmt: skip
async def test_a_command_of_unknown_end_is_sent_once_and_asked_about(
    core: Core, mishap: Mishap, happened: bool
) -> None:
    core.line.script = [mishap]
    with pytest.raises(CoreTimedOut):
        await core.book.perform(REPAY, SOON)
    assert core.sent == ["POST"]
    found = await core.book.outcome("k1")
    assert (found is not None and found.done) is happened
    assert (await core.local.bill("B1")).due_fen == (400_000 if happened else 443_500)


@pytest.mark.parametrize("mishap", ["refused_connection", "status_422"])
async def test_a_command_that_did_not_arrive_has_not_happened(core: Core, mishap: Mishap) -> None:
    core.line.script = [mishap]
    with pytest.raises(CoreUnavailable):
        await core.book.perform(REPAY, SOON)
    assert core.sent == ["POST"]
    assert await core.local.outcome("k1") is None


async def test_a_core_that_keeps_failing_is_left_alone_for_a_while(core: Core) -> None:
    core.line.script = ["status_500"] * 5
    for _ in range(2):
        with pytest.raises((CoreTimedOut, CoreUnavailable)):
            await core.book.bill("B1")
    assert len(core.sent) == 5  # the fifth failure opened the circuit
    with pytest.raises(CoreUnavailable):
        await core.book.perform(REPAY, SOON)
    assert len(core.sent) == 5
    core.seconds.now += 15
    assert (await core.book.bill("B1")).due_fen == 443_500
    assert (await core.book.perform(REPAY, SOON)).done


async def test_key_expiry_and_token_go_out_as_documented(core: Core) -> None:
    await core.book.perform(REPAY, SOON)
    (request,) = core.line.seen
    assert request.headers["Idempotency-Key"] == "k1"
    assert datetime.fromisoformat(request.headers["Idempotency-Expires"]) == SOON
    assert request.headers["Authorization"] == "Bearer secret-token"


async def test_ids_stay_in_their_place_of_the_path(core: Core) -> None:
    for id_ in ("../../commands", "A1/contract", "A1?x=1", "甲", "%2e%2e"):
        with pytest.raises(Exception, match=r"no_loan|404|405"):
            await core.book.contract("B1", id_)
    assert all(request.url.path.startswith("/v1/borrowers/B1/loans/") for request in core.line.seen)


@pytest.mark.parametrize(
    "body",
    [
        b'{"due_on": "2026-12-08", "due_fen": 1.5, "loans": 1, "overdue": false}',
        b'{"due_on": "2026-12-08", "due_fen": "100", "loans": 1, "overdue": false}',
        b'{"due_on": "08.12.2026", "due_fen": 100, "loans": 1, "overdue": false}',
        b'{"due_fen": 100}', b"null", b"",
    ],
)  # fmt: skip
async def test_amounts_are_read_to_the_letter(body: bytes) -> None:
    line = httpx.MockTransport(lambda _request: httpx.Response(200, content=body))
    book = RestLoanBook(CoreClient("http://core.example", transport=line))
    with pytest.raises(CoreUnavailable):
        await book.bill("B1")
    await book.close()


@pytest.mark.parametrize("body", [b'{"number": null}', b'{"number": "1", "refusal": "no_loan"}', b"[]"])
async def test_an_outcome_says_one_thing(body: bytes) -> None:
    line = httpx.MockTransport(lambda _request: httpx.Response(200, content=body))
    book = RestLoanBook(CoreClient("http://core.example", transport=line))
    with pytest.raises(CoreTimedOut):
        await book.perform(REPAY, SOON)
    await book.close()


async def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"Location": "http://other.example/"})

    book = RestLoanBook(CoreClient("http://core.example", "t", transport=httpx.MockTransport(answer)))
    with pytest.raises(CoreUnavailable):
        await book.perform(REPAY, SOON)
    assert seen == ["core.example"]
    await book.close()


async def test_the_document_describes_the_core_that_the_tests_speak_to(core: Core) -> None:
    described = yaml.safe_load(OPENAPI.read_text("utf-8"))
    assert described == scripted_core(core.local).openapi()


def test_an_outcome_without_a_refusal_is_done() -> None:
    assert Outcome(number="1").done
    assert not Outcome(refusal="no_loan").done


def answers(status: int, body: object) -> RestLoanBook:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=orjson.dumps(body))

    return RestLoanBook(CoreClient("http://core.example", transport=httpx.MockTransport(answer)))


@pytest.mark.parametrize(
    "body",
    [
        {"refusal": "core_unavailable"},  # our own words: the command would be sent again
        {"refusal": "not_executed"},
        {"refusal": ""},
        {"refusal": "x" * 61},
        {"refusal": "客户余额不足"},
        {"refusal": "a b"},
        {"number": ""},
        {"number": "9" * 101},
        {"number": "1\x00"},
        {"number": "1", "details": {"text": "x" * 5000}},
        {"number": "1", "details": {"text": "a\x00b"}},
        {"number": "1", "refusal": "overdue"},
        {},
    ],
)
async def test_an_outcome_that_cannot_be_kept_is_none(body: dict[str, object]) -> None:
    book = answers(200, body)
    with pytest.raises(CoreTimedOut):
        await book.perform(REPAY, SOON)
    with pytest.raises(CoreUnavailable):
        await book.outcome("k1")
    await book.close()


async def test_an_outcome_within_bounds_is_read() -> None:
    book = answers(200, {"number": "9" * 100, "details": {"text": "x" * 4000}})
    assert (await book.perform(REPAY, SOON)).number == "9" * 100
    await book.close()
    book = answers(200, {"refusal": "too_much"})
    assert await book.outcome("k1") == Outcome(refusal="too_much")
    await book.close()


async def test_a_core_that_will_not_say_has_not_refused_the_command() -> None:
    book = answers(409, {"code": "no_loan"})
    with pytest.raises(CoreUnavailable):
        await book.outcome("k1")
    await book.close()


async def test_a_core_that_tells_no_hours_does_everything_at_any() -> None:
    assert await answers(404, {"detail": "Not Found"}).hours() == {}


@pytest.mark.parametrize(
    "told",
    [[], {"settle": 5}, {"settle": {"timezone": "Nowhere", "weekly": {}}}, {"settle": {"weekly": {"9": []}}}],
)
async def test_hours_that_cannot_be_read(told: object) -> None:
    with pytest.raises(CoreUnavailable):
        await answers(200, told).hours()
