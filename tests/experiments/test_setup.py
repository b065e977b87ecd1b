"""What an experiment is made of: the files of a corpus, vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.parts import Reading, read_parts
from auxadvisor.tagger.vectors import freeze, thaw


def test_a_folders_files_are_its_parts(tmp_path: Path) -> None:
    for name in ("train.conll", "testa.conll", "README.md"):
        (tmp_path / name).write_text("a O\n\nb O\n")
    other = tmp_path / "other.conll"
    other.write_text("c O\n")
    parts = read_parts(tmp_path, None, other, Reading())
    assert {name: corpus.path.name for name, corpus in parts.items()} == {
        "train": "train.conll",
        "dev": "testa.conll",
        "test": "other.conll",
    }
    (tmp_path / "dev.tsv").write_text("a\tO\n")
    with pytest.raises(SettingsError, match=r"dev\.tsv and testa\.conll could both be"):
        read_parts(tmp_path, None, None, Reading())
    (tmp_path / "dev.tsv").unlink()
    (tmp_path / "small-train.conll").write_text("d O\n")
    assert read_parts(tmp_path, None, None, Reading())["train"].path.name == "train.conll"
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"empty: expected a file train\.\* in the folder, found n"):
        read_parts(tmp_path / "empty", None, None, Reading())


def test_the_names_of_universal_dependencies_are_known(tmp_path: Path) -> None:
    row = "1\thei\t_\tINTJ\t_\t_\t_\t_\t_\t_\n\n"
    for part in ("train", "dev", "test"):
        (tmp_path / f"fi_tdt-ud-{part}.conllu").write_text(row)
    (tmp_path / "stats.xml").write_text("<a/>")
    parts = read_parts(tmp_path, None, None, Reading())
    assert [corpus.path.name for corpus in parts.values()] == [
        f"fi_tdt-ud-{part}.conllu" for part in ("train", "dev", "test")
    ]
    (tmp_path / "fi_ftb-ud-dev.conllu").write_text(row)
    with pytest.raises(SettingsError, match=r"fi_ftb-ud-dev\.conllu and fi_tdt-ud-dev\.conllu"):
        read_parts(tmp_path, None, None, Reading())


class Types:
    name, size = "types/x", 4

    def vectors(self, types):
        return np.array([[len(word), *map(ord, word[:3])] for word in types], dtype="f4")


class Tokens:
    name, size = "tokens/x", 1

    def sentence_vectors(self, sentences):
        return [np.arange(len(one), dtype="f4")[:, None] for one in sentences]


@pytest.mark.parametrize("kind", [Types, Tokens])
@pytest.mark.parametrize("repeated", [True, False])
def test_vectors_are_taken_up_from_their_file(tmp_path: Path, kind, repeated: bool) -> None:
    sentences = [[f"w{n}ab" for n in range(10, 30)], ["w10ab" if repeated else "w30ab", "w31ab"]]
    embeddings = kind()
    frozen = freeze(embeddings, sentences, tmp_path)
    assert freeze(embeddings, sentences).file is None
    again = thaw(frozen.file, frozen.name, frozen.identity, sentences)
    assert isinstance(again.matrix, np.memmap) and again.identity == frozen.identity
    places = np.arange(22)
    assert (again.of(places) == frozen.of(places)).all()
    with pytest.raises(DataError, match=rf"{frozen.file.name}: expected .* found 2\d"):
        thaw(frozen.file, frozen.name, frozen.identity, sentences[1:])
