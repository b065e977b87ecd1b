"""The measures of Section 4.2, one file each: from a pool to one row of distances.

``MEASURES`` is the folder's table of names. A new measure is one file with a function
``(Pool, MeasureSettings) -> Distances | Skipped`` and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auxadvisor.distances.neural_perplexity import neural_perplexity
from auxadvisor.distances.perplexity import character_perplexity
from auxadvisor.distances.training_vocabulary import training_vocabulary_overlap
from auxadvisor.distances.vocabulary import vocabulary_overlap
from auxadvisor.records import Distances, MeasureSettings, Pool, Skipped


@dataclass(frozen=True)
class Measure:
    """A measure by name: what it is, apart from what computes it.

    Attributes:
        symbol: the paper's.
        summary: one line for ``--help`` and tables.
        compute: the row of distances for a pool.
    """

    symbol: str
    summary: str
    compute: Callable[[Pool, MeasureSettings], Distances | Skipped]


MEASURES: dict[str, Measure] = {
    "perplexity": Measure(
        "d_P",
        "character n-gram model of the candidate on the target's text; lower is closer",
        character_perplexity,
    ),
    "flair-perplexity": Measure(
        "d*_P",
        "character LSTM of the candidate on the target's text; lower is closer",
        neural_perplexity,
    ),
    "vocabulary": Measure(
        "d_V",
        "overlap of general word lists; higher is closer",
        vocabulary_overlap,
    ),
    "training-vocabulary": Measure(
        "d*_V",
        "overlap of the training corpora's cased word types; higher is closer",
        training_vocabulary_overlap,
    ),
}
"""The measures by the name that ``--measures`` takes, in the order they are shown."""

DEFAULT = ("perplexity", "vocabulary", "training-vocabulary")
"""Those that are computed unless others are asked for: the ones that need no neural model."""
ALL = "all"
"""What ``--measures`` takes for every one of them."""
