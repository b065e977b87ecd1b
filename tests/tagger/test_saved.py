"""A tagger in a folder: what is saved is what is loaded, and what is wrong is named."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_taggers import save_small_tagger

from auxadvisor.corpora import spans
from auxadvisor.embeddings import Stored, locate
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.json_values import SEAL, sealed
from auxadvisor.tagger.batches import sentence_starts
from auxadvisor.tagger.model import Architecture, Tagger
from auxadvisor.tagger.saved import NEXT, Recipe, load_tagger, save_tagger
from auxadvisor.tagger.training import predict
from auxadvisor.tagger.vectors import freeze

SENTENCES = [("Anna", "asuu", "Oulussa", "."), (), ("Hän", "tulee", "!")]
TAGS = ("B-LOC", "E-LOC", "I-LOC", "O", "S-LOC", "S-PER")
MULTI = "embeddings/1-pack-multi-bpe/bpe"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_small_tagger(tmp_path_factory.mktemp("taggers") / "meta")


@pytest.fixture
def copy(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "copy"))


def random_tagger(names: tuple[str, ...], **shape: object) -> tuple[Recipe, Tagger]:
    stored = tuple(locate(name) for name in names)
    sizes = tuple(one.load().size for one in stored)
    architecture = Architecture(sizes, TAGS, hidden_size=7, **shape)  # type: ignore[arg-type]
    torch.manual_seed(1)
    model = Tagger(architecture)
    model.emit.weight.data *= 20  # so that tags differ
    sets = tuple(name.split("/")[1] for name in names)
    return Recipe("ner", "fi", architecture, stored, sets), model


@pytest.mark.parametrize(
    ("names", "combination"),
    [
        (("pack/fi/bpe", "pack/multi/bpe"), "meta"),
        (("pack/fi/bpe", "pack/fi/bpe"), "concatenation"),
        (("pack/fi/flair", "noise/9/0.5"), "meta"),
    ],
)
def test_what_is_saved_tags_as_before(names, combination, tmp_path: Path) -> None:
    recipe, model = random_tagger(names, combination=combination)
    filled = [sentence for sentence in SENTENCES if sentence]
    vectors = [freeze(one.load(), filled) for one in recipe.embeddings]
    starts = sentence_starts([len(sentence) for sentence in filled])
    numbers, weights = predict(model, vectors, starts, np.arange(len(filled)))
    save_tagger(tmp_path / "saved", recipe, model)
    tagger = load_tagger(tmp_path / "saved")
    tags, attention = tagger.tag_and_attend(SENTENCES)
    assert tagger.tag(SENTENCES) == tags and tags[1] == ()
    expected = [tuple(TAGS[n] for n in numbers[a:b]) for a, b in pairwise(starts)]
    assert list(map(spans, (tags[0], tags[2]))) == list(map(spans, expected))
    assert {tag[0] for one in tags for tag in one} <= set("OBI")
    assert (attention is not None) == tagger.has_attention == (combination == "meta")
    if attention is not None:
        assert [one.shape for one in attention] == [(4, 2), (0, 2), (3, 2)]
        np.testing.assert_allclose(np.concatenate(attention), weights, atol=1e-6)
    assert (tagger.recipe.sets, tagger.recipe.architecture) == (recipe.sets, recipe.architecture)


def test_transitions_that_may_not_be_are_kept(trained: Path) -> None:
    tagger = load_tagger(trained)
    illegal = tagger.model.crf.illegal
    names = (*tagger.recipe.architecture.tags, "")
    assert illegal is not None
    assert all(
        bool(illegal[before, after]) == ((names[before], names[after]) not in tagger.recipe.legal)
        for before in range(len(names))
        for after in range(len(names))
    )


def test_a_folder_without_its_originals_is_enough(tmp_path: Path) -> None:
    """Embeddings come along; so a tagger outlives them, and can be moved."""
    original = tmp_path / "original"
    original.mkdir()
    recipe, model = random_tagger(("pack/fi/bpe",))
    files = tuple(Path(shutil.copy(file, original)) for file in recipe.embeddings[0].files)
    mine = Stored("my/own", recipe.embeddings[0].form, files)
    save_tagger(
        tmp_path / "one", Recipe("ner", "fi", recipe.architecture, (mine,), ("mine",)), model
    )
    before = load_tagger(tmp_path / "one").tag(SENTENCES)
    shutil.rmtree(original)
    shutil.move(tmp_path / "one", tmp_path / "elsewhere")
    assert load_tagger(tmp_path / "elsewhere").tag(SENTENCES) == before
    assert str(tmp_path) not in (tmp_path / "elsewhere" / "tagger.json").read_text()


def test_sets_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    """Users' embeddings are called by their last folder, which two languages may share."""
    both = []
    for tag in ("fi", "de"):
        one = locate(f"pack/{tag}/bpe")
        (tmp_path / tag).mkdir()
        files = tuple(Path(shutil.copy(file, tmp_path / tag)) for file in one.files)
        both.append(Stored("bpemb/bpe", one.form, files))
    recipe, model = random_tagger(("pack/fi/bpe", "pack/de/bpe"))
    save_tagger(tmp_path / "named", recipe, model)
    save_tagger(tmp_path / "alike", replace(recipe, embeddings=tuple(both)), model)
    expected = load_tagger(tmp_path / "named").tag(SENTENCES)
    assert load_tagger(tmp_path / "alike").tag(SENTENCES) == expected
    again = replace(recipe, embeddings=(both[0], both[0]))
    save_tagger(tmp_path / "twice", again, model)
    assert len(list((tmp_path / "twice" / "embeddings").iterdir())) == 1


def test_embeddings_that_changed_take_the_place_of_older_ones(tmp_path: Path) -> None:
    """A run that is trained anew, in its old folder, with embeddings of the old name."""
    recipe, model = random_tagger(("pack/fi/bpe",))
    tagged = []
    for language in ("fi", "nl"):  # as many pieces, of the same size
        mine = tmp_path / language
        mine.mkdir()
        files = (Path(shutil.copy(f, mine)) for f in locate(f"pack/{language}/bpe").files)
        stored = Stored("my/own", recipe.embeddings[0].form, tuple(files))
        now = Recipe("ner", "fi", recipe.architecture, (stored,), ("mine",))
        save_tagger(tmp_path / "saved", now, model)
        expected = stored.load().vectors(["Anna"])
        found = load_tagger(tmp_path / "saved").embeddings[0].vectors(["Anna"])
        np.testing.assert_array_equal(found, expected)
        tagged.append(found)
    assert not np.array_equal(*tagged)


def test_no_sentences(trained: Path) -> None:
    assert load_tagger(str(trained)).tag_and_attend([]) == ([], [])


@pytest.mark.parametrize("name", ["", "missing"])
def test_a_folder_without_a_tagger(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"expected a trained tagger's folder, found no tagger"):
        load_tagger(tmp_path / name)


def rewrite(folder: Path, change) -> dict[str, Any]:
    """Change ``tagger.json`` as one who knows that it has the sha256 of itself."""
    about = json.loads((folder / "tagger.json").read_text())
    change(about)
    about.pop(SEAL)
    (folder / "tagger.json").write_text(json.dumps(sealed(about)))
    return about


def error_of(folder: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        load_tagger(folder)
    error = caught.value
    assert error.hint == NEXT and str(error).count("\n") == 0
    return error


@pytest.mark.parametrize("file", ["model.safetensors", f"{MULTI}.model", f"{MULTI}.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"no such thing", "cut"])
def test_a_file_that_is_missing_or_damaged_is_named(copy: Path, file: str, content) -> None:
    whole = (copy / file).read_bytes()
    (copy / file).unlink()
    if content is not None:
        (copy / file).write_bytes(whole[: len(whole) // 2] if content == "cut" else content)
    assert error_of(copy).path == copy / file


@pytest.mark.parametrize("content", [b"", b"[]", b"3", b'{"kind": "auxadvisor tagger"}', b"\xff{"])
def test_a_damaged_record_is_named(copy: Path, content: bytes) -> None:
    (copy / "tagger.json").write_bytes(content)
    assert error_of(copy).path == copy / "tagger.json"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda a: a.update(kind="something else"), "expected 'auxadvisor tagger', format 2"),
        (lambda a: a.update(format=1), "expected 'auxadvisor tagger', format 2"),
        (lambda a: a.pop("sets"), "KeyError: 'sets'"),
        (lambda a: a.update(task="chunks"), "task 'chunks' is none of ner, pos"),
        (lambda a: a.update(sets=["fi"]), "2 sizes, 2 embeddings, 1 sets"),
        (lambda a: a.update(legal=[["O", "B-XYZ"]]), "KeyError: 'B-XYZ'"),
        (lambda a: a["embeddings"].pop(), "2 sizes, 1 embeddings, 2 sets"),
        (lambda a: a["embeddings"][0].update(form="braille"), "'braille' is none of byte-pair, "),
        (lambda a: a["embeddings"][0].update(form="byte-pair", files=[]), "ValueError"),
        (lambda a: a["embeddings"][0].update(form="noise", name="noise/1"), "noise/SIZE/SCALE"),
        (lambda a: a["embeddings"][0].update(files=[]), "IndexError"),
        (lambda a: a["architecture"].update(combination="sum"), "'sum' is none of concatenation"),
        (lambda a: a["architecture"].update(depth=3), "unexpected keyword argument 'depth'"),
        (lambda a: a["architecture"].update(tags=[1, 2]), "a tag or a set that is no name"),
        (lambda a: a["architecture"].update(hidden_size="wide"), "TypeError"),
        (lambda a: a["architecture"].update(hidden_size=-4), "Error"),
    ],
)
def test_a_record_that_says_something_else(copy: Path, change, said: str) -> None:
    rewrite(copy, change)
    error = error_of(copy)
    assert error.path == copy / "tagger.json" and said in str(error)


def test_weights_of_other_sizes(copy: Path) -> None:
    rewrite(copy, lambda about: about["architecture"].update(hidden_size=25))
    error = error_of(copy)
    assert error.path == copy / "model.safetensors" and re.search(r"size mismatch", str(error))


def test_embeddings_of_another_size(copy: Path, tmp_path: Path) -> None:
    """Word vectors of two components, where the weights expect a hundred."""
    (copy / "two.txt").write_text("2 2\nyksi 1 2\nkaksi 3 4\n", encoding="utf-8")
    two = {"form": "word2vec", "files": ["two.txt"]}
    about = rewrite(copy, lambda about: about["embeddings"][1].update(two))
    size = about["architecture"]["sizes"][1]
    error = error_of(copy)
    assert f"expected pack/multi/bpe of size {size}, found 2" in str(error)
