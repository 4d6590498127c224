"""The door of the portraits context: tags, segments and strategies of customers. Functions take the transaction first
and never commit."""

from tandem.contexts.portraits.actions.choosing import route, strategy_for
from tandem.contexts.portraits.actions.computing import Portraying, want
from tandem.contexts.portraits.actions.copying import PortraitsPart
from tandem.contexts.portraits.actions.editing import edit_layer, edit_strategies, edit_tag_rule
from tandem.contexts.portraits.actions.filling import Told, fill, fill_some
from tandem.contexts.portraits.actions.glancing import Glance, Glances
from tandem.contexts.portraits.actions.previewing import Preview, preview
from tandem.contexts.portraits.actions.publishing import publish, withdraw
from tandem.contexts.portraits.actions.rehearsing import Rehearsal, rehearse
from tandem.contexts.portraits.actions.tagging import (
    change_tag,
    create_tag,
    end_tag_by_model,
    give_tag,
    give_tag_by_model,
    retire_tag,
    take_tag,
)
from tandem.contexts.portraits.actions.viewing import (
    CustomerPortrait,
    Standing,
    portrait_of,
    segments_of,
    tags_of,
)
from tandem.contexts.portraits.errors import RuleRefused, TagNotFound
from tandem.contexts.portraits.people import MayProfile
from tandem.contexts.portraits.predictions.actions.asking import MOST_CUSTOMERS, SEED
from tandem.contexts.portraits.predictions.actions.asking import ask as ask_for_predictions
from tandem.contexts.portraits.predictions.actions.asking import stop as stop_predictions
from tandem.contexts.portraits.predictions.actions.publishing import publish as publish_predictions
from tandem.contexts.portraits.predictions.repository.versions import Version as PredictionVersion
from tandem.contexts.portraits.predictions.repository.versions import ever_published
from tandem.contexts.portraits.predictions.repository.versions import find as find_prediction_version
from tandem.contexts.portraits.predictions.viewing import PredictedNeed, predicted, tag_reason
from tandem.contexts.portraits.repository.fills import Fill
from tandem.contexts.portraits.repository.portraits import progress
from tandem.contexts.portraits.repository.tags import Grant, Tag, all_tags
from tandem.contexts.portraits.repository.versions import Version
from tandem.contexts.portraits.rules.choosing import Routed, Strategy
from tandem.contexts.portraits.rules.facts import CATALOGUE, Base, Fact, facts_on

__all__ = [
    "CATALOGUE",
    "MOST_CUSTOMERS",
    "SEED",
    "Base",
    "CustomerPortrait",
    "Fact",
    "Fill",
    "Glance",
    "Glances",
    "Grant",
    "MayProfile",
    "PortraitsPart",
    "Portraying",
    "PredictedNeed",
    "PredictionVersion",
    "Preview",
    "Rehearsal",
    "Routed",
    "RuleRefused",
    "Standing",
    "Strategy",
    "Tag",
    "TagNotFound",
    "Told",
    "Version",
    "all_tags",
    "ask_for_predictions",
    "change_tag",
    "create_tag",
    "edit_layer",
    "edit_strategies",
    "edit_tag_rule",
    "end_tag_by_model",
    "ever_published",
    "facts_on",
    "fill",
    "fill_some",
    "find_prediction_version",
    "give_tag",
    "give_tag_by_model",
    "portrait_of",
    "predicted",
    "preview",
    "progress",
    "publish",
    "publish_predictions",
    "rehearse",
    "retire_tag",
    "route",
    "segments_of",
    "stop_predictions",
    "strategy_for",
    "tag_reason",
    "tags_of",
    "take_tag",
    "want",
    "withdraw",
]
