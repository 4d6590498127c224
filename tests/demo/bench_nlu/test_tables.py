"""Anybody's files: with a header or without, by name or by place, and refused with what and where."""

from pathlib import Path

import pytest

from tandem.demo.bench.nlu.corpus import read_documents, read_requests
from tandem.demo.bench.nlu.intents import IntentFiles, read_intents
from tandem.demo.bench.nlu.pairs import read_pairs
from tandem.demo.bench.nlu.tables import Column, read_rows
from tandem.demo.replay.reading import UnreadableFile

COLUMNS = (Column(("text",), 0), Column(("label", "category"), 1))
ROWS = [("怎么还款", "repay"), ("额度，多少", "limit")]


def write(folder: Path, name: str, content: str, encoding: str = "utf-8") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding)
    return str(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "text,category\n怎么还款,repay\n额度，多少,limit\n"),
        ("a.csv", "id,Category,Text\n1,repay,怎么还款\n2,limit,额度，多少\n"),
        ("a.csv", "怎么还款,repay\n\n额度，多少,limit\n"),
        ("a.tsv", "怎么还款\trepay\r\n额度，多少\tlimit\r\n"),
        ("a.txt", "怎么还款\trepay\n额度，多少\tlimit\n"),
        ("a.json", '[["怎么还款", "repay"], ["额度，多少", "limit"]]'),
    ],
)
def test_shapes(tmp_path: Path, name: str, content: str) -> None:
    assert read_rows(write(tmp_path, name, content), COLUMNS) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.csv", "text,label\n怎么还款,repay\n额度，多少,limit\n", encoding)
    assert read_rows(path, COLUMNS) == ROWS


def test_tabs_part_cells_and_only_line_ends_part_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "a.tsv", '说"可以\u2028吗\trepay\n"额度\tlimit\n')
    assert read_rows(path, COLUMNS) == [('说"可以\u2028吗', "repay"), ('"额度', "limit")]


def test_columns_by_name_and_by_place(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "n,问,答\n1,怎么还款,repay\n2,额度，多少,limit\n")
    named = (Column((), 0, "问"), Column((), 1, "答"))
    placed = (Column((), 0, "2"), Column((), 1, "3"))
    assert read_rows(path, named) == ROWS
    assert read_rows(path, placed)[1:] == ROWS  # by place nothing says that the first row is a header


def test_splits_and_folders(tmp_path: Path) -> None:
    path = write(
        tmp_path, "full.json", '{"train": [["怎么还款", "repay"]], "val": [["额度，多少", "limit"]]}'
    )
    assert read_rows(f"{path}#train,val", COLUMNS) == ROWS
    write(tmp_path, "shots/seq.in", "怎么还款\n额度，多少\n")
    write(tmp_path, "shots/label", "repay\nlimit\n")
    assert read_rows(str(tmp_path / "shots"), COLUMNS) == ROWS


@pytest.mark.parametrize(
    ("source", "content", "said"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", "text,label\n怎么还款,\n", "row 2"),
        ("a.csv", "怎么还款\n", "has 1 columns; 2 are needed"),
        ("a.json#test", '{"train": []}', "no split 'test'; it has: train"),
        ("a.json", "[[1, 2]]", "item 1 is not a list of texts"),
        ("a.json", "{", "cannot read"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, source: str, content: str, said: str) -> None:
    write(tmp_path, source.partition("#")[0], content)
    with pytest.raises(UnreadableFile, match=said):
        read_rows(str(tmp_path / source), COLUMNS)


def test_absent_file_and_unknown_column(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read_rows(str(tmp_path / "no.csv"), COLUMNS)
    path = write(tmp_path, "a.csv", "text,label\n怎么还款,repay\n")
    with pytest.raises(UnreadableFile, match="no column '意图'; it has: text, label"):
        read_rows(path, (Column((), 0, "意图"),))


def test_out_of_scope_rows_are_no_intent(tmp_path: Path) -> None:
    train = write(tmp_path, "train.csv", "text,label\n怎么还款,repay\n额度多少,limit\n下雨吗,oos\n")
    test = write(tmp_path, "test.csv", "text,label\n还款,repay\n写首诗,oos\n")
    outside = write(tmp_path, "oos.csv", "text\n几点了\n")
    data = read_intents(IntentFiles([train], [test], [outside]))
    assert data.train.labels == ("limit", "repay")
    assert data.train.out_of_scope == ("下雨吗",)
    assert data.true == ("repay",)
    assert data.outside == ("几点了", "写首诗")


def test_training_pairs_that_are_tested_are_left_out_either_way_round(tmp_path: Path) -> None:
    train = write(tmp_path, "train.csv", "怎么还,如何还,1\n如何还,怎么还款,0\n额度,利息,0\n")
    test = write(tmp_path, "dev.csv", "sentence1,sentence2,label\n如何还,怎么还,1\n")
    data = read_pairs([train], [test], (None, None, None))
    assert data.removed == 1
    assert data.train.left == ("如何还", "额度")
    bad = write(tmp_path, "bad.csv", "怎么还,如何还,yes\n")
    with pytest.raises(UnreadableFile, match="row 1: the label is 'yes'"):
        read_pairs([bad], [], (None, None, None))


def test_documents_and_requests(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.json", '{"id": "a", "title": "结清", "content": "先核实身份"}')
    write(tmp_path, "docs/b.md", "# 额度\n每月评估")
    found = read_documents(str(tmp_path / "docs"))
    assert [(one.id, one.title) for one in found] == [("a", "结清"), ("b", "额度")]
    rows = write(tmp_path, "q.csv", 'query,documents\n我要结清,"a, b"\n')
    deep = write(tmp_path, "q.json", '[{"ask": {"text": "我要结清"}, "documents": ["a", "b"]}]')
    for source, key in ((rows, None), (deep, "ask.text")):
        (request,) = read_requests(source, key, None)
        assert (request.text, request.needed) == ("我要结清", ("a", "b"))
    with pytest.raises(UnreadableFile, match="has none of"):
        read_requests(deep, "nothing", None)
    write(tmp_path, "docs/c.json", '{"id": "a", "content": "又一份"}')
    with pytest.raises(UnreadableFile, match="two documents are called 'a'"):
        read_documents(str(tmp_path / "docs"))
