from pathlib import Path

import pytest

from andante.errors import ReferenceDataError
from andante.reference.build.__main__ import main
from andante.reference.build.documentation import BEGIN, END, tables_chapter, with_tables_chapter
from andante.reference.catalog import LABELS, list_tables

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "data.md"


def test_the_chapter_on_tables_is_what_the_catalogue_says():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == with_tables_chapter(text, tables_chapter(list_tables())), (
        "write it again: python -m andante.reference.build RAW_DIR --document docs/data.md"
    )


def test_the_document_explains_every_label_and_names_every_table():
    text = DOCUMENT.read_text(encoding="utf-8")
    head = text[: text.index(BEGIN)]
    assert all(f"| {label} |" in head for label in LABELS)
    assert all(f"### `{info.name}`" in text for info in list_tables())


def test_a_document_without_marks_is_refused():
    for text in ("", BEGIN, END + BEGIN):
        with pytest.raises(ReferenceDataError, match="marks"):
            with_tables_chapter(text, "x")


def test_the_build_command_names_unknown_tables_and_missing_files(tmp_path, capsys):
    assert main([str(tmp_path), "--only", "us_wage"]) == 2
    assert "us_wages" in capsys.readouterr().err
    assert main([str(tmp_path), "--only", "us_wages"]) == 2
    assert "is missing" in capsys.readouterr().err
