"""What /message-templates, and a conversation's templates, say and take."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from tandem.contexts.channels.written.template import TemplateField, TemplateText
from tandem.kit.http import Body

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Words = Annotated[str, StringConstraints(max_length=6_000)]
Line = Annotated[str, StringConstraints(max_length=500)]
Recipient = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]
Values = Annotated[dict[Annotated[str, StringConstraints(max_length=40)], Line], Field(max_length=20)]
Purpose = Literal["service", "marketing"]
TemplateLocale = Literal["zh-CN", "en"]


class FieldBody(Body):
    """`source`: where its value comes from, one of those that GET /message-template-kinds lists; None: it is typed, and
    begins with `preset`."""

    key: Annotated[str, StringConstraints(max_length=40)]
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
    kind: Key
    source: Annotated[str, StringConstraints(max_length=40)] | None = None
    preset: Line = ""


class ContentBody(Body):
    """`text` names its fields as {{key}}. `subject`, `external_id`, `link`: where the channel has them."""

    text: Words
    subject: Line | None = None
    external_id: Line | None = None
    link: Line | None = None
    fields: Annotated[list[FieldBody], Field(max_length=25)] = Field(default_factory=list)

    def content(self) -> TemplateText:
        """As it is kept: what is empty is not there."""
        fields = tuple(TemplateField(**one.model_dump()) for one in self.fields)
        text = self.text.replace("\r\n", "\n").strip()
        subject, id_, link = (
            (one or "").strip() or None for one in (self.subject, self.external_id, self.link)
        )
        return TemplateText(text, fields, subject, id_, link)


class ChangedTemplate(ContentBody):
    name: Name
    purpose: Purpose = "service"


class NewTemplate(ChangedTemplate):
    """`account_id` None: for every account of the kind."""

    kind: Key
    account_id: UUID | None = None
    key: Key
    locale: TemplateLocale = "zh-CN"


class TriedTemplate(ContentBody):
    """What would be saved, with values to look at it with; those left out are shown as examples."""

    kind: Key
    account_id: UUID | None = None
    purpose: Purpose = "service"
    values: Values = Field(default_factory=dict)


class TemplateTest(Body):
    """`account_id`: which account sends it, where the template is for all."""

    recipient: Recipient
    account_id: UUID | None = None
    values: Values = Field(default_factory=dict)


class TemplateFieldOut(BaseModel):
    key: str
    name: str
    kind: str
    source: str | None
    preset: str


class TemplateOut(BaseModel):
    id: UUID
    kind: str
    account_id: UUID | None
    key: str
    locale: str
    name: str
    purpose: Purpose
    version: int
    text: str
    subject: str | None
    external_id: str | None
    link: str | None
    fields: list[TemplateFieldOut]
    changed_at: datetime
    changed_by: str
    off_at: datetime | None
    off_by: str | None


class TemplateVersionOut(BaseModel):
    version: int
    name: str
    text: str
    subject: str | None
    external_id: str | None
    link: str | None
    at: datetime
    by: str


class Labelled(BaseModel):
    key: str
    label: str


class TemplateKind(BaseModel):
    """What templates of one kind of channel are like. `kinds`: what may stand in their fields. `sources`: where values
    can come from. `kind_by_key`: the first part of a field's key says its kind (thing1, amount2)."""

    kind: str
    name: str
    external_id: Literal["needed", "optional", "none"]
    subject_chars: int
    link: bool
    text_chars: int
    kind_by_key: bool
    counts_segments: bool
    kinds: list[Labelled]
    sources: list[Labelled]


class TemplateFault(BaseModel):
    """`where`: text, subject, external_id, link, fields, or a field's key."""

    where: str
    code: str
    text: str


class TemplatePreview(BaseModel):
    """`text` as it arrives, with the account's signature; `segments`: messages that are paid for, where that counts."""

    text: str
    subject: str | None
    characters: int
    segments: int | None
    faults: list[TemplateFault]


class ReplyPermitted(BaseModel):
    """What may be written now. `until`: free text until then; once it may not, since when. `left`: messages that still
    may go before the customer writes (None: any number)."""

    verdict: Literal["free", "templates", "nothing"]
    reason: str | None
    until: datetime | None
    left: int | None


class Unsent(BaseModel):
    """A message that did not reach the customer, and the code of why."""

    message_id: UUID
    state: Literal["held", "failed"]
    code: str


class ReplyOptions(ReplyPermitted):
    """`has_templates`: the channel can carry some."""

    has_templates: bool
    unsent: list[Unsent]


class OfferedField(BaseModel):
    """`locked`: only the ledger says it; leave it out or send it as it is. `missing`: why a locked one is empty."""

    key: str
    name: str
    kind: str
    hint: str
    value: str
    locked: bool
    missing: Literal["not_bound", "not_permitted", "nothing"] | None


class OfferedTemplate(BaseModel):
    """`refused`: why it may not go now, until `not_before` where that ends."""

    id: UUID
    key: str
    name: str
    locale: str
    purpose: Purpose
    text: str
    subject: str | None
    link: str | None
    fields: list[OfferedField]
    refused: Literal["marketing_refused", "marketing_later"] | None
    not_before: datetime | None


class TemplateMessage(Body):
    """`in_place_of`: a message that failed and is given up for this one."""

    client_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    template_id: UUID
    values: Values = Field(default_factory=dict)
    in_place_of: UUID | None = None
