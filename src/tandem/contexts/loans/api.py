"""The door of the loans context: a customer's loans in the core lending system, and what may be done with them.

Amounts are whole fen. Commands are journalled before the core hears of them (`Commands.perform`); questions go to
the `LoanBook` as they are."""

from tandem.contexts.loans.actions.asking import reconcile
from tandem.contexts.loans.actions.commanding import Commands
from tandem.contexts.loans.actions.gathering import standing, standing_within
from tandem.contexts.loans.actions.questioning import Questions
from tandem.contexts.loans.command import Command, Commanded, CommandKind, CommandState, Outcome
from tandem.contexts.loans.errors import KeyReused
from tandem.contexts.loans.law import LawRule
from tandem.contexts.loans.loan import (
    CREDIT_REPORT,
    DISPUTED_FEES,
    Bill,
    Card,
    Certificate,
    Contract,
    DisputedFee,
    Fee,
    FeeKind,
    Instalment,
    InstalmentState,
    Limit,
    LimitChange,
    Loan,
    Payment,
    PrepayEffect,
    PrepaymentQuote,
    SettlementQuote,
    Standing,
)
from tandem.contexts.loans.numbers import ResealingNumbers, hand_over
from tandem.contexts.loans.ports import (
    CoreTimedOut,
    CoreUnavailable,
    LoanBook,
    LoanQuestions,
    LoanRefused,
    TellsAtOnce,
    TellsOfMany,
    TellsWithin,
)
from tandem.contexts.loans.repository import by_ids, by_key, forget_words, of_customer, open_since
from tandem.contexts.loans.rules.checking import is_phone
from tandem.contexts.loans.rules.opening import Opening, opening

__all__ = [
    "CREDIT_REPORT",
    "DISPUTED_FEES",
    "Bill",
    "Card",
    "Certificate",
    "Command",
    "CommandKind",
    "CommandState",
    "Commanded",
    "Commands",
    "Contract",
    "CoreTimedOut",
    "CoreUnavailable",
    "DisputedFee",
    "Fee",
    "FeeKind",
    "Instalment",
    "InstalmentState",
    "KeyReused",
    "LawRule",
    "Limit",
    "LimitChange",
    "Loan",
    "LoanBook",
    "LoanQuestions",
    "LoanRefused",
    "Opening",
    "Outcome",
    "Payment",
    "PrepayEffect",
    "PrepaymentQuote",
    "Questions",
    "ResealingNumbers",
    "SettlementQuote",
    "Standing",
    "TellsAtOnce",
    "TellsOfMany",
    "TellsWithin",
    "by_ids",
    "by_key",
    "forget_words",
    "hand_over",
    "is_phone",
    "of_customer",
    "open_since",
    "opening",
    "reconcile",
    "standing",
    "standing_within",
]
