"""The settlement certificate as a PDF: the same facts give the same bytes, the font is inside. Loads a PDF library:
import it where a certificate is drawn, not before."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import segno
from fpdf import FPDF, XPos, YPos
from fpdf.enums import WrapMode

from tandem.contexts.selfservice.paper import Facts
from tandem.contexts.selfservice.rules.certifying import grouped, in_words
from tandem.kit.chinese.writing import day, yuan

_FONT = "noto"
_MARGIN = 24.0
_QR_MM = 30.0
_GREY = (95, 103, 115)
_INK = (24, 33, 44)
_LINE = (200, 206, 214)
# What a line must not break: a number or a Latin word, opening marks and what follows, closing ones and what precedes.
_UNIT = re.compile(r"[（“]*(?:[!-~¥]+|.)[，。、；：）”]*", re.DOTALL)


@cache
def font_path() -> Path:
    """Noto Sans SC (SIL Open Font License: may be embedded), from its package."""
    from pylopdf_fonts_zh_cn import sans_path

    found: Path = sans_path()
    return found


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text in lines no wider than `width`, broken between characters but never inside a number or before a closing
    mark."""
    lines, line = [], ""
    for unit in _UNIT.findall(text):
        if line and measure(line + unit) > width:
            lines.append(line)
            line = ""
        line += unit
    return [*lines, line] if line else lines


def render(facts: Facts) -> bytes:
    """The document, one page A4. About a quarter of a second of work: not for the event loop."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.combine(facts.issued_on, time(), UTC))
    pdf.set_title(f"贷款结清证明 {facts.number}")
    pdf.set_author(facts.lender)
    pdf.set_lang("zh-CN")
    pdf.set_auto_page_break(False)
    pdf.set_margins(_MARGIN, 26, _MARGIN)
    pdf.add_font(_FONT, fname=font_path())
    pdf.add_page()
    _head(pdf, facts)
    _body(pdf, facts)
    _table(pdf, facts)
    _foot(pdf, facts)
    return bytes(pdf.output())


def _line(pdf: FPDF, text: str, size: float, height: float, *, align: str = "L") -> None:
    pdf.set_font(_FONT, size=size)
    pdf.cell(0, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _head(pdf: FPDF, facts: Facts) -> None:
    pdf.set_text_color(*_GREY)
    _line(pdf, facts.lender, 11, 8)
    pdf.set_text_color(*_INK)
    pdf.ln(14)
    _line(pdf, "贷款结清证明", 24, 14, align="C")
    pdf.set_text_color(*_GREY)
    _line(pdf, f"编号：{facts.number}", 10, 8, align="C")
    pdf.set_text_color(*_INK)
    pdf.ln(10)


def _body(pdf: FPDF, facts: Facts) -> None:
    who = f"{facts.holder}（客户编号 {facts.borrower}）" if facts.holder else f"客户（编号 {facts.borrower}）"
    text = (
        f"　　兹证明：{who}于{day(facts.disbursed_on)}在我公司办理的“{facts.product}”贷款"
        f"（合同编号 {facts.loan}），贷款金额为人民币{in_words(facts.amount_fen)}"
        f"（¥{yuan(facts.amount_fen)}），已于{day(facts.settled_on)}全部结清。"
        "该笔贷款的本金、利息、罚息及各项费用均已付清。"
    )
    pdf.set_font(_FONT, size=12)
    for line in broken(text, pdf.epw - 2 * pdf.c_margin, pdf.get_string_width):
        pdf.cell(0, 9, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(8)


def _table(pdf: FPDF, facts: Facts) -> None:
    rows = [
        ("合同编号", facts.loan),
        ("贷款产品", facts.product),
        ("贷款金额", f"¥{yuan(facts.amount_fen)}"),
        ("放款日期", day(facts.disbursed_on)),
        ("结清日期", day(facts.settled_on)),
        ("开具日期", day(facts.issued_on)),
    ]
    pdf.set_draw_color(*_LINE)
    for name, value in rows:
        pdf.set_font(_FONT, size=10.5)
        pdf.set_text_color(*_GREY)
        pdf.cell(36, 10, name, border="B")
        pdf.set_text_color(*_INK)
        pdf.cell(0, 10, value, border="B", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(14)
    _line(pdf, facts.lender, 12, 8, align="R")
    _line(pdf, day(facts.issued_on), 12, 8, align="R")


def _foot(pdf: FPDF, facts: Facts) -> None:
    top = 297 - 26 - _QR_MM
    _qr(pdf, facts.check_url, _MARGIN, top)
    pdf.set_xy(_MARGIN + _QR_MM + 8, top + 2)
    left = pdf.w - _MARGIN - pdf.get_x()
    pdf.set_text_color(*_INK)
    pdf.set_font(_FONT, size=10.5)
    for text in (f"查验码：{grouped(facts.code)}", f"查验网址：{facts.check_url}"):
        x = pdf.get_x()
        pdf.multi_cell(left, 6, text, align="L", wrapmode=WrapMode.CHAR, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.set_x(x)
    pdf.set_text_color(*_GREY)
    pdf.set_font(_FONT, size=9)
    note = "本证明由系统开具，可扫描左侧二维码或在查验网址输入查验码核对。所载内容以查验结果为准。"
    pdf.multi_cell(left, 5.5, note, align="L", wrapmode=WrapMode.CHAR)


def _qr(pdf: FPDF, text: str, x: float, y: float) -> None:
    matrix = list(segno.make(text, error="m").matrix_iter(border=0))
    side = _QR_MM / len(matrix)
    pdf.set_fill_color(*_INK)
    for row, cells in enumerate(matrix):
        start = None
        for column, dark in enumerate(
            [*cells, 0]
        ):  # runs of dark cells, so that no hairlines show between them
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                pdf.rect(x + start * side, y + row * side, (column - start) * side, side, style="F")
                start = None
