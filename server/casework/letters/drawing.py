"""Drawing a letter as a PDF on A4: a Song face that has rare characters, a code to check it by.

Slow (the font is read each time) and without waiting for anything: call it in a thread.
"""

import re
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn as fonts
import segno
from fpdf import FPDF

from server.casework.letters.content import Content, Section
from server.core.config import settings

_FACE = "song"
_SIDE, _TOP, _FOOT = 27.0, 17.0, 18.0
_LINE, _BODY, _SMALL, _TITLE, _ISSUER, _LARGE = 7.0, 12.0, 9.0, 20.0, 14.0, 14.0
_SEAL, _CODE = 40.0, 24.0
_NOT_FIRST = frozenset("，。、；：？！）》」』〕”’%,.;:?!)")
_NOT_LAST = "（《「『〔“‘("
_PARTS = re.compile(r"[!-~]+|.", re.DOTALL).findall


class _Paper(FPDF):
    """A4 with a page number and the document number at the foot."""

    def __init__(self, content: Content) -> None:
        super().__init__(format="A4")
        self.set_margins(_SIDE, _TOP, _SIDE)
        self.set_auto_page_break(auto=True, margin=_FOOT)
        self.add_font(_FACE, fname=str(fonts.serif_path()))
        self.set_title(content.title)
        self.set_lang("zh-CN")
        self._foot = content.doc_no

    def footer(self) -> None:
        """What stands under each page."""
        self.set_y(-14)
        self.set_font(_FACE, size=_SMALL)
        self.cell(0, 6, f"{self._foot}　第 {self.page_no()} 页，共 {{nb}} 页", align="C")

    def write_lines(self, text: str, *, size: float = _BODY, indent: bool = True) -> None:
        """A paragraph, broken as Chinese is: no comma begins a line, no bracket ends one."""
        self.set_font(_FACE, size=size)
        height = _LINE * size / _BODY
        for line in self.broken(("　　" if indent else "") + text, self.epw):
            self.cell(0, height, line, new_x="LMARGIN", new_y="NEXT")

    def broken(self, text: str, most: float) -> list[str]:
        """A text in lines of at most so many millimetres, in the face that is set."""
        lines, line, width = [], "", 0.0
        for part in _PARTS(text):
            own = self.get_string_width(part)
            if width + own > most and part not in _NOT_FIRST and line.strip():
                kept = line.rstrip(_NOT_LAST) or line
                lines.append(kept)
                line = line[len(kept) :]
                width = self.get_string_width(line)
            line += part
            width += own
        return [*lines, line]


def draw(content: Content) -> bytes:
    """The letter's PDF."""
    paper = _Paper(content)
    paper.add_page()
    _head(paper, content)
    if content.decision:
        paper.ln(1.6)
        paper.write_lines(f"决定：{content.decision}", size=_LARGE)
    for section in content.sections:
        _section(paper, section)
    _sums(paper, content)
    if content.remedy:
        if paper.will_page_break(_LINE * 6):  # how to appeal is read in one piece
            paper.add_page()
        _section(paper, Section("不服怎么办", content.remedy))
    _missing_glyphs(paper, content)
    _close(paper, content)
    return bytes(paper.output())


def _head(paper: _Paper, content: Content) -> None:
    paper.set_font(_FACE, size=_ISSUER)
    paper.cell(0, 9, content.issuer, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_font(_FACE, size=_TITLE)
    paper.cell(0, 14, content.title, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_font(_FACE, size=_BODY)
    paper.cell(0, 8, content.doc_no, align="R", new_x="LMARGIN", new_y="NEXT")
    y = paper.get_y() + 1
    paper.line(_SIDE, y, paper.w - _SIDE, y)
    paper.set_y(y + 5)
    paper.write_lines(f"{content.addressee}（{content.id_no}）：", indent=False)
    paper.write_lines(content.opening)


def _section(paper: _Paper, section: Section) -> None:
    if paper.will_page_break(_LINE * 2):  # a heading never stands alone at the foot
        paper.add_page()
    paper.ln(1.6)
    paper.write_lines(f"【{section.title}】", indent=False)
    for line in section.lines:
        paper.write_lines(line)


def _sums(paper: _Paper, content: Content) -> None:
    if not content.sums:
        return
    if paper.will_page_break(_LINE * (len(content.sums) + 2)):
        paper.add_page()
    paper.ln(1.6)
    paper.write_lines("【怎么算的】（单位：元）", indent=False)
    for line in content.sums:
        if line.is_total:
            paper.line(_SIDE + 8, paper.get_y(), paper.w - _SIDE, paper.get_y())
        paper.set_font(_FACE, size=_BODY)
        *before, last = paper.broken(line.label, paper.epw - 44)
        for part in before:
            paper.set_x(_SIDE + 8)
            paper.cell(0, _LINE, part, new_x="LMARGIN", new_y="NEXT")
        paper.set_x(_SIDE + 8)
        paper.cell(paper.epw - 44, _LINE, last)
        paper.cell(36, _LINE, line.figure, align="R", new_x="LMARGIN", new_y="NEXT")


def _missing_glyphs(paper: _Paper, content: Content) -> None:
    """A name the face cannot draw says so, instead of showing an empty box without a word."""
    known = getattr(paper.fonts[_FACE], "cmap", {})
    lacking = sorted({one for one in content.addressee if ord(one) not in known})
    if lacking:
        codes = "、".join(f"U+{ord(one):04X}" for one in lacking)
        paper.write_lines(f"姓名中有印不出的字（{codes}），以身份证为准。")


def _close(paper: _Paper, content: Content) -> None:
    """Contact, issuer and date with the seal or its space, and the code to check by."""
    if paper.will_page_break(_SEAL + 14):
        paper.add_page()
    paper.ln(3)
    paper.write_lines(f"联系：{content.contact}", size=10, indent=False)
    top, left = paper.get_y() + 2, paper.w - _SIDE - 62
    _seal(paper, content, left + 11, top)
    paper.set_font(_FACE, size=_BODY)
    day = content.issued_on
    for row, words in enumerate((content.issuer, f"{day.year} 年 {day.month} 月 {day.day} 日")):
        paper.set_xy(left, top + 14 + row * _LINE)
        paper.cell(62, _LINE, words, align="C")
    _check_code(paper, content, top)


def _seal(paper: _Paper, content: Content, x: float, y: float) -> None:
    folder = settings().seals_dir
    picture = Path(folder) / f"{content.office_code}.png" if folder else None
    if picture is not None and picture.is_file():
        paper.image(str(picture), x=x, y=y, w=_SEAL, h=_SEAL)
        return
    with paper.local_context(draw_color=150, text_color=110):
        paper.set_dash_pattern(dash=1.2, gap=1.2)
        paper.ellipse(x, y, _SEAL, _SEAL)
        paper.set_dash_pattern()
        paper.set_font(_FACE, size=_SMALL)
        paper.set_xy(x, y + 4)
        paper.cell(_SEAL, 6, "（盖章处）", align="C")


def _check_code(paper: _Paper, content: Content, top: float) -> None:
    address = f"{settings().base_url}/verify/{content.verify_code}"
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=6, border=2)
    paper.image(picture, x=_SIDE, y=top, w=_CODE, h=_CODE, alt_text=address)
    paper.set_font(_FACE, size=_SMALL)
    for row, words in enumerate(
        ("扫一扫，核对真假", f"或打开 {settings().base_url}/verify", f"输入 {content.verify_code}")
    ):
        paper.set_xy(_SIDE, top + _CODE + 1 + row * 4.6)
        paper.cell(80, 4.6, words)
