"""The door of the channels context. Functions take the transaction first and never commit."""

from tandem.contexts.channels.actions.creating_sites import create_site
from tandem.contexts.channels.errors import AccountExists, SiteNotFound
from tandem.contexts.channels.keys import vault
from tandem.contexts.channels.plug import GROUP, Connect, Plug
from tandem.contexts.channels.ports import FaqCategory, FaqQuestion, FaqSource
from tandem.contexts.channels.repository import all_sites, find_site, get_site
from tandem.contexts.channels.site import IdentityMode, Site
from tandem.contexts.channels.sms.promoting import may_promote
from tandem.contexts.channels.sms.rules.numbers import mobile_number
from tandem.contexts.channels.sms.rules.promoting import Promotion, QuietHours
from tandem.contexts.channels.sms.rules.segments import segmented
from tandem.contexts.channels.written.accounts import Accounts
from tandem.contexts.channels.written.actions.accepting import accept
from tandem.contexts.channels.written.actions.keeping_templates import load_template
from tandem.contexts.channels.written.actions.managing import change_settings, create_account
from tandem.contexts.channels.written.actions.managing import pause as pause_account
from tandem.contexts.channels.written.actions.sealing import ResealingAddresses, seal_addresses
from tandem.contexts.channels.written.actions.typing import Typing
from tandem.contexts.channels.written.intake import Intake
from tandem.contexts.channels.written.template import Purpose, TemplateField, TemplateText

__all__ = [
    "GROUP",
    "AccountExists",
    "Accounts",
    "Connect",
    "FaqCategory",
    "FaqQuestion",
    "FaqSource",
    "IdentityMode",
    "Intake",
    "Plug",
    "Promotion",
    "Purpose",
    "QuietHours",
    "ResealingAddresses",
    "Site",
    "SiteNotFound",
    "TemplateField",
    "TemplateText",
    "Typing",
    "accept",
    "all_sites",
    "change_settings",
    "create_account",
    "create_site",
    "find_site",
    "get_site",
    "load_template",
    "may_promote",
    "mobile_number",
    "pause_account",
    "seal_addresses",
    "segmented",
    "vault",
]
