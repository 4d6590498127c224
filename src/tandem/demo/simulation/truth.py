"""Which amounts the bot may name to a customer: those of the account book, of the flows, and what was said."""

from collections.abc import Iterable
from datetime import datetime

from tandem.contexts.bot.api import AccountRefused, Accounts, Kind, RuleExtractor, extract
from tandem.demo.simulation.persona import Persona


def amounts_in(texts: Iterable[str], now: datetime, *, bare: bool = False) -> frozenset[int]:
    """Amounts in fen that texts name; `bare`: numbers without a unit too. A line at a time: none is too long to be
    read."""
    lines = [line for text in texts for line in text.splitlines()]
    asked: tuple[Kind, ...] = ("amount",) if bare else ()
    found = (one for line in lines for one in extract(line, now, asked=asked))
    return frozenset(one.value for one in found if one.kind == "amount" and isinstance(one.value, int))


async def amounts_for(persona: Persona, accounts: Accounts, now: datetime) -> frozenset[int]:
    """What stands in the persona's account book before they came, and what they may be quoted. `now`: local time."""
    known = set(amounts_in([*persona.truth.amounts, *_own_words(persona)], now, bare=True))
    if persona.account is None:
        return frozenset(known)
    texts: list[str] = []
    for settled in (False, True):
        for loan in await accounts.loans(persona.account, now, settled=settled):
            texts.append(loan.label)
            known |= {loan.principal_fen, *([] if settled else [await _due(accounts, persona, now, loan.id)])}
    known.add(await _due(accounts, persona, now, None))
    for kind in ("repaid", "refunded"):
        for months in (1, 3, 12):
            history = await accounts.history(persona.account, now, kind, months)
            known.add(history.total_fen)
            texts.append(history.lines)
    return frozenset(known | amounts_in(texts, now) | await _quoted(accounts, persona, now))


def _own_words(persona: Persona) -> list[str]:
    lines = [one.say for one in persona.asks]
    lines += [one.say for one in persona.replies if one.say is not None]
    return ["".join(line) for line in lines]


async def _due(accounts: Accounts, persona: Persona, now: datetime, loan: str | None) -> int:
    assert persona.account is not None
    try:
        return (await accounts.bill(persona.account, now, loan)).due_fen
    except AccountRefused:
        return 0


async def _quoted(accounts: Accounts, persona: Persona, now: datetime) -> set[int]:
    found: set[int] = set()
    for quote in persona.truth.quotes:
        day = next(one.value for one in RuleExtractor().find(quote.on, now) if one.kind == "date")
        assert persona.account is not None
        made = await accounts.settlement_quote(
            persona.account, now, f"{persona.account}-{quote.loan}", datetime.fromisoformat(str(day)).date()
        )
        found |= {made.principal_fen, made.interest_fen, made.fee_fen, made.total_fen}
    for one in persona.truth.prepayments:
        assert persona.account is not None
        ahead = await accounts.prepayment_quote(
            persona.account, now, f"{persona.account}-{one.loan}", one.fen
        )
        found |= {ahead.interest_fen, ahead.fee_fen, ahead.total_fen}
        found |= {ahead.next_before_fen, ahead.next_fen, ahead.saved_fen}
    return found
