"""What one generation of the knowledge base serves: immutable, replaced as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.contexts.knowledge.retrieval.building import build_keywords
from tandem.contexts.knowledge.retrieval.calibration import CalibrationSet
from tandem.contexts.knowledge.retrieval.documents import IndexEntry
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.normalise import core
from tandem.contexts.knowledge.rules import SMALL_TALK, in_force, next_boundary
from tandem.contexts.knowledge.views import Published
from tandem.kit.chinese import normalise

_PARTICLES = "啊呀哦哈呢嘛吧哟噢了啦的么 "
_FILLERS = {
    *"啊呀哦哈呢嘛吧哟噢了啦的么嗯好亲",
    *("小姑娘", "姑娘", "小姐姐", "小姐", "小哥哥", "小哥", "小伙子", "美女", "帅哥", "大姐", "妹子", "妹妹"),
    *("老师", "师傅", "亲爱的", "宝宝", "小穗", "客服"),
}
"""Between phrases of small talk they say nothing: particles, and how the bot is called."""
_LONGEST_ROW, _LONGEST_PHRASE = 24, 12


@dataclass(frozen=True)
class Mark:
    """What an index was built from: another mark means build again. `until`: when an entry comes or goes by date."""

    generation: int
    calibration: str | None


@dataclass(frozen=True)
class Served:
    mark: Mark
    until: datetime | None
    index: HybridIndex
    by_id: Mapping[str, Published]
    small_talk: Mapping[str, Published]

    def entry(self, entry_id: str) -> Published | None:
        """The published entry in force with this id, small talk included."""
        return self.by_id.get(entry_id)

    def chat(self, text: str) -> Published | None:
        """The small-talk entry that answers a message which says nothing else; of several (你好，在吗) the last."""
        parts = [_bare(part) for part in normalise(text).split()]
        found = [self.small_talk.get(part) for part in parts if part]
        if found and all(found):
            return found[-1]
        whole = _bare(normalise(text)), _bare(core(normalise(text)))
        hit = next((hit for form in whole if (hit := self.small_talk.get(form))), None)
        return hit or self._in_a_row(whole[0])

    def _in_a_row(self, plain: str) -> Published | None:
        """The last of several phrases without anything between them but how somebody is called (好的谢谢你啊小姑娘)."""
        if len(plain) > _LONGEST_ROW:
            return None
        ends: list[tuple[Published | None, bool]] = [(None, at == 0) for at in range(len(plain) + 1)]
        for end in range(1, len(plain) + 1):
            for start in range(max(0, end - _LONGEST_PHRASE), end):
                last, reached = ends[start]
                piece = plain[start:end]
                if not reached or ends[end][0] is not None:
                    continue
                if piece in _FILLERS:
                    ends[end] = (last, True)
                elif len(piece) > 1 and piece in self.small_talk:
                    ends[end] = (self.small_talk[piece], True)
        return ends[-1][0]


def serve(
    mark: Mark,
    published: Sequence[Published],
    now: datetime,
    *,
    wanted: Sequence[str],
    calibrations: CalibrationSet,
) -> Served:
    """Build what is in force at `now`, without encoders. Blocking, a fraction of a second."""
    present = [p for p in published if in_force(p.effective_from, p.effective_to, now)]
    return Served(
        mark=mark,
        until=next_boundary(((p.effective_from, p.effective_to) for p in published), now),
        index=build_keywords(indexed(present), wanted=wanted, calibrations=calibrations),
        by_id={str(p.id): p for p in present},
        small_talk=_phrases([p for p in present if p.category_key == SMALL_TALK]),
    )


def indexed(present: Sequence[Published]) -> list[IndexEntry]:
    """What is searched of the entries in force: all but small talk."""
    ids = {p.key: str(p.id) for p in present}
    return [
        IndexEntry(
            id=str(p.id),
            question=p.question,
            phrasings=p.phrasings,
            answer=p.answer,
            related=tuple(ids[key] for key in p.related if key in ids),
            titles=(p.question_en,) if p.question_en else (),
        )
        for p in present
        if p.category_key != SMALL_TALK
    ]


def _phrases(entries: Sequence[Published]) -> dict[str, Published]:
    found: dict[str, Published] = {}
    for entry in entries:
        for text in (entry.question, *entry.phrasings):
            found.setdefault(_bare(normalise(text)), entry)
    found.pop("", None)
    return found


def _bare(text: str) -> str:
    return text.rstrip(_PARTICLES).replace(" ", "") or text.replace(" ", "")
