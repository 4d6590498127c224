"""Loading by COPY: sealed, found, once, refused with row and field."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.contexts.customers import api
from tandem.contexts.customers.rules.personal import check_digit
from tandem.kit.db import Database
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

from .conftest import NOW, SYSTEM


def row(n: int) -> api.NewCustomer:
    digits = f"999001198{n % 10}0101{n % 1000:03}"
    return api.NewCustomer(
        f"B{n}", f"王{n}", NOW - timedelta(days=n), phone=f"1000000{n:04}", id_number=digits + check_digit(digits),
        email=f"b{n}@example.com", cards=(f"62170000{n:08}",), locale="zh-CN", attributes={"region": "浙江"},
    )  # fmt: skip


async def test_loaded_customers_are_whole(sealing: Database, do) -> None:
    ids = await do(api.load, (row(n) for n in range(50)))
    found = await do(api.by_borrower, "B7")
    assert (found.id, found.name, found.locale) == (ids[7], "王7", "zh-CN")
    assert (found.attributes, found.created_at) == ({"region": "浙江"}, NOW - timedelta(days=7))
    assert await do(api.masked, ids[7]) == {
        "phone": "100****0007", "id_number": "999***********" + row(7).id_number[-4:],
        "email": "b***@example.com", "card": "6217********0007",
    }  # fmt: skip
    for kind, value in (
        ("phone", "+86 10000000007"),
        ("email", "B7@example.com"),
        ("card", "6217000000000007"),
    ):
        assert [one.id for one in await do(api.by_personal, kind, value)] == [ids[7]]
    assert await do(api.borrower_of, ids[7]) == "B7"


async def test_going_on_after_a_stop(do, visitor) -> None:
    first = await do(api.load, [row(1), row(2)])
    session = await visitor()
    await do(api.bind, session.id, "B3", proof="code", actor=SYSTEM)
    again = await do(api.load, [row(n) for n in range(1, 5)])
    assert again[:2] == first
    assert again[2] == session.id  # known by the number: left as they are
    chosen = new_id()
    assert await do(api.load, [replace(row(9), id=chosen)]) == [chosen]
    assert await do(api.load, []) == []


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("phone", "123", "rows[1].phone"),
        ("id_number", "110105491231002", "rows[1].id_number"),
        ("email", "x", "rows[1].email"),
        ("cards", ("1",), "rows[1].card"),
        ("borrower", "", "rows[1].borrower"),
        ("borrower", "B1", "rows[1].borrower"),
    ],
)
async def test_a_bad_row_is_named_and_nothing_kept(do, field: str, value: object, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        await do(api.load, [row(1), replace(row(2), **{field: value})])  # type: ignore[arg-type]
    assert refused.value.fields[0][0] == where
    assert await do(api.by_borrower, "B1") is None
