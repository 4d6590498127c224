"""The lender's other systems: where loans, text messages and payments are."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from tandem.settings.part import Part


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
    sms: Literal["auto", "off", "local"] = Field(
        "auto",
        description="Text messages (codes): local is an outbox that the desk shows, auto local with the demo.",
    )
    push: Literal["auto", "off", "local"] = Field(
        "auto",
        description="Notifications of native apps: local is an outbox that the desk shows, auto local with the demo.",
    )
    payments: Literal["auto", "none", "local"] = Field(
        "auto", description="Where customers pay: local is a pretended cashier, auto local with the demo."
    )

    @model_validator(mode="after")
    def _core_has_an_address(self) -> "OutsidePart":
        if self.accounts == "rest" and not (self.loan_core_url or "").startswith(("http://", "https://")):
            raise ValueError("TANDEM_ACCOUNTS=rest needs TANDEM_LOAN_CORE_URL, an http(s) address")
        return self
