"""The door of the channels context. Functions take the transaction first and never commit."""

from tandem.contexts.channels.actions.creating_sites import create_site
from tandem.contexts.channels.errors import SiteNotFound
from tandem.contexts.channels.ports import FaqCategory, FaqQuestion, FaqSource, NoFaq
from tandem.contexts.channels.repository import all_sites, find_site, get_site
from tandem.contexts.channels.site import IdentityMode, Site

__all__ = [
    "FaqCategory",
    "FaqQuestion",
    "FaqSource",
    "IdentityMode",
    "NoFaq",
    "Site",
    "SiteNotFound",
    "all_sites",
    "create_site",
    "find_site",
    "get_site",
]
