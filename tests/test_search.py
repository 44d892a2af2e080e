"""Search over an archive: what is found, in what order, and how the index stays true to the issues."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.errors import BaokanError, UsageError
from ocr.export.folding import fold, folds, places
from ocr.export.library import add_to_library, rebuild_library, tell_standings
from ocr.export.reader.library import ListedIssue, Standing, library_html
from ocr.export.schema import IssueDocument
from ocr.export.search_index import INDEX_FILE, Hit, SearchIndex
from ocr.export.tables import issue_json
from tests.conftest import baokan
from tests.small_issue import NOON, small_issue

Captured = pytest.CaptureFixture[str]

PAPERS = (("晨报", "2021-03-25"), ("臺灣新報", "1949-08-01"), ("江南日报", "2021-03-26"), ("小报", None))
"""One issue of each is in the archive."""


def an_issue(title: str, day: str | None, *texts: str) -> IssueDocument:
    """An issue with an article for each text."""
    whole = IssueDocument.from_issue(small_issue(), NOON)
    articles = tuple(
        whole.articles[1].model_copy(update={"id": f"a{k:02d}", "headline": text[:6], "text": text})
        for k, text in enumerate(texts, 1)
    )
    update = {"id": f"{title}_{day}", "title": title, "date": day, "articles": articles}
    return whole.model_copy(update=update)


def put(output: Path, document: IssueDocument) -> Path:
    """Writes the issue as the writer does, and tells the archive."""
    folder = output / document.id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "issue.json").write_bytes(issue_json(document))
    add_to_library(output, folder)
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for title, day in PAPERS:
        put(tmp_path, an_issue(title, day, "水庫蓄水了。\n河堤上的燈亮著，New York 也有。", f"{title}头版，另一篇。"))
    return tmp_path


def found(output: Path, query: str, title: str | None = None, **span: date) -> list[str]:
    with SearchIndex(output / INDEX_FILE) as index:
        return [f"{hit.title} {hit.article}" for hit in index.search(query, title, **span)]


ALL = ["江南日报 a01", "晨报 a01", "臺灣新報 a01", "小报 a01"]
"""The first article of each, the newest first."""


class TestFound:
    @pytest.mark.parametrize(
        "query",
        [
            "水",
            "水库",
            "水庫",
            "水库蓄水",
            "水 灯",
            "蓄水了 灯亮着",
            "灯亮着 堤",
            "new york",
            "NEWYORK",
            "ｎｅｗ",
            "水 ，",
        ],
    )
    def test_words_of_any_length_in_either_script(self, archive: Path, query: str) -> None:
        assert found(archive, query) == ALL

    @pytest.mark.parametrize("query", ["水庫亮", "库水", "水库 没有", "了河", "了。河", "蓄水了河堤", '"水库" OR 头版'])
    def test_nothing(self, archive: Path, query: str) -> None:
        assert found(archive, f"{query} 水") == []

    def test_of_a_paper(self, archive: Path) -> None:
        assert found(archive, "水库", "台湾") == ["臺灣新報 a01"]
        assert found(archive, "水库", "夕刊") == []

    def test_in_a_span_of_days(self, archive: Path) -> None:
        day = date(2021, 3, 25)
        assert found(archive, "水库", first=day, last=day) == ["晨报 a01"]
        assert found(archive, "水库", first=day) == ["江南日报 a01", "晨报 a01"]
        assert found(archive, "水库", last=day) == ["晨报 a01", "臺灣新報 a01"]

    def test_as_many_as_asked_for(self, archive: Path) -> None:
        with SearchIndex(archive / INDEX_FILE) as index:
            assert [hit.title for hit in index.search("水库", limit=2)] == ["江南日报", "晨报"]

    def test_tells_where(self, archive: Path) -> None:
        with SearchIndex(archive / INDEX_FILE) as index:
            (hit,) = index.search("灯亮着", "晨报")
        snippet = ("水庫蓄水了。 河堤上的", "燈亮著", "，New York 也有。")
        assert hit == Hit("晨报_2021-03-25", "晨报", "2021-03-25", "a01", 2, "水庫蓄水了。", snippet)

    @pytest.mark.parametrize("query", ["", "  ", "，", "。！"])
    def test_nothing_to_search_for(self, archive: Path, query: str) -> None:
        with pytest.raises(UsageError, match="nothing to search for; give a word"):
            found(archive, query)

    @given(st.text(st.sampled_from("水库庫灯燈 的了A\nａ，1"), max_size=30), st.data())
    def test_whatever_stands_in_a_text_is_found(self, text: str, data: st.DataObject) -> None:
        folded = fold(text)
        start = data.draw(st.integers(0, max(0, len(folded) - 1)))
        term = folded[start : start + data.draw(st.integers(1, 6))]
        if "\n" not in term and (term.isalnum() or len(term) > 2):
            with SearchIndex(Path(":memory:")) as index:
                index.put("x", an_issue("晨报", "2021-03-25", text))
                assert len(index.search(term)) == 1


class TestKeptUpToDate:
    def test_an_issue_written_again_replaces_what_was_there(self, archive: Path) -> None:
        put(archive, an_issue("晨报", "2021-03-25", "灯灭了。"))
        assert found(archive, "水库", "晨报") == found(archive, "水", "晨报") == []
        assert found(archive, "灯灭", "晨报") == ["晨报 a01"]
        with sqlite3.connect(archive / INDEX_FILE) as base:
            for table in ("long", "short"):
                base.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
            assert base.execute("SELECT count(*) FROM short WHERE short MATCH '\"水库\"'").fetchone() == (3,)
        base.close()

    def test_an_issue_that_went_away_goes_from_index_and_list(self, archive: Path) -> None:
        (archive / "晨报_2021-03-25" / "issue.json").unlink()
        put(archive, an_issue("江南日报", "2021-03-26", "水库。"))
        assert found(archive, "水库", "晨报") == []
        assert "晨报_2021-03-25" not in (archive / "index.html").read_text(encoding="utf-8")

    def test_without_an_index_all_issues_come_into_the_new_one(self, archive: Path) -> None:
        (archive / INDEX_FILE).unlink()
        put(archive, an_issue("江南日报", "2021-03-26", "水库。"))
        assert found(archive, "水库") == ALL

    def test_issues_in_folders_of_folders(self, archive: Path) -> None:
        put(archive / "2021" / "三月", an_issue("深报", "2021-03-27", "水库。"))
        assert rebuild_library(archive) == []
        with SearchIndex(archive / INDEX_FILE) as index:
            assert index.search("水库")[0].issue == "2021/三月/深报_2021-03-27"
        assert "2021/%E4%B8%89%E6%9C%88/" in (archive / "index.html").read_text(encoding="utf-8")

    def test_a_reader_made_again_leads_home_from_any_depth(self, archive: Path) -> None:
        document = an_issue("深报", "2021-03-27", "水库。")
        deep = archive / "2021" / "三月" / document.id
        deep.mkdir(parents=True)
        (deep / "issue.json").write_bytes(issue_json(document))
        for folder, home in ((deep, "../../../index.html"), (archive / "晨报_2021-03-25", "../index.html")):
            assert baokan("export", folder, "--format", "html") == 3
            assert f'class="home" href="{home}"' in (folder / "index.html").read_text(encoding="utf-8")

    def test_made_anew_but_for_what_cannot_be_read(self, archive: Path) -> None:
        (archive / "晨报_2021-03-25" / "issue.json").write_text("{")
        (problem,) = rebuild_library(archive)
        assert "晨报_2021-03-25" in str(problem)
        assert found(archive, "水库") == [one for one in ALL if "晨报" not in one]

    @pytest.mark.parametrize("spoilt", ["damaged", "another version"])
    def test_an_index_that_cannot_be_used_says_so_and_can_be_made_anew(self, archive: Path, spoilt: str) -> None:
        if spoilt == "damaged":
            (archive / INDEX_FILE).write_bytes(b"no database" * 1000)
        else:
            with sqlite3.connect(archive / INDEX_FILE) as base:
                base.execute("UPDATE made SET version = 'older'")
            base.close()
        with pytest.raises(BaokanError, match=r"search\.sqlite: .*; run baokan search --rebuild"):
            put(archive, an_issue("晨报", "2021-03-25", "灯灭了。"))
        assert rebuild_library(archive) == []
        assert found(archive, "灯灭") == ["晨报 a01"]

    def test_a_full_disk_and_a_file_that_is_not_let_open_are_no_damage(self, archive: Path) -> None:
        with SearchIndex(archive / INDEX_FILE) as index:
            index._base.execute("PRAGMA max_page_count = 1")
            with pytest.raises(BaokanError, match=r"search\.sqlite: .* full\); free some space"), index.writing():
                index.put("x", an_issue("晨报", "2021-03-25", "灯灭了。" * 10_000))
        (archive / INDEX_FILE).unlink()
        (archive / INDEX_FILE).mkdir()
        with pytest.raises(BaokanError, match=r"search\.sqlite: .*; see that it can be read and written"):
            found(archive, "灯灭")


class TestFolding:
    def test_one_character_for_one(self) -> None:
        assert all(len(char) == len(folded) == 1 for char, folded in folds().items())
        assert not set(folds().values()) & set(folds())

    @given(st.text())
    def test_each_character_has_its_place(self, text: str) -> None:
        assert len(fold(text)) == len(places(text))
        assert fold(fold(text)) == fold(text)


class TestList:
    def test_tells_how_issues_stand_also_those_without_a_result(self, archive: Path) -> None:
        standings = [
            Standing("晨报_2021-03-25", "部分完成", "partly done", "bad", reason="02.jpg: damaged <b>"),
            Standing("夕刊_2024-06-01", "识别中", "running", "busy", run="http://127.0.0.1:4200/runs/1", pages=4),
        ]
        page = tell_standings(archive, standings).read_text(encoding="utf-8")
        assert "02.jpg: damaged &lt;b&gt;" in page
        assert "<b>夕刊_2024-06-01</b> 4" in page
        put(archive, an_issue("夕刊", "2024-06-01", "天亮。"))
        page = (archive / "index.html").read_text(encoding="utf-8")
        assert "<b>夕刊_2024-06-01</b>" not in page
        assert page.count("running") == 1
        assert "partly done" in page

    def test_by_paper_the_newest_first(self) -> None:
        days = ("2021-03-24", "2021-03-26", "2021-03-25")
        page = library_html([ListedIssue(f"晨报_{day}", "晨报", day) for day in days]).decode()
        assert [page.index(f">{day}<") for day in sorted(days, reverse=True)] == sorted(
            page.index(f">{day}<") for day in days
        )


class TestCommand:
    def test_shows_what_is_found(self, archive: Path, capsys: Captured) -> None:
        assert baokan("search", "灯亮着", "--title", "晨报", "--output", archive) == 0
        head, text, link = capsys.readouterr().out.splitlines()
        assert head == "晨报 2021-03-25 p.2 a01  水庫蓄水了。"
        assert text == "  …水庫蓄水了。 河堤上的燈亮著，New York 也有。…"
        assert link == f"  {archive}/晨报_2021-03-25/index.html#a01"

    def test_span_and_number(self, archive: Path, capsys: Captured) -> None:
        assert baokan("search", "水库", "--from", "2021", "--to", "2021-03", "-n", "1", "-o", archive) == 0
        out = capsys.readouterr().out
        assert "江南日报" in out
        assert out.endswith("The newest 1; --limit shows more\n")
        assert baokan("search", "水库", "--to", "1948", "-o", archive) == 0
        assert capsys.readouterr().out == "Nothing found\n"

    def test_makes_the_index_where_there_is_none(self, archive: Path, capsys: Captured) -> None:
        (archive / INDEX_FILE).unlink()
        assert baokan("search", "水库", "-o", archive) == 0
        assert "a01" in capsys.readouterr().out

    def test_rebuild_names_what_cannot_be_read(self, archive: Path, capsys: Captured) -> None:
        (archive / "晨报_2021-03-25" / "issue.json").write_text(json.dumps({"schema_version": "2.0.0"}))
        assert baokan("search", "--rebuild", "-o", archive) == 3
        assert "written by a newer baokan" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "nothing to search for"),
            (["水库", "--from", "2021-02-30"], "2021-02-30: there is no such day"),
            (["水库", "--to", "gestern"], "gestern: not a date"),
            (["水库", "--output", "nowhere"], "nowhere: there is no such folder"),
        ],
    )
    def test_wrong_usage(self, archive: Path, capsys: Captured, arguments: list[str], told: str) -> None:
        assert baokan("search", "--output", archive, *arguments) == 2
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1

    def test_a_folder_without_issues_is_left_as_it_is(self, tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / "index.html").write_text("another's")
        assert baokan("search", "水库", "--output", tmp_path) == 2
        assert "there is no issue.json in it or below it" in capsys.readouterr().err
        assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("index.html", "another's")]
