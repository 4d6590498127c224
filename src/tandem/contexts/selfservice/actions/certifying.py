"""Certifying: that a loan is settled, as a document whose code anybody can check."""

import asyncio
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from tandem.contexts.access import api as access
from tandem.contexts.loans.api import Certificate, Command, Loan
from tandem.contexts.selfservice.counter import Caller, Counter, told
from tandem.contexts.selfservice.errors import CertificateNotFound, LoanNotFound, Refused
from tandem.contexts.selfservice.events import CertificateIssued
from tandem.contexts.selfservice.paper import Facts, Issued
from tandem.contexts.selfservice.repository import papers
from tandem.contexts.selfservice.rules.certifying import masked_name, new_code, read_code
from tandem.kit.ids import new_id


async def issue(counter: Counter, caller: Caller, loan: str) -> Issued | None:
    """The certificate of a settled loan; the one it has if it has one. None: the core has not said yet, ask again.

    Raises VerificationNeeded, LoanNotFound, Refused "loan_not_settled", CoreAway."""
    borrower = caller.may("settlement_certificate")
    async with counter.db.transaction() as tx:
        known = await papers.of_loan(tx, borrower, loan)
    if known is not None:
        return known
    asked = counter.questions(caller)
    async with told():
        await asked.contract(borrower, loan)  # somebody else's: not found, and audited
        about = next((one for one in await asked.loans(borrower) if one.id == loan), None)
    if about is None:
        raise LoanNotFound()
    if about.state != "settled":
        await _refused(counter, caller, "not_settled")
        raise Refused("loan_not_settled")
    certified = await _certified(counter, caller, borrower, loan)
    return await _keep(counter, caller, borrower, about, certified) if certified else None


async def _certified(counter: Counter, caller: Caller, borrower: str, loan: str) -> Certificate | None:
    """The core's own record of it, asked for where there is none. Two clicks on one day ask once."""
    async with told():
        found = await _in_the_core(counter, caller, borrower, loan)
        if found is not None:
            return found
        key = f"certificate:{uuid5(NAMESPACE_URL, '|'.join((borrower, loan, str(counter.today))))}"
        command = Command(key, borrower, "certificate", {"loan": loan, "delivery": "app"})
        commanded = await counter.commands.perform(caller.actor, command)
        if commanded.refusal is not None:
            raise Refused(f"loan_{commanded.refusal}")
        return await _in_the_core(counter, caller, borrower, loan)


async def _in_the_core(counter: Counter, caller: Caller, borrower: str, loan: str) -> Certificate | None:
    issued = await counter.questions(caller).certificates(borrower)
    return next((one for one in reversed(issued) if one.loan == loan), None)


async def _keep(
    counter: Counter, caller: Caller, borrower: str, about: Loan, certified: Certificate
) -> Issued:
    visitor, code = caller.visitor, new_code()
    holder = await counter.holder(borrower)
    facts = Facts(
        number=certified.number, code=code, check_url=f"{counter.base_url}/verify/{code}", lender=visitor.lender,
        holder=holder, borrower=borrower, loan=about.id, product=about.product,
        amount_fen=certified.amount_fen, disbursed_on=about.disbursed_on, settled_on=certified.settled_on,
        issued_on=certified.issued_on,
    )  # fmt: skip
    document = await asyncio.to_thread(_drawn, facts)
    object_key = await counter.objects.put(document, content_type="application/pdf")
    values: dict[str, Any] = {
        "id": new_id(), "number": certified.number, "code": code, "customer_id": visitor.customer_id,
        "borrower": borrower, "loan": about.id, "product": about.product, "amount_fen": certified.amount_fen,
        "disbursed_on": about.disbursed_on, "settled_on": certified.settled_on, "issued_on": certified.issued_on,
        "holder": masked_name(holder or ""), "lender": visitor.lender, "object_key": object_key,
        "sha256": sha256(document).hexdigest(),
    }  # fmt: skip
    async with counter.db.transaction() as tx:
        made = await papers.add(tx, {**values, "issued_at": tx.now})
        if made is not None:
            tx.emit(
                CertificateIssued(
                    subject_id=made.id, actor=caller.actor.label, customer_id=visitor.customer_id, loan=about.id,
                    number=made.number,
                )
            )  # fmt: skip
            await access.record(tx, caller.actor, "selfservice.certificate_issued", f"certificate:{made.id}")
            return made
        known = await papers.of_loan(tx, borrower, about.id)
    await counter.objects.delete(object_key)  # another click was faster
    assert known is not None
    return known


async def certificates(counter: Counter, caller: Caller) -> list[Issued]:
    """The caller's certificates, newest first."""
    borrower = caller.may("certificates")
    async with counter.db.transaction() as tx:
        return await papers.of_borrower(tx, borrower)


async def document_of(counter: Counter, certificate_id: UUID) -> tuple[Issued, bytes]:
    """The stored document; whoever holds a signed address may have it. Raises CertificateNotFound (also of somebody
    erased: the document is gone)."""
    async with counter.db.transaction() as tx:
        issued = await papers.find(tx, certificate_id)
    if issued is None or not issued.object_key:
        raise CertificateNotFound()
    chunks = [chunk async for chunk in await counter.objects.open(issued.object_key)]
    return issued, b"".join(chunks)


async def check(counter: Counter, typed: str) -> Issued:
    """What is true of a code that somebody has from a paper. Raises CertificateNotFound."""
    code = read_code(typed)
    if code is not None:
        async with counter.db.transaction() as tx:
            issued = await papers.by_code(tx, code)
        if issued is not None:
            return issued
    raise CertificateNotFound()


async def _refused(counter: Counter, caller: Caller, code: str) -> None:
    subject = f"customer:{caller.visitor.customer_id}"
    async with counter.db.transaction() as tx:
        await access.record(tx, caller.actor, "selfservice.certificate_refused", subject, {"code": code})


def _drawn(facts: Facts) -> bytes:
    # Not before a certificate is drawn: the PDF library takes most of a second to load.
    from tandem.contexts.selfservice.document import render

    return render(facts)
