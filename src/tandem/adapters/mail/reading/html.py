"""HTML to text: cleaned by nh3 (no scripts, styles, forms, remote content), then read by what is left of it."""

from html.parser import HTMLParser

import nh3

_KEPT = {
    "p",
    "br",
    "div",
    "tr",
    "td",
    "th",
    "table",
    "li",
    "ul",
    "ol",
    "blockquote",
    "hr",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
}
_KEPT |= {"span", "b", "i", "em", "strong", "pre", "font"}
_DROPPED = {
    "script",
    "style",
    "title",
    "head",
    "object",
    "iframe",
    "noscript",
    "template",
    "svg",
    "math",
    "textarea",
}
_BLOCK = {"p", "div", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "h1", "h2", "h3", "h4", "pre"}
_CHARS = 1_000_000
# What clients wrap around a quoted mail: its text is marked as quoted lines are.
_QUOTES = (
    "gmail_quote",
    "moz-cite-prefix",
    "yahoo_quoted",
    "qmbox",
    "foxmail_quote",
    "ntes_quote",
    "x_gmail_quote",
)
_QUOTE_IDS = ("divrplyfwdmsg", "appendonsend", "isreplycontent", "mail-editor-reference-message-container")
_ALLOWED = {"*": {"class", "id"}, "a": {"href"}}


def cleaned(html: str) -> str:
    """Harmless HTML: the tags in which people write, links to the web and to mail addresses, nothing that loads."""
    return nh3.clean(
        html[:_CHARS], tags=_KEPT, clean_content_tags=_DROPPED, attributes=_ALLOWED,
        url_schemes={"http", "https", "mailto"}, link_rel=None,
    )  # fmt: skip


def text_of(html: str) -> str:
    """What a person reads in it; quoted mail as lines that begin with ">"."""
    reader = _Reader()
    reader.feed(cleaned(html))
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._open: list[tuple[str, bool]] = []
        self._quoted = 0
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: (value or "") for name, value in attrs}
        if tag == "br":
            self._break()
            return
        if tag in _BLOCK:
            self._break(only_after_text=True)
        if tag == "hr":
            self._lines[-1] = "-" * 20
            self._break()
            return
        if tag == "li":
            self._say("- ")
        quotes = tag == "blockquote" or _is_quote(told)
        if tag == "a":
            self._href = told.get("href", "")
        if len(self._open) < 500:
            self._open.append((tag, quotes))
            self._quoted += quotes

    def handle_endtag(self, tag: str) -> None:
        if not any(one == tag for one, _ in self._open):
            return
        while self._open:
            one, quotes = self._open.pop()
            self._quoted -= quotes
            if one == tag:
                break
        if tag in _BLOCK:
            self._break(only_after_text=True)
        if tag == "td":
            self._say(" ")
        if tag == "a":
            shown = self._lines[-1]
            if self._href.startswith("http") and self._href not in shown:
                self._say(f" ({self._href[:500]})")
            self._href = ""

    def handle_data(self, data: str) -> None:
        in_pre = any(tag == "pre" for tag, _ in self._open)
        for number, piece in enumerate(data.split("\n") if in_pre else [" ".join(data.split("\n"))]):
            if number:
                self._break()
            self._say(piece)

    def _say(self, text: str) -> None:
        if self._quoted and not self._lines[-1] and text.strip():
            self._lines[-1] = "> "
        self._lines[-1] += text.replace("\xa0", " ")

    def _break(self, *, only_after_text: bool = False) -> None:
        if not only_after_text or self._lines[-1].strip():
            self._lines.append("")

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in self._lines)
        return "\n".join(lines).strip()


def _is_quote(told: dict[str, str]) -> bool:
    classes, id_ = told.get("class", "").lower(), told.get("id", "").lower()
    return any(one in classes for one in _QUOTES) or any(one in id_ for one in _QUOTE_IDS)
