"""From a path to issues: what belongs together, in which order, under which names; and what is left out."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePath

import pytest

from ocr.errors import NothingToDigitize, UsageError
from ocr.intake import find_issue, find_issues, open_scan
from ocr.intake.names import natural_key
from ocr.model import IssueSource
from ocr.settings import IntakeSettings
from tests.page_files import picture_bytes

JPEG = picture_bytes("JPEG")


def drop(folder: Path, *names: str, content: bytes = JPEG) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def only(path: Path) -> IssueSource:
    issues = find_issues(path).issues
    assert len(issues) == 1, [issue.id for issue in issues]
    return issues[0]


def pages_of(issue: IssueSource) -> list[tuple[int, str]]:
    return [(page.number, page.file.name) for page in issue.pages]


def test_a_folder_of_scans_is_an_issue(tmp_path: Path) -> None:
    folder = tmp_path / "江南晨报_2021-03-25"
    drop(folder, "10.jpg", "2.jpg", "1.jpg")
    issue = only(folder)
    assert (issue.id, issue.path, issue.title, issue.date) == (folder.name, folder, "江南晨报", "2021-03-25")
    assert pages_of(issue) == [(1, "1.jpg"), (2, "2.jpg"), (10, "10.jpg")]
    assert issue.pages[0].sha256 == hashlib.sha256(JPEG).hexdigest()
    assert issue.warnings == ()
    assert only(tmp_path) == issue


def test_a_missing_page_leaves_a_hole(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "晨报_p03.jpg", "晨报_p01.jpg")
    assert [page.number for page in only(tmp_path / "晨报").pages] == [1, 3]


@pytest.mark.parametrize(
    "names",
    [
        ["封面.jpg", "说明.jpg"],
        ["IMG_4711.jpg", "IMG_4712.jpg", "IMG_4720.jpg"],
        ["00.jpg", "01.jpg", "02.jpg"],
        ["A1.jpg", "A2.jpg", "B1.jpg"],
        ["1.jpg", "1.png", "2.jpg"],
    ],
)
def test_names_without_usable_numbers_are_counted(tmp_path: Path, names: list[str]) -> None:
    drop(tmp_path / "晨报", *reversed(names))
    issue = only(tmp_path / "晨报")
    assert pages_of(issue) == list(enumerate(sorted(names, key=natural_key), start=1))


def test_two_files_of_one_page_are_told(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "1.jpg", "1.png", "2.jpg")
    assert only(tmp_path / "晨报").warnings == (
        "1.jpg and 1.png have the same page number 1; all are read, and pages count from 1.",
    )


def test_labels_and_sections(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "B1.jpg", "A2.jpg", "A10.jpg")
    assert [(page.number, page.label) for page in only(tmp_path / "晨报").pages] == [(1, "A2"), (2, "A10"), (3, "B1")]
    drop(tmp_path / "晚报", "晚报 第１０版 体育.png", "晚报 第二版 要闻.png", "晚报 第1版.png")
    evening = only(tmp_path / "晚报")
    assert [(page.number, page.label) for page in evening.pages] == [(1, "第1版"), (2, "第二版"), (10, "第10版")]


def test_loose_files_form_issues_by_what_their_names_share(tmp_path: Path) -> None:
    drop(
        tmp_path,
        "晨报_2021-03-25_p02.jpg",
        "晨报_2021-03-25_p01.jpg",
        "晚报-2021-03-25-01.tif",
        "晚报-2021-03-25-02.tif",
    )
    drop(tmp_path, "特刊.pdf", content=picture_bytes("PDF", pages=3))
    drop(tmp_path, "增刊.tif", content=picture_bytes("TIFF", pages=2))
    issues = {issue.id: issue for issue in find_issues(tmp_path).issues}
    assert set(issues) == {"晨报_2021-03-25", "晚报-2021-03-25", "特刊", "增刊"}
    assert pages_of(issues["晨报_2021-03-25"]) == [(1, "晨报_2021-03-25_p01.jpg"), (2, "晨报_2021-03-25_p02.jpg")]
    assert (issues["晚报-2021-03-25"].title, issues["晚报-2021-03-25"].date) == ("晚报", "2021-03-25")
    assert [(page.number, page.frame) for page in issues["特刊"].pages] == [(1, 0), (2, 1), (3, 2)]
    assert [(page.number, page.frame) for page in issues["增刊"].pages] == [(1, 0), (2, 1)]


def test_one_series_in_a_drop_box_is_named_by_its_files(tmp_path: Path) -> None:
    drop(tmp_path / "scans", "宝山社区_p01.jpg", "宝山社区_p02.jpg")
    drop(tmp_path / "box", "宝山社区_2021-03-25_p01.jpg")
    drop(tmp_path / "2020年第3期", "IMG_0001.jpg", "IMG_0002.jpg")
    assert only(tmp_path / "scans").id == "宝山社区"
    assert only(tmp_path / "box").id == "宝山社区_2021-03-25"
    assert (only(tmp_path / "2020年第3期").id, only(tmp_path / "2020年第3期").issue_number) == ("2020年第3期", "第3期")


def test_pages_of_one_issue_may_differ_in_more_than_the_number(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "第1版 要闻.jpg", "第2版 要闻.jpg", "第3版 民生.jpg", "第4版 副刊.jpg")
    assert [page.number for page in only(tmp_path / "晨报").pages] == [1, 2, 3, 4]


def test_one_page_pdfs_named_as_pages_are_pages(tmp_path: Path) -> None:
    drop(tmp_path / "20210325", "A01.pdf", "A02.pdf", content=picture_bytes("PDF"))
    drop(tmp_path / "两期", "晨报.pdf", "晚报.pdf", content=picture_bytes("PDF"))
    assert [page.label for page in only(tmp_path / "20210325").pages] == ["A01", "A02"]
    assert [issue.id for issue in find_issues(tmp_path / "两期").issues] == ["晚报", "晨报"]


def test_a_pdf_beside_pages_is_an_issue_of_its_own(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "01.jpg", "02.jpg")
    drop(tmp_path / "晨报", "增刊.pdf", content=picture_bytes("PDF", pages=2))
    assert [(issue.id, len(issue.pages)) for issue in find_issues(tmp_path).issues] == [("晨报", 2), ("增刊", 2)]


def test_folders_in_folders_and_the_output_left_out(tmp_path: Path) -> None:
    drop(tmp_path, "晨报/0325/1.jpg", "晚报/0325/1.jpg", "晚报/0326/1.jpg", "output/晨报/pages/p01.jpg")
    found = find_issues(tmp_path, output=tmp_path / "output").issues
    assert [(issue.id, issue.place) for issue in found] == [
        ("0325", "晚报/0325"),
        ("0326", "晚报/0326"),
        ("0325", "晨报/0325"),
    ]
    assert find_issues(tmp_path, output=tmp_path / "output").issues == found


def test_folders_say_the_title_where_only_the_date_is_an_issue_s_name(tmp_path: Path) -> None:
    drop(tmp_path, "江南晨报/2021年/3月/2021-03-25/1.jpg", "江南晨报/晚报_2021-03-25/1.jpg", "收件箱/2021-03-26/1.jpg")
    drop(tmp_path, "江南晨报/特刊/1.jpg", "宝山社区/2021-03-25_p01.jpg", "2021/2021-03-27/1.jpg")
    assert {issue.place: issue.title for issue in find_issues(tmp_path).issues} == {
        "江南晨报/2021年/3月/2021-03-25": "江南晨报",
        "江南晨报/晚报_2021-03-25": "晚报",
        "江南晨报/特刊": None,
        "宝山社区/2021-03-25": "宝山社区",
        "收件箱/2021-03-26": None,
        "2021/2021-03-27": None,
    }


def test_documents_and_loose_pages_lie_in_the_folder_of_their_folder(tmp_path: Path) -> None:
    drop(tmp_path, "晨报/2021/1.jpg", "晨报/宝山_2021-03-25_p1.jpg", "晨报/宝山_2021-03-26_p1.jpg")
    drop(tmp_path / "晨报", "特刊.pdf", content=picture_bytes("PDF", pages=2))
    found = {issue.place: issue for issue in find_issues(tmp_path).issues}
    assert set(found) == {"晨报/2021", "晨报/宝山_2021-03-25", "晨报/宝山_2021-03-26", "晨报/特刊"}
    assert all(find_issue(issue.path, tmp_path, place) == issue for place, issue in found.items())
    with pytest.raises(NothingToDigitize, match="the scans of 晨报/增刊 are not there any more"):
        find_issue(tmp_path / "晨报" / "增刊.pdf", tmp_path, "晨报/增刊")


def test_places_are_apart_even_where_case_does_not_count(tmp_path: Path) -> None:
    drop(tmp_path, "a/1.jpg", "a/a_p1.jpg", "b/1.jpg")
    drop(tmp_path, "a.pdf", "A.pdf", "a-2.pdf", "a/A.pdf", content=picture_bytes("PDF", pages=2))
    places = [issue.place for issue in find_issues(tmp_path).issues]
    assert len({place.casefold() for place in places}) == len(places) == 7
    assert {"b"} < set(places)


def test_what_was_written_is_not_read_again(tmp_path: Path) -> None:
    drop(tmp_path, "晨报/1.jpg", "晨报/issue.json", "晨报/pages/p01.jpg")
    assert pages_of(only(tmp_path)) == [(1, "1.jpg")]
    assert find_issues(tmp_path, output=tmp_path) == find_issues(tmp_path)


def test_a_pipe_is_no_scan(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "1.jpg")
    os.mkfifo(tmp_path / "晨报" / "2.jpg")
    assert pages_of(only(tmp_path)) == [(1, "1.jpg")]


def test_folder_and_file_of_one_name_get_two_ids(tmp_path: Path) -> None:
    drop(tmp_path, "晨报/1.jpg")
    drop(tmp_path, "晨报.pdf", content=picture_bytes("PDF"))
    assert [(issue.id, issue.path.name) for issue in find_issues(tmp_path).issues] == [
        ("晨报-2", "晨报.pdf"),
        ("晨报", "晨报"),
    ]


def test_a_link_back_to_its_own_folder_ends(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "1.jpg")
    (tmp_path / "晨报" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert only(tmp_path).id == "晨报"


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("第3版.png", picture_bytes("PNG"), [3]),
        ("刊.tif", picture_bytes("TIFF", 2), [1, 2]),
        ("刊.pdf", picture_bytes("PDF", 4), [1, 2, 3, 4]),
    ],
)
def test_one_file_is_an_issue(tmp_path: Path, name: str, content: bytes, pages: list[int]) -> None:
    drop(tmp_path, name, "beside.jpg", content=content)
    issue = only(tmp_path / name)
    assert (issue.id, [page.number for page in issue.pages]) == (Path(name).stem, pages)


def test_litter_is_left_out_in_silence_and_lost_scans_with_a_word(tmp_path: Path) -> None:
    folder = tmp_path / "晨报"
    drop(
        folder, "1.jpg", ".hidden.jpg", "~$2.jpg", "3.jpg.part", "4.jpg~", "5.tmp", "Thumbs.db", ".DS_Store", "._1.jpg"
    )
    drop(folder, "notes.txt", "1.json", "__MACOSX/1.jpg", content=b"nothing to see")
    drop(folder, "6.heic", "7.zip", content=b"whatever")
    drop(folder, "8.scan", "9")
    issue = only(tmp_path)
    assert pages_of(issue) == [(1, "1.jpg")]
    assert issue.warnings == (
        f"{PurePath('晨报', '6.heic')} was left out: HEIC is not read; save it as JPEG, PNG, TIFF or PDF.",
        f"{PurePath('晨报', '7.zip')} was left out: it is an archive; unpack it here.",
        f"{PurePath('晨报', '8.scan')} was left out: its content is JPEG, but not its ending; rename it.",
        f"{PurePath('晨报', '9')} was left out: its content is JPEG, but not its ending; rename it.",
    )


def test_warnings_of_a_folder_without_scans_are_not_lost(tmp_path: Path) -> None:
    drop(tmp_path, "晨报/1.jpg", "手机/1.heic")
    assert [len(issue.warnings) for issue in find_issues(tmp_path).issues] == [1]


def test_what_cannot_be_opened_stays_a_page(tmp_path: Path) -> None:
    drop(tmp_path / "晨报", "1.jpg")
    drop(tmp_path / "晨报", "2.jpg", content="这不是图片".encode())
    drop(tmp_path / "晨报", "3.jpg", content=b"")
    drop(tmp_path / "晨报", "4.pdf", content=b"%PDF-1.7 damaged")
    (tmp_path / "晨报" / "5.jpg").symlink_to(tmp_path / "gone.jpg")
    issue = only(tmp_path)
    assert [page.number for page in issue.pages] == [1, 2, 3, 4, 5]
    assert issue.pages[4].sha256 == ""
    assert open_scan(issue.pages[0], IntakeSettings()).image.shape == (160, 120)


def test_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: no such path; give a folder of scans"):
        find_issues(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="no such path"):
        find_issues(tmp_path / ("长" * 200))


def test_nothing_to_digitize(tmp_path: Path) -> None:
    with pytest.raises(NothingToDigitize, match="no scans in this folder; put JPEG, PNG, TIFF") as empty:
        find_issues(tmp_path)
    assert str(tmp_path) in str(empty.value)
    drop(tmp_path, "readme.txt", "1.heic", content=b"text")
    with pytest.raises(NothingToDigitize, match=r"1\.heic was left out: HEIC is not read"):
        find_issues(tmp_path)
    with pytest.raises(NothingToDigitize, match=r"readme\.txt: this is not a scan"):
        find_issues(tmp_path / "readme.txt")


def test_issue_toml_gives_and_overrides(tmp_path: Path) -> None:
    folder = tmp_path / "晨报_2021-03-25"
    drop(folder, "1.jpg")
    (folder / "issue.toml").write_text(
        'title = "江南晨报"\ndate = 2021-03-26\nnumber = 2187\npages = 8\nwriting_mode = "vertical-rl"\n'
        'engine = "tesseract"\n',
        encoding="utf-8-sig",
    )
    issue = only(tmp_path)
    assert (issue.title, issue.date, issue.issue_number, issue.expected_pages) == ("江南晨报", "2021-03-26", "2187", 8)
    assert (issue.writing_mode, issue.engine, issue.warnings) == ("vertical-rl", "tesseract", ())
    assert only(folder / "1.jpg").title == "江南晨报"
    (folder / "issue.toml").write_text('number = "总第2187期"\n', encoding="utf-8")
    issue = only(tmp_path)
    assert (issue.title, issue.date, issue.issue_number) == ("晨报", "2021-03-25", "总第2187期")


def test_issue_toml_beside_several_issues_is_not_used(tmp_path: Path) -> None:
    drop(tmp_path, "晨报_p1.jpg", "晚报_p1.jpg")
    (tmp_path / "issue.toml").write_text('title = "江南晨报"', encoding="utf-8")
    issues = find_issues(tmp_path).issues
    assert [issue.title for issue in issues] == [None, None]
    assert "issue.toml was not used: it stands beside 2 issues" in issues[0].warnings[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('titel = "晨报"', "titel is not a key of issue.toml; it may have title, date"),
        ("title = 3", "title is wrong"),
        ('title = ""', "title is wrong"),
        (r'title = "江南\n晨报"', "title is wrong: it has a line break"),
        ('date = "last Thursday"', "date is wrong: a date is written as 2021-03-25"),
        ('date = "2021-02-30"', "date is wrong"),
        ("pages = 0", "pages is wrong"),
        ('pages = "8"', "pages is wrong"),
        ('writing_mode = "vertical"', "writing_mode is wrong"),
        ('engine = "best"', "engine is wrong"),
        ("title = 晨报", "this is not TOML"),
        ("title = '晨报'", "not in UTF-8"),
        (f"number = {'9' * 5000}", "too long or nested too deeply"),
        (f"title = {'[' * 5000}", "too long or nested too deeply"),
    ],
)
def test_a_wrong_issue_toml_names_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    drop(tmp_path / "晨报", "1.jpg")
    file = tmp_path / "晨报" / "issue.toml"
    file.write_text(text, encoding="gbk" if "UTF-8" in message else "utf-8")
    (problem,) = find_issues(tmp_path).problems
    assert isinstance(problem, UsageError)
    assert str(problem).startswith(f"{file}: ")
    assert message in str(problem)
    assert "\n" not in str(problem)


def test_a_wrong_issue_toml_costs_its_own_folder_alone(tmp_path: Path) -> None:
    drop(tmp_path, "晨报/1.jpg", "晨报/增刊/1.jpg", "晚报/1.jpg")
    (tmp_path / "晨报" / "issue.toml").write_text("titel = 1", encoding="utf-8")
    found = find_issues(tmp_path)
    assert [issue.place for issue in found.issues] == ["晚报", "晨报/增刊"]
    assert [str(problem).partition(":")[0] for problem in found.problems] == [str(tmp_path / "晨报" / "issue.toml")]
    assert find_issues(tmp_path / "晨报" / "1.jpg").issues == ()


def test_names_in_the_encoding_of_old_archives(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/" + "晨报_2021-03-25".encode("gb18030"))
    Path(folder).mkdir()
    drop(Path(folder), "1.jpg")
    issue = only(tmp_path)
    assert (issue.id, issue.title) == ("晨报_2021-03-25", "晨报")
