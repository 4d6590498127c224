"""The bot's Accounts port over the loans context: what flows see and do is what the core lending system has."""

from tandem.adapters.accounts_loans.book import LoanAccounts, Perform, journalled

__all__ = ["LoanAccounts", "Perform", "journalled"]
