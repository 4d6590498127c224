from pathlib import Path

import pytest

from tandem.demo.replay.reading import UnreadableFile, read_questions

TEXTS = ["怎么提前还款？", "额度, 为什么\n降低了", '他说"可以"', "利率"]
CSV = '问题,标签\r\n怎么提前还款？,1\r\n"额度, 为什么\n降低了",0\r\n"他说""可以""",1\r\n利率,0\r\n'


def write(tmp_path: Path, content: str | bytes, name: str = "f.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("column", ["问题", "1"])
def test_encodings_quotes_and_columns(tmp_path, encoding, column):
    found = read_questions(write(tmp_path, CSV, encoding=encoding), column)
    assert [q.text for q in found.items] == TEXTS
    assert [q.line for q in found.items] == [1, 2, 3, 4]
    assert found.column == "问题"


@pytest.mark.parametrize(("mark", "name"), [("\t", "a.txt"), (";", "a.csv"), ("|", "a.csv"), ("\t", "a.tsv")])
def test_delimiters_are_found(tmp_path, mark, name):
    path = write(tmp_path, f"id{mark}text\n1{mark}你好, 请问\n2{mark}再见\n", name)
    assert [q.text for q in read_questions(path, "text").items] == ["你好, 请问", "再见"]


def test_a_lone_quote_in_a_tab_file_eats_nothing(tmp_path):
    path = write(tmp_path, 'a\tb\n"怎么还\t1\n利率\t2\n', "a.tsv")
    assert [q.text for q in read_questions(path, "a").items] == ['"怎么还', "利率"]


def test_blank_cells_and_short_rows_are_left_out_and_counted(tmp_path):
    found = read_questions(write(tmp_path, "a,b\n1,  \n2\n3,问\n"), "b")
    assert ([q.text for q in found.items], found.blank) == (["问"], 2)


def test_limit_counts_questions(tmp_path):
    assert len(read_questions(write(tmp_path, CSV), "问题", limit=2).items) == 2


def test_a_file_without_header(tmp_path):
    found = read_questions(write(tmp_path, "1,问一\n2,问二\n"), "2", header=False)
    assert [q.text for q in found.items] == ["问一", "问二"]


@pytest.mark.parametrize(
    ("content", "column", "message"),
    [
        (CSV, "question", "no column 'question'; the file has: 1 '问题', 2 '标签'"),
        (CSV, "3", "no column '3'"),
        (CSV, "0", "no column '0'"),
        ("", "a", "is empty"),
        (b"\xff\xfa\x00\x81", "a", "neither UTF-8"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path, content, column, message):
    with pytest.raises(UnreadableFile, match=message):
        read_questions(write(tmp_path, content), column)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot read"):
        read_questions(tmp_path / "none.csv", "a")
