"""The door for showing who one is: over HTTP, as browsers do it."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from tests.contexts.verification.lender import NOBODY, WANG, Known, Telephones

from tandem.contexts.verification.api import Codes, Verification
from tandem.kit.db import Database

from .conftest import OPTIONS, SECRET, Visitor, World, _served


@pytest.fixture
def phones() -> Telephones:
    return Telephones()


@pytest.fixture
async def world(db: Database, tmp_path: Path, phones: Telephones) -> AsyncIterator[World]:
    verification = Verification(Codes(SECRET), Known(), phones)
    async with _served(db, tmp_path / "objects", OPTIONS, verification) as served:
        yield served


async def ask(visitor: Visitor, phone: str = WANG, **body: str) -> dict[str, object]:
    answer = await visitor.call("POST", "/verification/codes", {"phone": phone, **body})
    assert answer.status_code == 202, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_from_the_number_to_the_proof(world: World, phones: Telephones) -> None:
    visitor = await world.visitor()
    before = (await visitor.call("GET", "/verification")).json()
    assert before == {"level": "public", "methods": ["code", "id_digits"], "fresh_until": None}
    asked = await ask(visitor, "139 0000 0000", conversation_id=visitor.conversation["id"])
    assert {key: asked[key] for key in ("phone", "digits", "expires_in_s", "resend_in_s")} == {
        "phone": "139****0000", "digits": 6, "expires_in_s": 300, "resend_in_s": 60,
    }  # fmt: skip
    path = f"/verification/codes/{asked['challenge_id']}/tries"
    wrong = await visitor.call("POST", path, {"code": f"{(int(phones.code()) + 1) % 1_000_000:06}"})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["left"]) == (422, "wrong_code", 4)
    assert "4" in wrong.json()["detail"]
    proven = await visitor.call("POST", path, {"code": phones.code()})
    assert (proven.status_code, proven.json()["level"]) == (200, "fresh")
    assert (await visitor.call("GET", "/verification")).json()["level"] == "fresh"
    assert (await visitor.call("POST", path, {"code": phones.code()})).json()["code"] == "code_used"


async def test_nobody_learns_who_borrows_here(world: World, phones: Telephones) -> None:
    known, unknown = await world.visitor(), await world.visitor()
    answers = [await ask(known, WANG), await ask(unknown, NOBODY)]
    for answer in answers:
        del answer["challenge_id"], answer["phone"]
    assert answers[0] == answers[1]
    assert [to for to, _, _ in phones.sent] == [WANG]
    refused = [
        (await one.call("POST", "/verification/id-digits", {"phone": phone, "digits": "0000"})).json()
        for one, phone in ((known, WANG), (unknown, NOBODY))
    ]
    assert [(one["code"], one["left"]) for one in refused] == [("wrong_id_digits", 4)] * 2


async def test_somebody_else_s_code_and_conversation_are_not_there(world: World, phones: Telephones) -> None:
    visitor, thief = await world.visitor(), await world.visitor()
    asked = await ask(visitor)
    path = f"/verification/codes/{asked['challenge_id']}/tries"
    stolen = await thief.call("POST", path, {"code": phones.code()})
    assert (stolen.status_code, stolen.json()["code"]) == (404, "challenge_not_found")
    body = {"phone": NOBODY, "conversation_id": visitor.conversation["id"]}
    assert (await thief.call("POST", "/verification/codes", body)).status_code == 404
    assert (await visitor.call("POST", path, {"code": phones.code()})).status_code == 200


async def test_a_lock_says_how_long(world: World, phones: Telephones) -> None:
    visitor = await world.visitor()
    body = {"phone": WANG, "digits": "0000"}
    answers = [await visitor.call("POST", "/verification/id-digits", body) for _ in range(6)]
    assert [one.status_code for one in answers] == [422] * 4 + [423] * 2
    assert int(answers[-1].headers["retry-after"]) > 800
    assert answers[-1].json()["code"] == "verification_locked"
    refused = await visitor.call("POST", "/verification/codes", {"phone": WANG})
    assert refused.status_code == 423
    assert phones.sent == []


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/verification/codes", {"phone": "1390000"}, "bad_phone"),
        ("/verification/codes", {"phone": "x" * 41}, "invalid"),
        ("/verification/codes", {"phone": WANG, "purpose": "Bind it"}, "invalid"),
        ("/verification/id-digits", {"phone": WANG, "digits": "12"}, "bad_id_digits"),
        (f"/verification/codes/{UUID(int=1)}/tries", {"code": ""}, "invalid"),
        (f"/verification/codes/{UUID(int=1)}/tries", {"code": "123456"}, "challenge_not_found"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    world: World, path: str, body: dict[str, str], code: str
) -> None:
    visitor = await world.visitor()
    answer = await visitor.call("POST", path, body)
    assert answer.json()["code"] == code, answer.text
    assert not [value for value in body.values() if len(value) > 3 and value in answer.text]


async def test_a_message_carries_its_session_and_shows_it_to_nobody(world: World) -> None:
    visitor = await world.visitor()
    assert "session" not in (await visitor.say("你好")).json()["payload"]
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert [one["payload"] for one in items] == [{}]


async def test_where_nothing_can_be_proven_the_door_says_so(
    world: World, db: Database, tmp_path: Path
) -> None:
    async with _served(db, tmp_path / "other", OPTIONS) as plain:
        visitor = await plain.visitor()
        answer = await visitor.call("POST", "/verification/codes", {"phone": WANG})
    assert (answer.status_code, answer.json()["code"]) == (403, "feature_off")
