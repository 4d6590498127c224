"""The lender's other systems: where loans, text messages and payments are."""

import re
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from tandem.settings.part import Part

_SMS_ACCOUNT = re.compile(r"sms:([a-z][a-z0-9_]{0,39})")


class OutsidePart(Part):
    accounts: Literal["auto", "none", "local", "rest"] = Field(
        "auto",
        description="Core lending system: local is Tandem's own ledger, rest another one, auto local with the demo.",
    )
    loan_core_url: str | None = Field(None, description="Address of the core lending system (accounts=rest).")
    loan_core_token: SecretStr | None = Field(None, description="Bearer token for the core lending system.")
    loan_core_timeout_s: float = Field(
        5, gt=0, le=30, description="How long to wait for its answer, in seconds."
    )
    sms: str = Field(
        "auto",
        description="Text messages (codes): off, local (an outbox that the desk shows), auto (local with the demo), or "
        "sms:KEY, the channel account of that key.",
    )
    payments: Literal["auto", "none", "local"] = Field(
        "auto", description="Where customers pay: local is a pretended cashier, auto local with the demo."
    )

    @field_validator("sms")
    @classmethod
    def _known_sms(cls, value: str) -> str:
        if value not in ("auto", "off", "local") and not _SMS_ACCOUNT.fullmatch(value):
            raise ValueError("must be auto, off, local or sms:KEY, with the key of a channel account")
        return value

    @property
    def sms_account(self) -> str | None:
        """The key of the account that sends codes; None where none does."""
        found = _SMS_ACCOUNT.fullmatch(self.sms)
        return found[1] if found else None

    @model_validator(mode="after")
    def _core_has_an_address(self) -> "OutsidePart":
        if self.accounts == "rest" and not (self.loan_core_url or "").startswith(("http://", "https://")):
            raise ValueError("TANDEM_ACCOUNTS=rest needs TANDEM_LOAN_CORE_URL, an http(s) address")
        return self
