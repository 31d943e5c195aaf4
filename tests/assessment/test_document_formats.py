"""DOCX and PDF hold what the HTML holds; fonts are embedded; a missing library is told, never a traceback."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from document_texts import NASTY, Text, decided, long_condition
from pypdf import PdfReader
from sample_assessment import DEPLOYMENT, IMPACT, nothing_said, sample_assessment

from andante.assessment.deployment import Consultation
from andante.assessment.document import pdf as pdf_module
from andante.assessment.document.catalogue import Words
from andante.assessment.document.docx import docx_bytes
from andante.assessment.document.pdf import pdf_bytes
from andante.assessment.document.render import document_of, render_document, render_notice
from andante.assessment.findings import Assessment
from andante.errors import AssessmentError
from andante.filing.outcomes import Outcome

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")
LONG = "A word of the staff that goes on. " * 400


def docx_texts(data: bytes) -> list[str]:
    """Every paragraph of a DOCX, tables included."""
    paper = docx.Document(BytesIO(data))
    found = [paragraph.text for paragraph in paper.paragraphs]
    for table in paper.tables:
        for row in table.rows:
            found += [paragraph.text for cell in row.cells for paragraph in cell.paragraphs]
    return found


def pdf_text(data: bytes) -> str:
    """The text of a PDF without white space: lines break where they must."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages))


def fonts_of(data: bytes) -> Iterator[tuple[str, Any]]:
    """Every font of a PDF with its descriptor."""
    for page in PdfReader(BytesIO(data)).pages:
        for font in (page["/Resources"].get_object().get("/Font") or {}).values():
            inner = font.get_object()
            below = inner.get("/DescendantFonts")
            at = below[0].get_object() if below else inner
            yield str(inner["/BaseFont"]), at.get("/FontDescriptor")


# DOCX


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_docx_holds_every_text_of_the_page(language: str) -> None:
    made = sample_assessment(("controlled-innovation", "market-led"))
    found = set(docx_texts(docx_bytes(made, language)))
    html = render_document(made, language)
    cells = re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", html, re.DOTALL)
    cells += re.findall(
        r"<(?:li|blockquote|dd|dt|h2|h3)(?: [^>]*)?>(.*?)</(?:li|blockquote|dd|dt|h2|h3)>", html, re.DOTALL
    )
    joined = re.sub(r"\s", "", "".join(sorted(found)))
    for cell in cells:
        text = re.sub(
            r"<small>.*?</small>|<svg.*?</svg>|<span.*?</span>|<a .*?</a>|<[^>]+>", "", cell, flags=re.DOTALL
        )
        assert re.sub(r"\s", "", unescape(text)) in joined


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_docx_opens_on_a4_with_a_title_and_a_chinese_font(language: str) -> None:
    paper = docx.Document(BytesIO(docx_bytes(sample_assessment(), language)))
    section = paper.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert "Answering assistant" in paper.core_properties.title
    assert "eastAsia" in paper.styles["Normal"].element.xml
    heads = [paragraph.text for paragraph in paper.paragraphs if paragraph.style.name == "Heading 1"]
    sections = document_of(sample_assessment(), language).sections
    assert heads[-len(sections) :] == [f"{n} {each.title}" for n, each in enumerate(sections, start=1)]


ORDER_OF_TABLE = (
    "tblStyle",
    "tblW",
    "jc",
    "tblInd",
    "tblBorders",
    "shd",
    "tblLayout",
    "tblCellMar",
    "tblLook",
)
ORDER_OF_RUN = ("rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "kern", "sz", "szCs", "u", "lang")


def test_properties_stand_in_the_order_of_the_schema() -> None:
    """Word calls a file damaged whose properties do not; other programs are silent."""
    paper = docx.Document(BytesIO(docx_bytes(sample_assessment())))
    local = [[child.tag.split("}")[1] for child in table._tbl.tblPr] for table in paper.tables]
    assert len(local) > 20
    for names in local:
        assert names == sorted(names, key=ORDER_OF_TABLE.index)
        assert "tblBorders" in names
    for name in ("Normal", "Title", "Heading 1", "Quote", "Andante cell", "Andante small"):
        names = [child.tag.split("}")[1] for child in paper.styles[name].element.rPr]
        assert names == sorted(names, key=ORDER_OF_RUN.index)


def test_columns_have_the_widths_of_the_page() -> None:
    paper = docx.Document(BytesIO(docx_bytes(sample_assessment())))
    for table in paper.tables:
        total = sum(column.width.cm for column in table.columns)
        assert abs(total - 17.4) < 0.1
    assert any(len({round(column.width.cm, 1) for column in table.columns}) > 1 for table in paper.tables)


def test_the_same_assessment_gives_the_same_docx() -> None:
    assert docx_texts(docx_bytes(sample_assessment())) == docx_texts(docx_bytes(sample_assessment()))
    about = docx.Document(BytesIO(docx_bytes(sample_assessment()))).core_properties
    assert about.created.date() == sample_assessment().on


@pytest.mark.parametrize(
    "text", [NASTY, "\x00\x0b\ud800 control", LONG, "مرحبا بالعالم", "🙂👩‍💻", "]]>", "\u2028"]
)
def test_no_text_breaks_the_docx(text: str) -> None:
    deployment = replace(
        DEPLOYMENT, name=text, purpose=text, consultation=Consultation(True, text, None, text, text)
    )
    made = replace(sample_assessment(()), deployment=deployment)
    found = "\n".join(docx_texts(docx_bytes(made)))
    assert [word for word in re.findall(r"\w{3,}", text) if word not in found] == []


@pytest.mark.parametrize("made", [nothing_said(), sample_assessment(())])
def test_a_docx_of_nothing_opens(made: Assessment) -> None:
    assert "Needs information" in docx_texts(docx_bytes(made)) or "No policy was asked" in " ".join(
        docx_texts(docx_bytes(made))
    )


# PDF


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_the_pdf_can_be_taken_out_and_every_font_is_embedded(language: str) -> None:
    say, made = Words(language), sample_assessment()
    data = pdf_bytes(render_document(made, language))
    text = pdf_text(data)
    document = document_of(made, language)
    box = document.boxes[0]
    wanted = [document.design, box.policy, box.result, box.meaning, document.sum_line, say("flags")]
    wanted += [each.title for each in document.sections]
    wanted += [cell.text for row in box.conditions.rows for cell in row] if box.conditions else []
    for each in wanted:
        assert re.sub(r"\s", "", each) in text, each
    reader = PdfReader(BytesIO(data))
    assert all(abs(float(page.mediabox.width) - 595.28) < 1 for page in reader.pages)
    first = re.sub(r"\s", "", reader.pages[0].extract_text())
    assert re.sub(r"\s", "", document.sum_line) in first
    assert re.sub(r"\s", "", say("signature.line")) in first
    fonts = dict(fonts_of(data))
    assert fonts
    for name, descriptor in fonts.items():
        assert descriptor is not None, name
        assert any(key in descriptor.get_object() for key in ("/FontFile", "/FontFile2", "/FontFile3")), name
    if language == "zh":
        assert any("CJK" in name for name in fonts)


def worst_notice() -> Assessment:
    """Every text longer than a notice has room for, and many of everything."""
    conditions = tuple(long_condition(number) for number in range(200))
    rows = tuple(
        replace(IMPACT.occupations[0], isco=f"{n}", title=f"Occupation {n} " * 20, title_zh=f"职业{n}" * 40)
        for n in range(1000, 1100)
    )
    deployment = replace(
        DEPLOYMENT,
        name=LONG,
        purpose=LONG,
        tasks=tuple(replace(DEPLOYMENT.tasks[0], task=LONG) for _ in range(50)),
        steps=tuple(replace(DEPLOYMENT.steps[0], name=LONG) for _ in range(40)),
        consultation=Consultation(),
        contacts=replace(
            DEPLOYMENT.contacts, employer=LONG, ask="请向人事部门咨询。" * 90, object_to="x" * 5000
        ),
    )
    made = decided(Outcome.APPROVE_WITH_CONDITIONS, conditions=conditions)
    many = replace(made.impact, occupations=rows, work_known=False)
    titled = replace(
        made.decisions[0],
        decision=replace(made.decisions[0].decision, policy_title=LONG),
        title_zh="方案" * 300,
    )
    return replace(made, deployment=deployment, impact=many, decisions=(titled,) * 6)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", [sample_assessment(), nothing_said(), worst_notice()])
def test_the_notice_is_one_page(language: str, made: Assessment) -> None:
    html = render_notice(made, language)
    data = pdf_bytes(html)
    assert len(PdfReader(BytesIO(data)).pages) == 1
    text = pdf_text(data)
    for line in Text(html).parts:
        assert re.sub(r"\s", "", line) in text, line


def test_right_to_left_text_emojis_and_long_words_stay_on_the_page() -> None:
    texts = ("مرحبا بالعالم", "🙂👩‍💻", "w" * 3000)
    for text in texts:
        deployment = replace(DEPLOYMENT, name=text[:100], purpose=text, how_stopped=text)
        html = render_notice(replace(sample_assessment(), deployment=deployment))
        assert len(PdfReader(BytesIO(pdf_bytes(html))).pages) == 1


# What is missing is told


@pytest.mark.parametrize(
    ("library", "call"),
    [
        ("weasyprint", "from andante.assessment.document.pdf import pdf_bytes; pdf_bytes('<p>x</p>')"),
        (
            "docx",
            "from sample_assessment import sample_assessment;"
            "from andante.assessment.document.docx import docx_bytes; docx_bytes(sample_assessment())",
        ),
    ],
)
def test_a_missing_extra_is_named(library: str, call: str) -> None:
    block = f"import sys; sys.modules[{library!r}] = None; sys.path.insert(0, 'tests/assessment')"
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{block}\nfrom andante.errors import AssessmentError\ntry:\n    exec({call!r})\n"
            "except AssessmentError as error:\n    print(error)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "pip install 'andante[documents]'" in run.stdout
    assert run.stderr == ""


def test_html_needs_no_extra() -> None:
    code = (
        "import sys; sys.modules['weasyprint'] = sys.modules['docx'] = None;"
        "sys.path.insert(0, 'tests/assessment');"
        "from sample_assessment import sample_assessment;"
        "from andante.assessment.document.render import render_document, render_notice;"
        "made = sample_assessment();"
        "print(len(render_document(made)) > 1000, len(render_notice(made)) > 1000)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "True"]


def test_a_missing_system_library_is_named(tmp_path: Any) -> None:
    """A weasyprint that cannot load Pango, as on a bare machine, raises OSError when it is imported."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from andante.assessment.document.pdf import pdf_bytes\n"
        "from andante.errors import AssessmentError\n"
        "try:\n    pdf_bytes('<p>x</p>')\nexcept AssessmentError as error:\n    print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "libpangoft2-1.0-0" in run.stdout
    assert "libharfbuzz-subset0" in run.stdout
    assert "fonts-noto-cjk" in run.stdout


def test_a_machine_without_a_chinese_font_is_told_so(tmp_path: Any) -> None:
    """Fontconfig is given one Latin font: no PDF of empty boxes may come out."""
    asked = ["fc-match", "--format=%{file}", "Liberation Sans"]
    latin = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    (tmp_path / latin.name).write_bytes(latin.read_bytes())
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    code = (
        "from andante.assessment.document.pdf import pdf_bytes\n"
        "from andante.errors import AssessmentError\n"
        "print(len(pdf_bytes('<p>plain</p>')) > 500)\n"
        "try:\n    pdf_bytes('<p>就业影响评估</p>')\nexcept AssessmentError as error:\n    print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"FONTCONFIG_FILE": str(fonts), "PATH": "/usr/bin:/bin"},
    )
    assert run.stdout.startswith("True")
    assert "no font of this machine has the Chinese characters" in run.stdout
    assert "apt-get install" in run.stdout


def test_nothing_is_fetched(tmp_path: Any) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"not a picture")
    style = tmp_path / "hidden.css"
    style.write_text("p { display: none }")
    html = f'<link rel="stylesheet" href="file://{style}"><p>x</p><img src="file://{secret}" alt="">'
    assert "x" in pdf_text(pdf_bytes(html))


def test_an_error_of_the_library_is_an_assessment_error() -> None:
    assert issubclass(type(pdf_module.without_library("WeasyPrint", "PDF")), AssessmentError)


# The pictures of docs/images


@pytest.mark.slow
def test_the_pictures_of_the_pages_can_be_taken(tmp_path: Any) -> None:
    if shutil.which("pdftoppm") is None and not os.environ.get("CI"):
        pytest.skip("no pdftoppm: install poppler-utils to take the pictures")
    spec = importlib.util.spec_from_file_location("document_pages", ROOT / "docs" / "document_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    taken = module.take(tmp_path)
    names = {f"{name}.png" for name in ("document-1", "document-2", "document-3", "notice")}
    names |= {f"{name}.png" for name in ("document-zh-1", "document-zh-2", "document-zh-3", "notice-zh")}
    assert {place.name for place in taken} == {place.name for place in tmp_path.iterdir()} == names
    for place in taken:
        assert place.read_bytes()[:4] == b"\x89PNG"
        assert (ROOT / "docs" / "images" / place.name).is_file()
