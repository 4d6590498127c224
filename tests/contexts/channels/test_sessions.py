"""Sessions: anonymous, resumed, signed; what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from tandem.contexts.channels.errors import BadToken
from tandem.contexts.channels.web.tokens import Tokens
from tandem.contexts.conversations import api as conversations
from tandem.kit.ids import new_id

from .conftest import SECRET, SITE_SECRET, World


def signed(sub: str = "user-1", *, key: str = SITE_SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    now = datetime.now(UTC)
    body = {"aud": "demo", "sub": sub, "exp": now + timedelta(hours=1), **claims}
    return jwt.encode({k: v for k, v in body.items() if v is not None}, key, algorithm=algorithm)


async def test_anonymous_session_and_resume(world: World) -> None:
    first = await world.session()
    assert first.status_code == 201
    assert first.headers["cache-control"] == "no-store"
    body = first.json()
    assert body["customer"]["verified"] is False
    assert body["customer"]["name"] is None
    assert body["conversation_id"] is None
    again = (await world.session(resume=body["token"])).json()
    assert again["customer"]["id"] == body["customer"]["id"]
    other = (await world.session()).json()
    assert other["customer"]["id"] != body["customer"]["id"]


async def test_resume_tells_the_open_conversation(world: World) -> None:
    visitor = await world.visitor()
    again = (await world.session(resume=visitor.token)).json()
    assert again["conversation_id"] == visitor.conversation["id"]


async def test_unknown_site(world: World) -> None:
    answer = await world.session(site="nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "site_not_found")


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
async def test_bad_tokens(world: World, token: str) -> None:
    answer = await world.http.get("/api/v1/web/conversation", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")


async def test_no_token(world: World) -> None:
    answer = await world.http.get("/api/v1/web/conversation")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")


async def test_token_of_somebody_who_is_gone(world: World) -> None:
    token, _ = Tokens(SECRET, timedelta(days=1)).issue(new_id(), "demo", signed=False, now=datetime.now(UTC))
    answer = await world.session(resume=token)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")


def test_tokens_expire_and_cannot_be_forged() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    tokens, customer = Tokens(SECRET, timedelta(days=30)), new_id()
    token, content = tokens.issue(customer, "demo", signed=True, now=now)
    assert tokens.read(token, now + timedelta(days=29)) == content
    with pytest.raises(BadToken):
        tokens.read(token, now + timedelta(days=30))
    with pytest.raises(BadToken):
        Tokens(b"another secret altogether, also long", timedelta(days=30)).read(token, now)
    with pytest.raises(BadToken):
        tokens.read(token[:-4] + "AAAA", now)


async def test_signed_identity(world: World) -> None:
    answer = await world.session(identity=signed(name="张三", attributes={"tier": "gold", "bad": [1]}))
    assert answer.status_code == 201, answer.text
    customer = answer.json()["customer"]
    assert (customer["name"], customer["verified"]) == ("张三", True)
    again = await world.session(identity=signed())
    assert again.json()["customer"]["id"] == customer["id"]
    assert again.json()["customer"]["name"] == "张三"


async def test_new_person_takes_over_the_anonymous_history(world: World) -> None:
    visitor = await world.visitor()
    answer = (await world.session(identity=signed("new-person", name="钱七"), resume=visitor.token)).json()
    assert answer["customer"]["id"] == visitor.id
    assert answer["conversation_id"] == visitor.conversation["id"]
    async with world.db.transaction() as tx:
        conversation = await conversations.get(tx, visitor.conversation_id)
    assert (conversation.customer_name, conversation.customer_verified) == ("钱七", True)
    # The anonymous token is worth nothing now: somebody else may have planted it.
    old = await visitor.call("GET", visitor.path())
    assert (old.status_code, old.json()["code"]) == (401, "bad_token")
    visitor.token = answer["token"]
    assert (await visitor.call("GET", visitor.path())).status_code == 200


async def test_known_person_keeps_their_own_history(world: World) -> None:
    known = (await world.session(identity=signed("known"))).json()["customer"]["id"]
    visitor = await world.visitor()
    answer = (await world.session(identity=signed("known"), resume=visitor.token)).json()
    assert answer["customer"]["id"] == known != visitor.id


async def test_second_person_on_a_shared_computer(world: World) -> None:
    first = (await world.session(identity=signed("first"))).json()
    second = (await world.session(identity=signed("second"), resume=first["token"])).json()
    assert second["customer"]["id"] != first["customer"]["id"]


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"aud": "other"}, "aud"),
        ({"aud": None}, "claims"),
        ({"exp": None}, "claims"),
        ({"exp": datetime.now(UTC) - timedelta(minutes=5)}, "expired"),
        ({"exp": datetime.now(UTC) + timedelta(hours=25)}, "24 hours"),
        ({"sub": "x" * 129}, "sub"),
        ({"sub": " "}, "sub"),
        ({"sub": "a\x00b"}, "sub"),
        ({"key": "not the secret of this site, but long"}, "signature"),
        ({"algorithm": "HS512"}, "HS256"),
        ({"nbf": datetime.now(UTC) + timedelta(hours=2)}, "not valid yet"),
    ],
)
async def test_refused_identities(world: World, claims: dict[str, Any], why: str) -> None:
    answer = await world.session(identity=signed(**claims))
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_identity")
    assert why in answer.json()["detail"]


async def test_identity_without_a_signature(world: World) -> None:
    unsigned = jwt.encode({"aud": "demo", "sub": "user-1", "exp": 9999999999}, "", algorithm="none")
    answer = await world.session(identity=unsigned)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_identity")


async def test_clocks_may_differ_a_little(world: World) -> None:
    just_over = signed(exp=datetime.now(UTC) - timedelta(seconds=30))
    assert (await world.session(identity=just_over)).status_code == 201


async def test_sessions_are_limited_by_address(limited: World) -> None:
    codes = [(await limited.session()).status_code for _ in range(8)]
    assert codes[0] == 201
    refused = await limited.session()
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    # Nobody trusts this header here: it must not help.
    spoofed = await limited.http.post(
        "/api/v1/web/sessions", json={"site": "demo"}, headers={"X-Forwarded-For": "10.1.2.3"}
    )
    assert spoofed.status_code == 429


async def test_config(world: World) -> None:
    answer = await world.http.get("/api/v1/web/config", params={"site": "demo"})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["open"] is True
    assert body["hours_text"]
    assert body["brand"] == {"title": "禾穗金融", "accent": "#0a7", "logo_url": None}
    assert body["faq"] == [{"key": "early", "question": "early?", "category": "repayment"}]
    assert body["limits"]["text"] == 10000
    assert "image/png" in body["limits"]["attachment_types"]
    unknown = await world.http.get("/api/v1/web/config", params={"site": "nowhere"})
    assert unknown.json()["code"] == "site_not_found"
