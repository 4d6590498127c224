"""The LoanBook port over HTTP: to any core lending system that offers docs/howto/loan-core.openapi.yaml."""

from tandem.adapters.loans_rest.book import RestLoanBook
from tandem.adapters.loans_rest.client import CoreClient

__all__ = ["CoreClient", "RestLoanBook"]
