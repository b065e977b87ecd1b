"""Embeddings as files: what a name stands for, and how files of each form are read."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auxadvisor.embeddings.byte_pair import load_bpemb, load_compact
from auxadvisor.embeddings.noise import Noise
from auxadvisor.embeddings.sources import TokenEmbeddings, TypeEmbeddings
from auxadvisor.embeddings.word_vectors import load_word_vectors
from auxadvisor.errors import DataError, SettingsError
from auxadvisor.whole_files import digest_of, made_folder, written_whole

Embeddings = TypeEmbeddings | TokenEmbeddings
Files = tuple[Path, ...]


@dataclass(frozen=True)
class Stored:
    """Embeddings on disk.

    Attributes:
        name: what they are called in results.
        form: of the files, a key of ``FORMS``.
        files: all that the embeddings consist of.
    """

    name: str
    form: str
    files: Files

    @property
    def digest(self) -> str:
        """What the files' content is known by: a sha256.

        Raises:
            DataError: a file cannot be read.
        """
        whole = hashlib.sha256()
        for file in self.files:
            try:
                whole.update(digest_of(file).encode())
            except OSError as error:
                raise DataError(file, None, "a file of embeddings", str(error)) from error
        return whole.hexdigest()

    def load(self) -> Embeddings:
        """Read them.

        Raises:
            DataError: a file is missing, or says something else than expected.
            SettingsError: a form that this version does not know.
        """
        if self.form not in FORMS:
            known = ", ".join(FORMS)
            raise SettingsError(f"{self.name}: expected embeddings of form {known}: {self.form!r}")
        return FORMS[self.form](self.name, self.files)

    def kept_in(self, folder: Path) -> Stored:
        """The same with its files in a folder of their own: linked where that can be, else copied.

        Published files are hundreds of megabytes; a link costs nothing and outlives its original.
        """
        made_folder(folder)
        for file in self.files:
            there = folder / file.name
            if not there.exists():
                with written_whole(there) as part:
                    try:
                        os.link(file.resolve(), part)
                    except OSError:
                        shutil.copyfile(file, part)
        return Stored(self.name, self.form, tuple(folder / file.name for file in self.files))


def _byte_pairs(name: str, files: Files) -> Embeddings:
    model, vectors = files
    return load_bpemb(model, vectors, name)


def _compact_byte_pairs(name: str, files: Files) -> Embeddings:
    return load_compact(files[0].with_suffix(""), name)


def _flair(name: str, files: Files) -> Embeddings:
    from auxadvisor.embeddings.flair import FlairEmbeddings
    from auxadvisor.language_models.char_lstm_files import read_model

    models = [file for file in files if file.suffix in (".pt", ".safetensors")]
    return FlairEmbeddings(name, tuple(read_model(model) for model in models))


def _word2vec(name: str, files: Files) -> Embeddings:
    return load_word_vectors(files[0], name)


def _noise(name: str, files: Files) -> Embeddings:
    del files
    return Noise.named(name)


FORMS: dict[str, Callable[[str, Files], Embeddings]] = {
    "byte-pair": _byte_pairs,
    "compact byte-pair": _compact_byte_pairs,
    "flair": _flair,
    "word2vec": _word2vec,
    "noise": _noise,
}
"""What reads the files of each form."""
