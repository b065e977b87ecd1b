"""What lies in a folder and its subfolders: corpora, raw text, embeddings, runs.

Files are known by their names, and corpora by their first lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from auxadvisor.corpora import Sentence, Task, detect_format, detect_task, iter_sentences
from auxadvisor.corpora.files import ARCHIVES, TextFile
from auxadvisor.corpora.formats import LINES_LOOKED_AT
from auxadvisor.corpora.parsing import is_blank
from auxadvisor.corpora.sentences import PLAIN_TEXT
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.experiments.parts import NAMES, files_of_parts
from auxadvisor.experiments.results import EXPERIMENT
from auxadvisor.languages import Language, catalogue, resolve

SENTENCES = 500
"""Sentences of a file that tell its task and its language."""
NOT_TEXT = re.compile(r"(?i)readme|licen[cs]e|requirements|notice|copying|changelog|cmakelists")
"""How a ``.txt`` file begins that is no text of a language."""
CORPUS_SUFFIXES = frozenset(
    {".conll", ".conllu", ".conll02", ".conll03", ".tsv", ".bio", ".iob", ".iob2", ".txt"}
)
"""Last suffixes, but for an archive's, of files that are read where a language names them."""
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Z][A-Za-z]{1,3})?")
_FASTTEXT = re.compile(r"(?:cc|wiki)\.([a-z]{2,3})\b")


@dataclass(frozen=True)
class CorpusFile:
    """A tagged corpus.

    Attributes:
        path: the file.
        format: a key of ``corpora.FORMATS``.
        task: what is tagged, by the first sentences.
        misnamed: whether it is called ``.txt``, so that ``--corpus-format`` is needed.
    """

    path: Path
    format: str
    task: Task
    misnamed: bool = False


@dataclass(frozen=True)
class EmbeddingFiles:
    """Embeddings of words or characters.

    Attributes:
        source: a key of ``embeddings.SOURCES``: ``bpemb``, ``flair`` or ``word2vec``.
        path: the file, or the folder of several; ``source/path`` is their name.
        language: that the file or folder is named after.
    """

    source: str
    path: Path
    language: Language | None


@dataclass(frozen=True)
class LeftOut:
    """A file that was found and not taken, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class FoundFiles:
    """What lies in a folder; every path begins with the folder's.

    Attributes:
        folder: that was looked at.
        parts: of the target's corpus, by name: ``train``, ``dev``, ``test``.
        texts: raw text that is not named after a language, the largest first.
        corpora: tagged corpora that are named after a language, by its tag.
        raw: raw text that is named after a language, by its tag.
        embeddings: of words or characters.
        runs: folders of runs.
        left_out: what was not taken.
    """

    folder: Path
    parts: dict[str, CorpusFile]
    texts: tuple[Path, ...]
    corpora: dict[str, CorpusFile]
    raw: dict[str, Path]
    embeddings: tuple[EmbeddingFiles, ...]
    runs: tuple[Path, ...]
    left_out: tuple[LeftOut, ...]

    def corpus_of(self, target: Language) -> dict[str, CorpusFile]:
        """The target's corpus by part: that of the parts, else the file named after it."""
        own = self.corpora.get(target.tag)
        return self.parts or ({} if own is None else {"train": own})

    def text_of(self, target: Language) -> Path | None:
        """The target's raw text: the file named after it, else the largest without a language."""
        return self.raw.get(target.tag) or next(iter(self.texts), None)

    def sentences(self) -> list[str]:
        """Some sentences of what has no language in its name, for guessing it; perhaps none.

        Raises:
            DataError: a line of them cannot be read.
        """
        if "train" in self.parts:
            file = self.parts["train"]
            return [" ".join(one.tokens) for one in _head(file.path, file.format)]
        text = next(iter(self.texts), None)
        return [] if text is None else [" ".join(one.tokens) for one in _head(text, PLAIN_TEXT)]


def find_files(folder: Path) -> FoundFiles:
    """Look at a folder; what cannot be used is left out with the reason.

    Raises:
        SettingsError: it is no folder that can be read.
    """
    if not folder.is_dir():
        instead = "a file" if folder.exists() else "nothing of that name"
        raise SettingsError(f"{folder}: expected a folder, found {instead}")
    inner = _folders(folder)
    runs = tuple(place for place in inner if (place / EXPERIMENT).is_file())
    places = [folder, *(place for place in inner if place not in runs)]
    left_out: list[LeftOut] = []
    parts = _parts(places, left_out)
    taken = {file.path for file in parts.values()} | {one.path for one in left_out}
    named = _Named({}, {}, [])
    for file in (file for place in places for file in _files(place) if file not in taken):
        named.add(file, left_out)
    deep = [*places, *(inmost for place in places[1:] for inmost in _folders(place))]
    return FoundFiles(
        folder,
        parts,
        tuple(sorted(named.texts, key=lambda path: (-path.stat().st_size, path))),
        named.corpora,
        named.raw,
        tuple(one for place in deep for one in _embeddings(place)),
        runs,
        tuple(left_out),
    )


def language_named(name: str) -> Language | None:
    """The language whose code a file's or folder's name is, before the first full stop.

    Only codes of languages that the pack knows: ``de.conll`` and ``models/fin`` are named after
    one, ``test.conll`` and ``corpus`` are not.
    """
    stem = name.partition(".")[0]
    try:
        language = resolve(stem) if _CODE.fullmatch(stem) else None
    except SettingsError:
        return None
    return language if language is not None and language.tag in catalogue() else None


@dataclass
class _Named:
    """Files by what their names say: a language, or nothing."""

    corpora: dict[str, CorpusFile]
    raw: dict[str, Path]
    texts: list[Path]

    def add(self, file: Path, left_out: list[LeftOut]) -> None:
        """Sort a file in; one that is neither a corpus nor raw text by its name is passed over."""
        language, suffix = language_named(file.name), _suffix(file)
        if language is None and (suffix != ".txt" or NOT_TEXT.match(file.name)):
            return
        if language is not None and suffix not in CORPUS_SUFFIXES:
            return
        try:
            format = _format(file)
            if language is None:
                self.texts.append(file)
            elif format == PLAIN_TEXT:
                self._only(file, self.raw.setdefault(language.tag, file))
            else:
                corpus = CorpusFile(file, format, _task(file, format))
                self._only(file, self.corpora.setdefault(language.tag, corpus).path)
        except DataError as error:
            left_out.append(LeftOut(file, _reason(error)))

    @staticmethod
    def _only(file: Path, taken: Path) -> None:
        if taken != file:
            raise DataError(file, None, "one file of a language", f"also {taken.name}")


def _parts(places: Sequence[Path], left_out: list[LeftOut]) -> dict[str, CorpusFile]:
    """The parts in the first folder, or else in the only other one that has a training part."""
    found: list[dict[str, Path]] = []
    for place in places:
        try:
            paths = files_of_parts(place) if _files(place) else {}
        except SettingsError as error:
            left_out.append(LeftOut(place, str(error).removeprefix(f"--corpus {place}: ")))
            continue
        if "train" in paths:
            found.append(paths)
            if place == places[0]:
                break
    if len(found) > 1:
        reason = "there is a training part in more than one folder; name one with --corpus"
        left_out += [LeftOut(paths["train"], reason) for paths in found]
        return {}
    parts: dict[str, CorpusFile] = {}
    for name in (name for name in NAMES if found and name in found[0]):
        path = found[0][name]
        try:
            parts[name] = _part(path)
        except DataError as error:
            left_out.append(LeftOut(path, _reason(error)))
    return parts


def _part(file: Path) -> CorpusFile:
    """A part's file; one that is called plain text is in the format of its lines."""
    misnamed = _suffix(file) == ".txt"
    format = _format(file, by_name=not misnamed)
    return CorpusFile(file, format, _task(file, format), misnamed)


def _format(file: Path, by_name: bool = True) -> str:
    """The format of a file by its first lines and, unless that misleads, its name."""
    lines = (line for _, line in TextFile(file).lines() if not is_blank(line))
    head = list(islice(lines, LINES_LOOKED_AT))
    if not head:
        raise DataError(file, None, "at least one sentence", "none")
    return detect_format(file if by_name else file.parent / "unnamed", head)


def _task(file: Path, format: str) -> Task:
    tags = [one.tags for one in _head(file, format) if one.tags is not None]
    if not tags:
        raise DataError(file, None, "tagged sentences", "none with tags")
    return detect_task(tags)


def _head(file: Path, format: str) -> list[Sentence]:
    return list(islice(iter_sentences(file, format=format), SENTENCES))


def _embeddings(place: Path) -> Iterator[EmbeddingFiles]:
    """Embeddings in a folder, in the forms that ``embed`` writes, and word vectors."""
    files = _files(place)
    names = {file.name for file in files}
    if all({f"{way}.safetensors", f"{way}.json"} <= names for way in ("forward", "backward")):
        yield EmbeddingFiles("flair", place, language_named(place.name))
    models = [name for name in names if name.endswith(".model")]
    vectors = [file for file in files if file.name.endswith(".w2v.bin")]
    if len(models) == len(vectors) == 1:
        yield EmbeddingFiles("bpemb", place, language_named(place.name))
        vectors = []
    vectors += [file for file in files if file.name.endswith((".vec", ".vec.gz"))]
    for file in vectors:
        code = found[1] if (found := _FASTTEXT.match(file.name)) else file.name
        language = language_named(code) or language_named(place.name)
        yield EmbeddingFiles("word2vec", file, language)


def _folders(place: Path) -> list[Path]:
    """The folders in a folder, but for hidden ones and virtual environments."""
    found = [entry for entry in _entries(place) if entry.is_dir()]
    return [entry for entry in found if not (entry / "pyvenv.cfg").is_file()]


def _files(place: Path) -> list[Path]:
    return [entry for entry in _entries(place) if entry.is_file()]


def _entries(place: Path) -> list[Path]:
    """What is in a folder, but for hidden names and names that are not text."""
    try:
        found = sorted(place.iterdir())
    except OSError:
        return []
    return [entry for entry in found if entry.name[0] != "." and entry.name.isprintable()]


def _suffix(file: Path) -> str:
    """The last suffix of a name, but for an archive's."""
    suffixes = [suffix for suffix in map(str.lower, file.suffixes) if suffix not in ARCHIVES]
    return suffixes[-1] if suffixes else ""


def _reason(error: DataError) -> str:
    at = "" if error.line is None else f"line {error.line}: "
    return f"{at}expected {error.expected}, found {error.found}"
