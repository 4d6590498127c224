"""A password that somebody else chose opens one door only: the one behind which a person sets their own."""

from typing import Any

import pytest
from starlette.websockets import WebSocket

from tandem.contexts.access import api
from tandem.kit.errors import Forbidden

from .conftest import PASSWORD

OWN = "苹果树下的长椅 1987"


async def hired(desks: Any, hire: Any) -> tuple[Any, str]:
    """An administrator's browser, and the first password of somebody new."""
    await hire("boss", "admin")
    boss = desks()
    await boss.sign_in("boss")
    body = {"username": "new.one", "name": "林静怡", "roles": ["agent", "supervisor"]}
    made = await boss.send("POST", "/staff", json=body)
    assert made.status_code == 201
    return boss, made.json()["password"]


async def test_nothing_is_answered_before_an_own_password_is_set(desks: Any, hire: Any) -> None:
    _, first = await hired(desks, hire)
    newcomer = desks()
    entered = await newcomer.sign_in("new.one", first)
    assert entered.status_code == 201
    assert entered.json()["staff"]["must_set_password"] is True
    for method, path, body in (
        ("GET", "/me", None),
        ("PATCH", "/me", {"locale": "en"}),
        ("GET", "/me/sessions", None),
        ("GET", "/staff", None),
        ("GET", "/organisation", None),
    ):
        refused = await newcomer.send(method, path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_needed"), path
    assert (await newcomer.http.get("/session")).json()["staff"]["must_set_password"] is True
    set_ = await newcomer.send("POST", "/me/password", json={"old": first, "new": OWN})
    assert set_.status_code == 204
    assert (await newcomer.http.get("/me")).json()["must_set_password"] is False
    assert (await newcomer.send("GET", "/staff")).status_code == 200
    assert (await desks().sign_in("new.one", first)).status_code == 401
    assert (await desks().sign_in("new.one", OWN)).json()["staff"]["must_set_password"] is False


async def test_other_sessions_of_the_first_password_end(desks: Any, hire: Any) -> None:
    _, first = await hired(desks, hire)
    thief, newcomer = desks(), desks()
    await thief.sign_in("new.one", first)
    await newcomer.sign_in("new.one", first)
    assert (await newcomer.send("POST", "/me/password", json={"old": first, "new": OWN})).status_code == 204
    assert (await thief.http.get("/session")).status_code == 401
    assert (await newcomer.http.get("/session")).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (None, None, "same_password"),
        (None, "short", "weak_password"),
        ("not it at all", OWN, "wrong_password"),
    ],
)
async def test_what_does_not_count_as_an_own_password(
    desks: Any, hire: Any, old: str | None, new: str | None, code: str
) -> None:
    _, first = await hired(desks, hire)
    newcomer = desks()
    await newcomer.sign_in("new.one", first)
    answer = await newcomer.send("POST", "/me/password", json={"old": old or first, "new": new or first})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await newcomer.http.get("/me")).status_code == 403


async def test_the_way_out_stays_open(desks: Any, hire: Any) -> None:
    _, first = await hired(desks, hire)
    newcomer = desks()
    await newcomer.sign_in("new.one", first)
    assert (await newcomer.send("DELETE", "/session")).status_code == 204
    assert (await newcomer.http.get("/session")).status_code == 401


async def test_a_reset_asks_for_an_own_password_again(desks: Any, hire: Any) -> None:
    staff = await hire("li.na")
    await hire("boss", "admin")
    boss, agent = desks(), desks()
    await boss.sign_in("boss")
    given = (await boss.send("POST", f"/staff/{staff.id}/password-reset", json={})).json()["password"]
    assert (await agent.sign_in("li.na", given)).json()["staff"]["must_set_password"] is True
    # Who sets one's own need not do so twice.
    me = (await boss.http.get("/me")).json()["id"]
    await boss.send("POST", f"/staff/{me}/password-reset", json={"password": OWN})
    assert (await desks().sign_in("boss", OWN)).json()["staff"]["must_set_password"] is False


async def test_sockets_are_refused_too(app: Any, desks: Any, hire: Any) -> None:
    _, first = await hired(desks, hire)
    newcomer = desks()
    await newcomer.sign_in("new.one", first)
    cookie = "; ".join(f"{k}={v}" for k, v in newcomer.http.cookies.items())
    scope = {"type": "websocket", "headers": [(b"cookie", cookie.encode())], "app": app, "path": "/"}
    with pytest.raises(Forbidden, match="password_change_needed"):
        await api.authenticate_socket(WebSocket(scope, receive=None, send=None))  # type: ignore[arg-type]


async def test_passwords_known_already_stay(desks: Any, hire: Any) -> None:
    await hire("li.na")
    entered = await desks().sign_in("li.na", PASSWORD)
    assert entered.json()["staff"]["must_set_password"] is False
