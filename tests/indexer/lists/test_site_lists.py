"""Staff's lists for a site: boilerplate, sections not to index, types of content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzers.list_reader import ListError
from indexer.lists.site_lists import BOILERPLATE, KINDS, LEFT_OUT, SiteLists
from indexer.model.article import Article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / BOILERPLATE).write_text("")
    return tmp_path


def test_boilerplate_is_compared_by_its_words(folder: Path) -> None:
    text = "# note\n\nآخر الأخبار!\nتابعنا على *\n"
    (folder / BOILERPLATE).write_text(text, encoding="utf-8-sig")
    assert SiteLists.load(folder).boilerplate == {"اخر الاخبار", "تابعنا علي *"}


def test_a_section_is_left_out_however_it_is_spelled(folder: Path) -> None:
    (folder / LEFT_OUT).write_text("# note\nإعلانات  وظائف\n")
    lists = SiteLists.load(folder)
    assert lists.leaves_out("اعلانات وظائف")
    assert not lists.leaves_out("إعلانات")
    assert not lists.leaves_out("")


def test_without_the_list_no_section_is_left_out(folder: Path) -> None:
    assert not SiteLists.load(folder).leaves_out("إعلانات")


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        ({"kind": "دراسات"}, "دراسة"),
        ({"kind": "ملحق"}, "ملحق"),  # not listed: stays as in the source
        ({"section": "تقارير"}, "تقرير"),
        ({"section": "الهجرة", "tags": ("أوروبا", "دراسات")}, "دراسة"),
        ({"title": "تَقرير: الهجرة"}, "تقرير"),
        ({"title": "تقرير عن الهجرة"}, ""),
        ({"kind": "تقرير", "section": "دراسات"}, "تقرير"),
        ({"kind": "ورقة", "section": "تقارير"}, "ورقة"),
    ],
)
def test_the_type_of_an_article_is_found_by_staffs_list(
    folder: Path, article: dict[str, Any], kind: str
) -> None:
    (folder / KINDS).write_text("# note\nدراسة، دراسات\nتقرير, تقارير\n")
    given = Article(**({"id": "1", "title": "الهجرة", "body": "نص"} | article))
    assert SiteLists.load(folder).with_kind(given).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (BOILERPLATE, b"ok\n \xff\n", "line 2, column 2: it is not UTF-8"),
        (BOILERPLATE, b"\n  ...\n", "line 2, column 3: there is no word"),
        (
            KINDS,
            "خبر، أخبار\nنبأ، اخبار".encode(),
            "line 2, column 6: اخبار stands in line 1",
        ),
        (LEFT_OUT, "أخبار\n\u200b".encode(), "line 2, column 1: there is no word"),
        (LEFT_OUT, " ــ\n".encode(), "line 1, column 2: there is no word"),
        (KINDS, "خبر، \u064b\n".encode(), "line 1, column 6: there is no word"),
        (LEFT_OUT, "أخبار\n اخبار".encode(), "line 2, column 2: اخبار stands in line 1 already"),
    ],
)
def test_a_mistake_is_reported_with_line_and_column(
    folder: Path, name: str, content: bytes, said: str
) -> None:
    (folder / name).write_bytes(content)
    (fault,) = SiteLists.load(folder).faults
    assert str(fault).startswith(f"{folder / name}: {said}")


def test_a_missing_list_of_boilerplate_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="No such file"):
        SiteLists.load(tmp_path)
