"""An agent repays part of a loan ahead for a customer: quoted, done for the quote, once; the rest is refused."""

from .conftest import Lender
from .test_panorama import audited, borrower, made_sure, served

LOAN, FEN = "two_loans-L2", 100_000


async def test_a_partial_prepayment_by_quote(lender: Lender) -> None:
    agent, who = await lender.desk("lin"), await borrower(lender)
    here, base = await served(lender, agent, who), f"/customers/{who.id}"
    quote = await agent.get(f"{base}/prepayment-quote", loan=LOAN, fen=FEN)
    assert (quote["total_fen"], quote["effect"]) == (FEN, "smaller_instalments")
    params = {"loan": LOAN, "card": "card-6217", "fen": FEN, "total_fen": quote["total_fen"]}
    body = {"key": "prepay-0001", "kind": "prepay", "conversation": here, "params": params}
    early = await agent.call("POST", f"{base}/loan-commands", body)
    assert (early.status_code, early.json()["level"]) == (403, "fresh")  # nobody has made sure
    await made_sure(lender, agent, who, here)
    changed = {**body, "key": "prepay-0000", "params": {**params, "total_fen": FEN - 1}}
    assert (await agent.call("POST", f"{base}/loan-commands", changed)).json()["refusal"] == "changed"
    done = await agent.call("POST", f"{base}/loan-commands", body)
    assert (done.status_code, done.json()["state"]) == (201, "done"), done.text
    assert (await agent.call("POST", f"{base}/loan-commands", body)).json()["id"] == done.json()["id"]
    other = {**body, "params": {**params, "fen": FEN * 2, "total_fen": FEN * 2}}
    assert (await agent.call("POST", f"{base}/loan-commands", other)).json()["code"] == "loan_key_reused"
    plan = (await agent.get(f"{base}/loan-plan", loan=LOAN))["instalments"]
    assert [one for one in plan if one["state"] == "planned"] == quote["plan"]


async def test_what_is_not_quoted(lender: Lender) -> None:
    agent, who = await lender.desk("lin"), await borrower(lender)
    base = f"/customers/{who.id}/prepayment-quote"
    for fen, refusal in (
        (0, "bad_amount"),
        (-FEN, "bad_amount"),
        (49_999, "too_little"),
        (10**9, "too_much"),
    ):
        answer = await agent.call("GET", base, params={"loan": LOAN, "fen": fen})
        assert (answer.status_code, answer.json()["refusal"]) == (409, refusal)
    foreign = await agent.call("GET", base, params={"loan": "overdue-L1", "fen": FEN})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "loan_unknown")
    assert (await audited(lender, agent)).count("loans.question_refused") == 4
