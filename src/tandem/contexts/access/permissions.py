"""What staff may do: permission names, and which role carries which. Data, not code: a role is a set of
names."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

CONVERSATIONS_READ_OWN = "conversations.read.own"
CONVERSATIONS_READ_TEAM = "conversations.read.team"
CONVERSATIONS_READ_ALL = "conversations.read.all"
CONVERSATIONS_REPLY = "conversations.reply"
CONVERSATIONS_CLAIM = "conversations.claim"
CONVERSATIONS_ASSIGN = "conversations.assign"
CONVERSATIONS_TAKEOVER = "conversations.takeover"
BOARD_READ = "board.read"
KNOWLEDGE_READ = "knowledge.read"
KNOWLEDGE_EDIT = "knowledge.edit"
KNOWLEDGE_REVIEW = "knowledge.review"
KNOWLEDGE_PUBLISH = "knowledge.publish"
STAFF_READ = "staff.read"
STAFF_MANAGE = "staff.manage"
AUDIT_READ = "audit.read"
SETTINGS_MANAGE = "settings.manage"
PRESENCE_MANAGE = "presence.manage"
BOT_TRIAL = "bot.trial"
DRAFTS_DECIDE = "drafts.decide"
TRAINING_READ = "training.read"
TRAINING_MANAGE = "training.manage"
CUSTOMERS_BLOCK = "customers.block"
CUSTOMERS_UNBLOCK = "customers.unblock"
CUSTOMERS_READ = "customers.read"
CUSTOMERS_MERGE = "customers.merge"
CUSTOMERS_MERGE_PROVEN = "customers.merge_proven"
CUSTOMERS_UNMASK = "customers.unmask"
CUSTOMERS_RESTRICTED = "customers.restricted"
CUSTOMERS_PRIVACY = "customers.privacy"
CUSTOMERS_CONSENT = "customers.consent"
LOANS_READ = "loans.read"
LOANS_ACT = "loans.act"
LOANS_OVERRIDE = "loans.override"
CUSTOMERS_TAG = "customers.tag"
PORTRAITS_READ = "portraits.read"
PORTRAITS_EDIT = "portraits.edit"
PORTRAITS_PUBLISH = "portraits.publish"
INTEGRATIONS_MANAGE = "integrations.manage"

ALL: frozenset[str] = frozenset(
    {
        CONVERSATIONS_READ_OWN,
        CONVERSATIONS_READ_TEAM,
        CONVERSATIONS_READ_ALL,
        CONVERSATIONS_REPLY,
        CONVERSATIONS_CLAIM,
        CONVERSATIONS_ASSIGN,
        CONVERSATIONS_TAKEOVER,
        BOARD_READ,
        KNOWLEDGE_READ,
        KNOWLEDGE_EDIT,
        KNOWLEDGE_REVIEW,
        KNOWLEDGE_PUBLISH,
        STAFF_READ,
        STAFF_MANAGE,
        AUDIT_READ,
        SETTINGS_MANAGE,
        PRESENCE_MANAGE,
        BOT_TRIAL,
        DRAFTS_DECIDE,
        TRAINING_READ,
        TRAINING_MANAGE,
        CUSTOMERS_BLOCK,
        CUSTOMERS_UNBLOCK,
        CUSTOMERS_READ,
        CUSTOMERS_MERGE,
        CUSTOMERS_MERGE_PROVEN,
        CUSTOMERS_UNMASK,
        CUSTOMERS_RESTRICTED,
        CUSTOMERS_PRIVACY,
        CUSTOMERS_CONSENT,
        LOANS_READ,
        LOANS_ACT,
        LOANS_OVERRIDE,
        CUSTOMERS_TAG,
        PORTRAITS_READ,
        PORTRAITS_EDIT,
        PORTRAITS_PUBLISH,
        INTEGRATIONS_MANAGE,
    }
)

Role = Literal["agent", "supervisor", "knowledge_editor", "bot_trainer", "qa", "complaint_officer", "admin"]
ROLES: tuple[str, ...] = get_args(Role)

# Who answers customers in the open may answer for the bot too.
_AGENT = frozenset(
    {
        CONVERSATIONS_READ_OWN,
        CONVERSATIONS_REPLY,
        CONVERSATIONS_CLAIM,
        KNOWLEDGE_READ,
        DRAFTS_DECIDE,
        CUSTOMERS_BLOCK,
        CUSTOMERS_READ,
        CUSTOMERS_MERGE,
        CUSTOMERS_CONSENT,
        LOANS_READ,
        LOANS_ACT,
        CUSTOMERS_TAG,
    }
)
# Privacy: exporting, erasing, restricting a customer's data. Each unmasking is audited with its reason.
_PRIVACY = frozenset({CUSTOMERS_UNMASK, CUSTOMERS_MERGE_PROVEN, CUSTOMERS_PRIVACY, CUSTOMERS_RESTRICTED})

ROLE_PERMISSIONS: Mapping[str, frozenset[str]] = {
    "agent": _AGENT,
    "supervisor": _AGENT
    | _PRIVACY
    | {
        CONVERSATIONS_READ_TEAM,
        CONVERSATIONS_ASSIGN,
        CONVERSATIONS_TAKEOVER,
        BOARD_READ,
        STAFF_READ,
        PRESENCE_MANAGE,
        TRAINING_READ,
        CUSTOMERS_UNBLOCK,
        LOANS_OVERRIDE,
        PORTRAITS_READ,
        PORTRAITS_EDIT,
        PORTRAITS_PUBLISH,
    },
    # Nobody approves their own work (code "own_work"), so editors may review and publish each other's.
    "knowledge_editor": frozenset(
        {KNOWLEDGE_READ, KNOWLEDGE_EDIT, KNOWLEDGE_REVIEW, KNOWLEDGE_PUBLISH, BOT_TRIAL}
    ),
    "bot_trainer": frozenset(
        {
            CONVERSATIONS_READ_ALL,
            KNOWLEDGE_READ,
            KNOWLEDGE_EDIT,
            BOT_TRIAL,
            DRAFTS_DECIDE,
            TRAINING_READ,
            TRAINING_MANAGE,
            LOANS_READ,
        }
    ),
    "qa": frozenset({CONVERSATIONS_READ_ALL, BOARD_READ, KNOWLEDGE_READ, TRAINING_READ}),
    "complaint_officer": _AGENT
    | {
        CUSTOMERS_UNMASK,
        CONVERSATIONS_READ_ALL,
        CONVERSATIONS_ASSIGN,
        CONVERSATIONS_TAKEOVER,
        BOARD_READ,
        CUSTOMERS_UNBLOCK,
    },
    "admin": ALL,
}

ReadScope = Literal["none", "own", "team", "all"]


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """The union of what the roles carry. A role this version does not know carries nothing."""
    return frozenset().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))


def conversation_scope(permissions: frozenset[str]) -> ReadScope:
    """The widest set of conversations that may be read: all, those of the team, one's own, or none."""
    if CONVERSATIONS_READ_ALL in permissions:
        return "all"
    if CONVERSATIONS_READ_TEAM in permissions:
        return "team"
    return "own" if CONVERSATIONS_READ_OWN in permissions else "none"
