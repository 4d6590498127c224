"""The lender's other systems: where loans, text messages and payments are."""

import re
from ipaddress import ip_network
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from tandem.settings.part import Comma, Part, split_commas

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")

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
    push: Literal["auto", "off", "local", "http"] = Field(
        "auto",
        description="Notifications of native apps: local is an outbox that the desk shows, http a gateway, auto local "
        "with the demo.",
    )
    push_url: str | None = Field(None, description="Address of the push gateway (push=http).")
    push_key_id: str = Field(
        "tandem", description="Which key the push gateway is to check our signature with."
    )
    push_secret: SecretStr | None = Field(None, description="The secret that requests to it are signed with.")
    payments: Literal["auto", "none", "local"] = Field(
        "auto", description="Where customers pay: local is a pretended cashier, auto local with the demo."
    )

    webhook_internal: Comma = Field(
        (),
        description="Hosts and networks inside one's own that webhooks may call, also by http, with commas "
        "(crm.corp.example,10.20.0.0/16). Everything else inside is closed to them.",
    )

    _outside_lists = field_validator("webhook_internal", mode="before")(split_commas)

    @field_validator("webhook_internal")
    @classmethod
    def _hosts_or_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for word in value:
            if not _HOST.fullmatch(word):
                try:
                    ip_network(word)
                except ValueError:
                    raise ValueError(f"{word!r} is no host name and no network (10.20.0.0/16)") from None
        return value

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

    @model_validator(mode="after")
    def _pushes_have_a_gateway(self) -> "OutsidePart":
        url, secret = self.push_url or "", self.push_secret.get_secret_value() if self.push_secret else ""
        if self.push == "http" and not (url.startswith(("https://", "http://")) and len(secret) >= 16):
            raise ValueError(
                "TANDEM_PUSH=http needs TANDEM_PUSH_URL, an http(s) address, and TANDEM_PUSH_SECRET of 16 characters"
            )
        return self
