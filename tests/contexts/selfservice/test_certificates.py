"""Settlement certificates: issued when the ledger says settled, read back from the PDF, checked by anybody."""

import asyncio
from io import BytesIO

import pytest
from pypdf import PdfReader

from tandem.contexts.access.api import Actor
from tandem.contexts.loans import api as loans
from tandem.contexts.selfservice.document import broken, render
from tandem.contexts.selfservice.paper import Facts

from .conftest import TODAY, World


def read(document: bytes) -> str:
    pages = PdfReader(BytesIO(document)).pages
    assert len(pages) == 1
    # pypdf reads each half of a two-byte character by itself; readers of people do not.
    return "".join(pages[0].extract_text().replace("\0", "").split())


async def test_issued_read_and_checked(world: World) -> None:
    clicks = await asyncio.gather(
        *(world.mei.call("POST", "/certificates", {"loan": "A0"}) for _ in range(3))
    )
    made = clicks[0].json()["certificate"]
    assert {click.json()["certificate"]["number"] for click in clicks} == {made["number"]}
    assert [one.number for one in await world.book.certificates("B1")] == [made["number"]]
    assert (made["amount_fen"], made["settled_on"]) == (480_000, "2026-08-08")

    answer = await world.http.get(made["file"])
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    text = read(answer.content)
    for part in ("贷款结清证明", made["number"], "mei（客户编号B1）", "合同编号A0", "肆仟捌佰元整", "¥4,800.00",
                 "2026年8月8日全部结清", "禾穗消费金融", made["code"]):  # fmt: skip
        assert part in text, part
    plain = made["code"].replace("-", "")
    assert f"https://service.example.com/verify/{plain}" in text

    for typed in (plain, made["code"].lower(), made["code"].replace("-", " ")):
        told = (await world.http.get(f"/api/v1/certificates/{typed}")).json()
        assert told == {
            "number": made["number"], "lender": "禾穗消费金融", "holder": "m*i", "product": "随心借",
            "amount_fen": 480_000, "settled_on": "2026-08-08", "issued_on": "2026-11-23",
        }  # fmt: skip
    for typed in ("AAAA-BBBB-CCCC-DDDD", "nonsense", "0" * 16, "王" * 16):
        assert (await world.http.get(f"/api/v1/certificates/{typed}")).status_code == 404

    assert (await world.http.get(made["file"] + "x")).json()["code"] == "link_expired"
    await world.later(minutes=11)
    assert (await world.http.get(made["file"])).json()["code"] == "link_expired"
    again = (await world.mei.get("/certificates"))[0]
    assert (await world.http.get(again["file"])).content == answer.content


async def test_refused(world: World) -> None:
    not_yet = await world.mei.call("POST", "/certificates", {"loan": "A1"})
    assert (not_yet.status_code, not_yet.json()["code"]) == (409, "loan_not_settled")
    others = await world.mei.call("POST", "/certificates", {"loan": "C1"})
    assert (others.status_code, others.json()["code"]) == (404, "loan_not_found")
    audited = [action for action, _ in await world.audited()]
    assert "selfservice.certificate_refused" in audited
    assert "loans.question_refused" in audited


async def test_at_once_when_the_ledger_has_the_settlement(world: World) -> None:
    quote = await world.mei.get("/quote", loan="A1", on=str(TODAY))
    _, page = await world.mei.at_the_cashier(quote["to_pay_fen"], "settle", loan="A1")
    await world.gateway.pay(page)  # the money is there; the ledger has not been asked yet
    early = await world.mei.call("POST", "/certificates", {"loan": "A1"})
    assert early.json()["code"] == "loan_not_settled"
    await world.work()
    made = (await world.mei.call("POST", "/certificates", {"loan": "A1"})).json()["certificate"]
    assert (made["settled_on"], made["issued_on"]) == (str(TODAY), str(TODAY))
    text = read((await world.http.get(made["file"])).content)
    assert made["number"] in text
    assert "2026年11月23日全部结清" in text


async def test_the_chats_certificate_is_the_pages(world: World) -> None:
    """Asked for in the chat, then on the page, then at the desk: one number everywhere."""
    numbers = []
    for n, who in enumerate(("bot", "staff")):
        params = {"loan": "A0", "delivery": "app"}
        done = await world.counter.commands.perform(
            Actor.system(who), loans.Command(f"c{n}", "B1", "certificate", params)
        )
        numbers.append(done.number)
        made = (await world.mei.call("POST", "/certificates", {"loan": "A0"})).json()["certificate"]
        numbers.append(made["number"])
    assert len(set(numbers)) == 1
    assert [one.number for one in await world.book.certificates("B1")] == numbers[:1]


@pytest.mark.parametrize("holder", ["王雨欣", None])
def test_the_same_facts_give_the_same_bytes(holder: str | None) -> None:
    facts = Facts(
        "HS20261123000001", "ABCDEFGHJKLMNPQR", "https://s.example.com/verify/ABCDEFGHJKLMNPQR", "禾穗消费金融", holder,
        "two_loans", "two_loans-L0", "手机分期", 480_005, TODAY, TODAY, TODAY,
    )  # fmt: skip
    first = render(facts)
    assert render(facts) == first
    assert len(first) < 60_000
    assert ("王雨欣" in read(first)) is (holder is not None)
    fonts = PdfReader(BytesIO(first)).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile3" in below["/FontDescriptor"]  # inside, so that it reads everywhere


def test_lines_break_no_number_and_begin_with_no_closing_mark() -> None:
    text = "贷款金额为人民币叁万陆仟元整（¥36,000.00），已于2026年8月8日全部结清。"
    for width in range(11, 40):
        lines = broken(text, width, len)
        assert "".join(lines) == text
        assert sum("¥36,000.00" in line for line in lines) == 1
        assert not any(line[0] in "，。）、" or line[-1] in "（“" for line in lines)
        assert all(len(line) <= max(width, 13) for line in lines)
