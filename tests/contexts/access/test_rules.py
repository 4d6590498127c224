"""Locks, passwords, names, roles: tables."""

from datetime import UTC, datetime, timedelta

import pytest

from tandem.contexts.access import permissions
from tandem.contexts.access.rules import locked_until, password_fault, session_over, username_fault

T0 = datetime(2026, 3, 2, tzinfo=UTC)


def minutes(*values: float) -> list[datetime]:
    return [T0 + timedelta(minutes=value) for value in values]


@pytest.mark.parametrize(
    ("failures", "at", "until"),
    [
        ((0, 1, 2, 3), 3.5, None),
        ((0, 1, 2, 3, 4), 4.5, 19),
        ((0, 1, 2, 3, 4), 19, None),  # over on the dot
        ((0, 4, 8, 12, 16), 16.5, None),  # five, but not within 15 minutes
        ((0, 4, 8, 12, 14.9), 16.5, 29.9),
        ((0, 1, 2, 3, 4, 20, 21, 22, 23, 24), 25, 54),  # the second lock lasts twice as long
        ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 10, 19),  # knocking while locked changes nothing
        ((0, 1, 2, 3, 4), 60 * 25, None),
    ],
)
def test_lock(failures: tuple[float, ...], at: float, until: float | None) -> None:
    found = locked_until(minutes(*failures), minutes(at)[0])
    assert found == (minutes(until)[0] if until is not None else None)


def test_locks_grow_up_to_eight_hours() -> None:
    failures: list[datetime] = []
    now = T0
    lengths = []
    for _ in range(8):
        failures += [now] * 5
        until = locked_until(failures, now)
        assert until is not None
        lengths.append((until - now).total_seconds() / 60)
        now = until
    assert lengths[:6] == [15, 30, 60, 120, 240, 480]
    # The day's memory lets the oldest locks fade, so the series never grows beyond eight hours.
    assert max(lengths) == 480


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("correct horse 42", None),
        ("还款日期是每月十五号吗", None),
        ("short9!", "access.password.short"),
        ("x" * 129, "access.password.long"),
        ("aaaaaaaaabbb", "access.password.repetitive"),
        ("li.na-20260302", "access.password.names_you"),
        ("LI.NA-20260302", "access.password.names_you"),
        ("my name is 李娜娜", "access.password.names_you"),
        ("Password123", "access.password.common"),
        ("1234567890a", "access.password.common"),
        ("abcdefghijk", "access.password.common"),
        ("9876543210", "access.password.common"),
    ],
)
def test_password(password: str, fault: str | None) -> None:
    assert password_fault(password, username="li.na", name="李娜娜") == fault


@pytest.mark.parametrize(
    ("name", "fine"), [("li.na", True), ("a", False), ("-x", False), ("李娜", False), ("A b", False)]
)
def test_username(name: str, fine: bool) -> None:
    assert (username_fault(name) is None) is fine


@pytest.mark.parametrize(
    ("now", "ended", "over"), [(59, None, False), (60, None, True), (1, T0, True), (719, None, True)]
)
def test_session_over(now: int, ended: datetime | None, over: bool) -> None:
    found = session_over(
        expires_at=T0 + timedelta(hours=12),
        last_seen_at=T0,
        ended_at=ended,
        idle=timedelta(minutes=60),
        now=T0 + timedelta(minutes=now),
    )
    assert found is over


def test_every_role_is_known_and_carries_known_permissions() -> None:
    assert set(permissions.ROLE_PERMISSIONS) == set(permissions.ROLES)
    for role, carried in permissions.ROLE_PERMISSIONS.items():
        assert carried <= permissions.ALL, role
    names = {v for k, v in vars(permissions).items() if k.isupper() and isinstance(v, str)}
    assert names == permissions.ALL


@pytest.mark.parametrize(
    ("roles", "scope"),
    [
        (["agent"], "own"),
        (["supervisor"], "team"),
        (["agent", "qa"], "all"),
        (["knowledge_editor"], "none"),
        (["?"], "none"),
    ],
)
def test_conversation_scope(roles: list[str], scope: str) -> None:
    assert permissions.conversation_scope(permissions.permissions_of(roles)) == scope
