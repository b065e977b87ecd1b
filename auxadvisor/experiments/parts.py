"""The files of an experiment's corpus: training, development and test part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auxadvisor.corpora import Corpus, Task, read_corpus
from auxadvisor.errors import DataError, SettingsError

NAMES = {
    "train": ("train",),
    "dev": ("dev", "valid", "validation", "testa"),
    "test": ("test", "testb"),
}
"""What a part's file is called in a folder, before the first full stop."""


@dataclass(frozen=True)
class Reading:
    """How the files are read; ``corpora.read_corpus`` says what the names mean."""

    task: Task | None = None
    encoding: str = "utf-8"
    format: str | None = None
    tag_column: int | None = None

    def corpus(self, path: Path) -> Corpus:
        """Read one."""
        return read_corpus(
            path,
            format=self.format,
            encoding=self.encoding,
            tag_column=self.tag_column,
            task=self.task,
        )


def read_parts(
    corpus: Path, dev: Path | None, test: Path | None, reading: Reading
) -> dict[str, Corpus]:
    """Read the parts that there are, by name: ``train``, and perhaps ``dev`` and ``test``.

    Args:
        corpus: the training part's file, or a folder with a file for each part.
        dev: the development part's file; it wins over the folder's.
        test: the test part's file; it wins over the folder's.
        reading: of all files.

    Raises:
        DataError: a file cannot be read, or the folder has no training part.
        SettingsError: the folder has two files for a part.
    """
    paths = _in_folder(corpus) if corpus.is_dir() else {"train": corpus}
    if "train" not in paths:
        found = ", ".join(sorted(path.name for path in corpus.iterdir())[:5]) or "nothing"
        raise DataError(corpus, None, "a file train.* in the folder", found)
    paths |= {name: path for name, path in (("dev", dev), ("test", test)) if path is not None}
    return {name: reading.corpus(path) for name, path in paths.items()}


def _in_folder(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        stem = path.name.partition(".")[0].lower()
        for part, known in NAMES.items():
            if path.is_file() and "." in path.name and stem in known:
                if part in found:
                    raise SettingsError(
                        f"--corpus {folder}: {found[part].name} and {path.name} could both be the "
                        f"{part} part; name files with --corpus, --dev and --test"
                    )
                found[part] = path
    return found
