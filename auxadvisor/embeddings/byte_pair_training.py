"""Trains byte-pair embeddings: sentencepiece learns the pieces, gensim's skip-gram their vectors.

Row i of the vectors is piece number i, as BPEmb has it (Heinzerling and Strube, 2018). What comes
out is settled by the text, the settings and the seed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sentencepiece
from gensim.models import KeyedVectors, Word2Vec

from auxadvisor.counting import batches
from auxadvisor.errors import SettingsError

RMS = 2.0
QUIET = 2
"""Sentencepiece's level of errors: its progress would go to the terminal."""
_TOO_MANY = re.compile(r"<= (\d+)")
_TOO_FEW = re.compile(r"smaller than required_chars.*? vs (\d+)")


@dataclass(frozen=True)
class BytePairSettings:
    """How byte-pair embeddings are trained.

    Attributes:
        vocabulary_size: pieces, single characters among them.
        size: of a vector.
        epochs: times that the vectors' training reads the text.
        window: pieces on either side that a piece is to predict.
        negative: random pieces that each pair is told from.
        learning_rate: at the start; it falls in a line to nearly nothing.
        coverage: share of the text's characters that the pieces must be able to spell.
        normalization: sentencepiece's rule for text before it is cut; ``identity`` has no table
            of characters, which would be half of a small model's file.
        rms: root mean square of the vectors' components, which are centred: a tagger's SGD at the
            paper's rate hardly moves on skip-gram's own (about .3, with a mean in common).
        seed: of the vectors; the pieces have no chance in them.
    """

    vocabulary_size: int = 10_000
    size: int = 50
    epochs: int = 5
    window: int = 5
    negative: int = 5
    learning_rate: float = 0.025
    coverage: float = 0.9999
    normalization: str = "nmt_nfkc"
    rms: float = RMS
    seed: int = 1


class TooManyPiecesError(SettingsError):
    """More pieces were asked for than a text has.

    Attributes:
        most: that it allows.
    """

    def __init__(self, asked: int, most: int) -> None:
        super().__init__(
            f"--vocabulary-size {asked}: the text allows at most {most} pieces; ask for fewer, or "
            "give more text"
        )
        self.most = most


def train_pieces(lines: Sequence[str], settings: BytePairSettings) -> bytes:
    """Learn byte-pair merges; the content of a sentencepiece ``.model`` file.

    Raises:
        SettingsError: the text has fewer pieces than asked for.
    """
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_writer=model,
            model_type="bpe",
            vocab_size=settings.vocabulary_size,
            character_coverage=settings.coverage,
            normalization_rule_name=settings.normalization,
            num_threads=1,
            max_sentence_length=8 * batches.LONGEST,
            minloglevel=QUIET,
        )
    except RuntimeError as error:
        said = " ".join(str(error).split())
        if least := _TOO_FEW.search(said):
            found = f"the text needs {least[1]} or more, one a character; ask for so many"
        elif most := _TOO_MANY.search(said):
            raise TooManyPiecesError(settings.vocabulary_size, int(most[1])) from error
        else:
            found = f"sentencepiece cannot learn so many ({said[-120:]})"
        raise SettingsError(f"--vocabulary-size {settings.vocabulary_size}: {found}") from error
    return model.getvalue()


def train_vectors(
    lines: Sequence[str],
    pieces: Any,
    settings: BytePairSettings,
    kept: Mapping[str, Any] | None,
    keep: Callable[[Any, list[float]], None],
    progress: Callable[[int, float | None], None],
) -> tuple[Any, list[float]]:
    """Gensim's skip-gram over the lines' pieces, an epoch at a time, kept after each."""
    corpus = _Pieces(lines, pieces)
    model = Word2Vec(
        vector_size=settings.size,
        window=settings.window,
        negative=settings.negative,
        sg=1,
        min_count=1,
        sample=0,
        workers=1,
        seed=settings.seed,
    )
    model.build_vocab(corpus)
    total = sum(model.wv.get_vecattr(piece, "count") for piece in model.wv.index_to_key)
    losses: list[float] = []
    if kept is not None:
        model.wv.vectors[:], model.syn1neg[:] = kept["vectors"], kept["contexts"]
        model.random.set_state(("MT19937", kept["random"], *map(int, kept["random_at"]), 0.0))
        losses = [float(loss) for loss in kept["losses"]]
    rates = np.linspace(settings.learning_rate, settings.learning_rate / 250, settings.epochs + 1)
    for epoch in range(len(losses), settings.epochs):
        model.train(
            corpus,
            total_examples=len(lines),
            epochs=1,
            start_alpha=float(rates[epoch]),
            end_alpha=float(rates[epoch + 1]),
            compute_loss=True,
        )
        losses.append(float(model.get_latest_training_loss() / total))
        keep(model, losses)
        progress(epoch + 1, losses[-1])
    return _by_number(model.wv, pieces, settings.rms), losses


class _Pieces:
    """The lines as lists of pieces, as often as they are asked for."""

    def __init__(self, lines: Sequence[str], pieces: Any) -> None:
        self._lines, self._pieces = lines, pieces

    def __iter__(self) -> Iterator[list[str]]:
        for line in self._lines:
            yield self._pieces.encode(line, out_type=str)


def _by_number(trained: Any, pieces: Any, rms: float) -> Any:
    """The vectors in the order of the pieces' numbers, centred; zeros for those never seen.

    Pieces without text (``<s>``, ``</s>``) and merges that later merges took all of are never seen.
    """
    names = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    mean = trained.vectors.mean(axis=0)
    factor = rms / np.sqrt(np.square(trained.vectors - mean).mean())
    rows = [trained[name] if name in trained else mean for name in names]  # noqa: SIM401
    vectors = (np.stack(rows) - mean) * factor
    ordered = KeyedVectors(trained.vector_size)
    ordered.add_vectors(names, vectors.astype(np.float32))
    for number, name in enumerate(names):  # gensim writes the most frequent first
        ordered.set_vecattr(name, "count", len(names) - number)
    return ordered
