"""DOCX from the same view as the HTML: the same sentences, in a document that an office can edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

from andante.assessment.document.extras import without_library
from andante.assessment.document.legible import legible
from andante.assessment.document.render import document_of
from andante.assessment.document.view import (
    Block,
    Cell,
    DecisionBox,
    Document,
    Facts,
    Heading,
    Paragraph,
    Points,
    Quote,
    Table,
)
from andante.assessment.findings import Assessment

LATIN_FONT, CHINESE_FONT = "Arial", "Microsoft YaHei"
PAGE_WIDTH_CM, PAGE_HEIGHT_CM, MARGIN_CM = 21.0, 29.7, 1.8
TEXT_WIDTH_CM = PAGE_WIDTH_CM - 2 * MARGIN_CM
FACT_WIDTHS = (32, 68)
RULE_COLOUR = "BFBAB0"


def docx_bytes(assessment: Assessment, language: str = "en") -> bytes:
    """The assessment document as DOCX. Raises AssessmentError where `andante[documents]` is not installed."""
    try:
        import docx
    except ModuleNotFoundError:
        raise without_library("python-docx", "DOCX") from None
    writer = _Writer(docx.Document())
    writer.whole(document_of(assessment, language))
    writer.about(document_of(assessment, language), datetime.combine(assessment.on, time()))
    written = BytesIO()
    writer.paper.save(written)
    return written.getvalue()


class _Writer:
    """Writes blocks of the view into one DOCX."""

    def __init__(self, paper: Any) -> None:
        self.paper = paper
        self._styles()

    def whole(self, document: Document) -> None:
        """Page one, the flags and every section."""
        self.text(document.say("document.title"), bold=True)
        self.heading(document.title, 0)
        for line in (document.byline, document.design):
            self.text(line)
        self.table(
            Table(
                tuple(figure.label for figure in document.figures),
                (tuple(Cell(figure.value, figure.range, strong=True) for figure in document.figures),),
            )
        )
        for line in (document.figures_note, document.no_policy):
            if line:
                self.text(line)
        if document.results:
            self.table(document.results)
        for box in document.boxes:
            self.box(box)
        self.text(document.sum_line, bold=True)
        self.text(document.versions, small=True)
        self.text(document.state)
        line = document.say("signature.line")
        self.table(
            Table(
                tuple(role for role, _ in document.signatures),
                (tuple(Cell(f"{name}\n\n\n", line) for _, name in document.signatures),),
            )
        )
        if document.flags:
            self.heading(document.say("flags"), 1)
            self.points(document.flags)
        self.paper.add_page_break()
        for number, section in enumerate(document.sections, start=1):
            self.heading(f"{number} {section.title}", 1)
            for block in section.blocks:
                self.block(block)
        self.text(document.say("footer", version=document.version), small=True)

    def about(self, document: Document, day: datetime) -> None:
        """The properties of the file: from the assessment, so that the same input gives the same file."""
        about = self.paper.core_properties
        about.title = legible(f"{document.say('document.title')}: {document.title}")[:255]
        about.author = f"Andante {document.version}"
        about.language = document.say("language.tag")
        about.created = about.modified = day

    def box(self, box: DecisionBox) -> None:
        """What one policy decides."""
        self.text(box.policy, small=True)
        self.text(box.digest, small=True)
        self.heading(box.result, 1)
        self.text(box.meaning)
        self.table(_facts(box.facts))
        if box.conditions:
            self.table(box.conditions)

    def block(self, block: Block) -> None:
        """One block, whatever its kind."""
        if isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Paragraph):
            self.text(block.text, bold=block.look == "alert", small=block.look == "small")
        elif isinstance(block, Heading):
            self.heading(block.text, 2)
        elif isinstance(block, Quote):
            self.text(block.who, small=True)
            self.text(block.text, style="Quote")
        elif isinstance(block, Points):
            self.points(block.items)
        elif isinstance(block, Facts):
            self.table(_facts(block.rows))
        else:
            self.text(block.text, style="Andante command")

    def heading(self, text: str, level: int) -> None:
        """A heading; 0 is the title."""
        self.paper.add_heading(legible(text), level)

    def points(self, items: Iterable[str]) -> None:
        """A list."""
        for item in items:
            self.text(item, style="List Bullet")

    def text(self, text: str, bold: bool = False, small: bool = False, style: str | None = None) -> None:
        """A paragraph."""
        paragraph = self.paper.add_paragraph(style=style or ("Andante small" if small else None))
        paragraph.add_run(legible(text)).bold = bold or None

    def table(self, table: Table) -> None:
        """A table with a head that is repeated on every page; a head of empty words is left out."""
        if table.caption:
            self.text(table.caption, bold=True)
        named = any(table.head)
        paper = self.paper.add_table(rows=0, cols=len(table.head), style="Table Grid")
        paper.autofit = False
        widths = _widths(table)
        _set_grid(paper, widths)
        _set_borders(paper)
        if named:
            row = paper.add_row()
            _repeated(row)
            for column, (cell, words, width) in enumerate(zip(row.cells, table.head, widths, strict=True)):
                self._cell(cell, Cell(words, strong=True), width, right=column in table.figures)
        for cells in table.rows:
            row = paper.add_row()
            for column, (cell, content, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
                self._cell(cell, content, width, right=column in table.figures)
        self.text("", small=True)

    def _cell(self, place: Any, cell: Cell, width: float, right: bool = False) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        place.width = Cm(width)
        paragraph = place.paragraphs[0]
        paragraph.style = self.paper.styles["Andante cell"]
        paragraph.add_run(legible(cell.text)).bold = cell.strong or None
        if cell.small:
            place.add_paragraph(legible(cell.small), style="Andante small")
        if right:
            for each in place.paragraphs:
                each.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _styles(self) -> None:
        """A4 and fonts that hold Chinese; names of styles of our own begin with Andante."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Cm, Pt, RGBColor

        section = self.paper.sections[0]
        section.page_width, section.page_height = Cm(PAGE_WIDTH_CM), Cm(PAGE_HEIGHT_CM)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        styles = self.paper.styles
        ink = RGBColor(0x1B, 0x1B, 0x1B)
        for name, size in (
            ("Normal", 10),
            ("Title", 22),
            ("Heading 1", 15),
            ("Heading 2", 11),
            ("Quote", 10),
        ):
            style = styles[name]
            style.font.size, style.font.color.rgb = Pt(size), ink
            _fonts(style, LATIN_FONT)
        for line in styles["Title"].element.xpath("w:pPr/w:pBdr"):
            line.getparent().remove(line)
        for name, size, font in (
            ("Andante cell", 9, LATIN_FONT),
            ("Andante small", 8, LATIN_FONT),
            ("Andante command", 9, "Courier New"),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.font.size = Pt(size)
            style.paragraph_format.space_after = Pt(2)
            _fonts(style, font)
        styles["Andante small"].font.color.rgb = RGBColor(0x59, 0x59, 0x59)


def _facts(rows: Sequence[tuple[str, str]]) -> Table:
    return Table(("", ""), tuple((Cell(name), Cell(said)) for name, said in rows), widths=FACT_WIDTHS)


def _widths(table: Table) -> list[float]:
    shares = table.widths or (1,) * len(table.head)
    return [TEXT_WIDTH_CM * share / sum(shares) for share in shares]


def _fonts(style: Any, latin: str) -> None:
    """A Latin and a Chinese font; the language says which forms of Chinese characters are meant."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), CHINESE_FONT)
    for old in style.element.rPr.findall(qn("w:lang")):
        style.element.rPr.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)


def _set_grid(paper: Any, widths: Sequence[float]) -> None:
    """The widths of the columns, which some programs read from the table and not from its cells."""
    from docx.shared import Cm

    for column, width in zip(paper.columns, widths, strict=True):
        column.width = Cm(width)


def _set_borders(paper: Any) -> None:
    """Thin lines between rows and none between columns, as on the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        drawn = side in ("top", "bottom", "insideH")
        line.set(qn("w:val"), "single" if drawn else "nil")
        if drawn:
            line.set(qn("w:sz"), "4")
            line.set(qn("w:color"), RULE_COLOUR)
        borders.append(line)
    # Word refuses a table whose properties stand in another order than the schema's.
    paper._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _repeated(row: Any) -> None:
    """Marks a row as the head that every page repeats."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
