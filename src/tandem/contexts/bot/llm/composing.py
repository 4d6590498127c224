"""An answer made of published entries: what is asked of the model, and what is let through."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tandem.contexts.bot.llm import counting, prompts, reading
from tandem.contexts.bot.llm.calling import Caller
from tandem.contexts.bot.llm.options import LlmOptions
from tandem.contexts.bot.llm.ports import Completion, LlmFailed, Request
from tandem.contexts.bot.llm.privacy import leaving
from tandem.contexts.bot.masking import RULES_ALONE, Masker
from tandem.contexts.bot.ports import Answer
from tandem.contexts.bot.rules.grounding import (
    Sentence,
    Source,
    Verdict,
    check,
    orders_the_machine,
    without_titles,
)

MOST_SOURCES = 4
_ONE_ATTEMPT_S = 60.0
_REWRITE_TOKENS = 80
_LONGEST_REWRITE = 60


@dataclass(frozen=True)
class Composed:
    """`verdict.code` is "ok", "not_found" (the model says so), a code of the guard rails, or why no answer came.
    `sentences` and `text` are kept also when they were refused. `own_data`: it says figures of the customer's own,
    which no cited entry has. Of several questions: `open` are those that nothing in it answers; `doubtful`, that one is
    answered by an entry which search is not sure of."""

    verdict: Verdict
    sources: tuple[Source, ...]
    text: str = field(default="", repr=False)
    sentences: tuple[Sentence, ...] = field(default=(), repr=False)
    model: str | None = None
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    own_data: bool = False
    open: tuple[str, ...] = ()
    doubtful: bool = False

    @property
    def may_stand_alone(self) -> bool:
        """Nobody need look at it."""
        return not self.open and not self.doubtful

    @property
    def cited(self) -> tuple[Source, ...]:
        """The sources of what is said, in the order of their first sentence."""
        by_n = {one.n: one for one in self.sources}
        order = dict.fromkeys(n for sentence in self.sentences for n in sentence.cites)
        return tuple(by_n[n] for n in order if n in by_n)


def sources_of(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """Published entries as sources. One whose text gives orders to the machine is left out: retrieval may still
    say it as it stands, for people have reviewed it; a model must not read it."""
    fit = [one for one in answers if orders_the_machine(f"{one.question}\n{one.answer}") is None]
    return tuple(
        Source(n, str(one.entry_id), one.key, one.version, one.question, one.answer.strip())
        for n, one in enumerate(fit[:MOST_SOURCES], start=1)
    )


class Composer:
    """One for each process. Never raises for what the model does."""

    def __init__(self, caller: Caller, options: LlmOptions, masker: Masker = RULES_ALONE) -> None:
        """`masker`: finds names of people, which do not leave."""
        self.caller = caller
        self.options = options
        self._masker = masker

    @property
    def reads_accounts(self) -> bool:
        """Whether customers' own figures may be put before the model: it is the lender's own."""
        return self.caller.model.local

    def may_answer(self, within_s: float) -> bool:
        """Whether it is worth while to let a customer wait so long for an answer; counted when it is not."""
        why = self.caller.turned_away(within_s)
        if why is not None:
            counting.failed("answer", why.code)
        return why is None

    async def known_as(self, names: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
        """What must not leave in `texts`: these names, and those of other people in them. None for the lender's own
        model, which reads everything."""
        if self.caller.model.local:
            return ()
        return (*names, *await self._masker.people(texts))

    async def compose(
        self,
        question: str,
        sources: Sequence[Source],
        before: Sequence[str],
        now: datetime,
        *,
        within_s: float,
        names: Sequence[str] = (),
        own: Sequence[str] = (),
        lead: str | None = None,
    ) -> Composed:
        """An answer to `question` out of `sources`, judged. `before`: earlier lines of the conversation, oldest
        first; `names`: what the customer is called, to be masked; `own`: what the loan book says of whoever asks, for
        the lender's own model alone: another's neither reads nor says it; `lead`: the entry that search is sure enough
        of: an answer out of others alone is beside the point."""
        kept, own = tuple(sources), tuple(own) if self.reads_accounts else ()
        if not kept:
            return Composed(Verdict("no_sources"), kept)
        ordered = orders_the_machine(question)
        if ordered is not None:
            counting.judged("answer", "injection")
            return Composed(Verdict("injection", ordered), kept)
        names = await self.known_as(names, [question, *before])
        request = prompts.answer(
            self._out(question, now, names), kept, [self._out(line, now, names) for line in before],
            own, max_tokens=self.options.answer_tokens, timeout_s=_ONE_ATTEMPT_S,
        )  # fmt: skip
        found: Completion | None = None
        try:
            found = await self.caller.ask(request, within_s)
            composed = judged(reading.answer(found.text), kept, found, now, own, lead)
        except LlmFailed as error:
            composed = Composed(
                Verdict(error.code, str(error)), kept, found.text if found else "", model=self._named(found)
            )
        counting.judged("answer", composed.verdict.code)
        return composed

    async def rewritten(
        self,
        question: str,
        before: Sequence[str],
        now: datetime,
        *,
        within_s: float,
        names: Sequence[str] = (),
    ) -> str | None:
        """`question` made understandable without `before`; None when the model fails or gives no question. It is
        searched for and never said, so the guard rails need not read it."""
        if orders_the_machine(question) is not None:
            return None
        names = await self.known_as(names, [question, *before])
        request: Request = prompts.rewrite(
            self._out(question, now, names), [self._out(line, now, names) for line in before],
            max_tokens=_REWRITE_TOKENS, timeout_s=_ONE_ATTEMPT_S,
        )  # fmt: skip
        try:
            text = reading.one_text((await self.caller.ask(request, within_s)).text, "question")
        except LlmFailed:
            return None
        return text if len(text) <= _LONGEST_REWRITE else None

    def _out(self, text: str, now: datetime, names: Sequence[str]) -> str:
        return leaving(self.caller.model, text, now, names)

    def _named(self, found: Completion | None) -> str:
        return found.model if found else self.caller.model.name


def judged(
    written: reading.Written,
    sources: tuple[Source, ...],
    found: Completion,
    now: datetime,
    own: Sequence[str] = (),
    lead: str | None = None,
) -> Composed:
    """What the model wrote, with the verdict of the guard rails. `own`: the customer's data from the loan book; `lead`:
    see Composer.compose."""
    written = replace(written, sentences=without_titles(written.sentences, sources) or written.sentences)
    verdict = check(written.sentences, sources, now, own) if written.found else Verdict("not_found")
    leads = next((one for one in sources if one.entry_id == lead), None)
    if verdict.ok and leads is not None and not any(leads.n in one.cites for one in written.sentences):
        verdict = Verdict("off_topic", leads.question)
    # Whoever looks at it must know: published entries alone do not say this.
    own_data = bool(own) and verdict.ok and not check(written.sentences, sources, now).ok
    return Composed(
        verdict, sources, written.text, written.sentences, found.model, found.prompt_tokens,
        found.answer_tokens, own_data,
    )  # fmt: skip
