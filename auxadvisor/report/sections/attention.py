"""What the attention weighs: by language, by tag, by word frequency, and Figure 4."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from auxadvisor.attention_figure import AttendedSentence, printable, set_name
from auxadvisor.experiments.attention import AttentionMeans
from auxadvisor.report.attention_examples import (
    LONGEST,
    LOOKED_AT,
    SHORTEST,
    Example,
    examples,
)
from auxadvisor.report.blocks import (
    Bar,
    Block,
    Cell,
    Column,
    Heading,
    Line,
    Section,
    Table,
    Text,
    section,
)
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_training import SavedTraining, trainings
from auxadvisor.report.wording import counted, level, weight_text


def attention(results: Results, progress: Callable[[str], None]) -> Section | None:
    """The weights of every setting that has attention; ``None`` where none has."""
    parts: list[tuple[str, list[Block]]] = []
    for one in trainings(results):
        for setting, means in one.attended().items():
            progress("example sentences")
            blocks = _means(means) + _examples(one, setting, results.examples)
            parts.append((f"{one.title}: {setting}", blocks))
    return section("attention", "What the attention weighs", parts)


def _means(means: Sequence[AttentionMeans]) -> list[Block]:
    return [
        _overall(means),
        _by(means, "tag", [one.by_tag for one in means]),
        _by(means, "occurrences in training", [one.by_frequency for one in means]),
    ]


def _overall(means: Sequence[AttentionMeans]) -> Table:
    """A bar for each set of embeddings, the deepest weight first as they are."""
    weights = np.array([one.overall for one in means])
    mean, most = weights.mean(axis=0), float(weights.max()) or 1.0
    first = int(mean.argmax())
    rows = [
        Line(
            (
                Cell(set_name(name)),
                Cell(
                    weight_text(float(mean[place])),
                    sort=float(mean[place]),
                    bar=Bar(
                        float(mean[place]) / most,
                        tuple(float(one) / most for one in weights[:, place]),
                    ),
                ),
            ),
            strong=place == first,
        )
        for place, name in enumerate(means[0].sets)
    ]
    heaviest = set_name(means[0].sets[first])
    return Table(
        f"{heaviest} embeddings weigh most: {weight_text(float(mean[first]))}",
        (Column("embeddings"), Column("mean weight", True, down=True)),
        tuple(rows),
        note=f"Mean over all tokens of the test part and {counted(len(means), 'run')}, which are "
        f"the dots; equal shares would be {weight_text(1 / len(means[0].sets))}.",
    )


def _by(
    means: Sequence[AttentionMeans], what: str, each: Sequence[Mapping[str, tuple[float, ...]]]
) -> Table:
    """A heat table of mean weights, a row for each tag or group of words."""
    groups = [name for name in each[0] if all(name in one for one in each)]
    grid = np.array([[one[name] for name in groups] for one in each]).mean(axis=0)
    grid = grid.reshape(len(groups), -1)
    top = float(grid.max(initial=0.0)) or 1.0
    columns = [Column(what), *(Column(set_name(name), True) for name in means[0].sets)]
    rows = [
        Line((Cell(name), *(Cell(weight_text(w), level=level(w / top)) for w in row.tolist())))
        for name, row in zip(groups, grid, strict=True)
    ]
    title = {
        "tag": f"By tag{_steepest(groups, grid, means[0].sets)}",
        "occurrences in training": "By how often training saw the word"
        f"{_steepest(groups, grid, means[0].sets)}",
    }[what]
    note = "A row's sum is 1; mean over runs."
    return Table(title, tuple(columns), tuple(rows), look="heat", sortable=False, note=note)


def _steepest(
    groups: Sequence[str],
    grid: NDArray[np.float64],
    sets: Sequence[str],
) -> str:
    """Where the weights differ most between rows, in words."""
    if len(groups) < 2:
        return ""
    place = int((grid.max(axis=0) - grid.min(axis=0)).argmax())
    column = grid[:, place]
    low, high = int(column.argmin()), int(column.argmax())
    return (
        f": {set_name(sets[place])} from {weight_text(float(column[low]))} ({groups[low]}) to "
        f"{weight_text(float(column[high]))} ({groups[high]})"
    )


def _examples(one: SavedTraining, setting: str, most: int) -> list[Block]:
    """Figure 4 for a few sentences of the test part, or why there are none."""
    if not most:
        return []
    found = examples(one, setting, most)
    if isinstance(found, str):
        return [Text((f"No example sentences: {found}.",), faint=True)]
    said = (
        "The weights of single words (the paper's Figure 4), where they move most from word to "
        f"word, out of the first {LOOKED_AT} sentences of {SHORTEST} to {LONGEST} tokens. A "
        "column's sum is 1; the stronger the colour, the more."
    )
    return [Heading("Example sentences"), Text((said,)), *(_sentence(each) for each in found)]


def _sentence(example: Example) -> Table:
    """Figure 4 as a table: a row a set of embeddings, a column a token."""
    attended: AttendedSentence = example.sentence
    rows = [
        Line(
            (
                Cell(set_name(name)),
                *(
                    Cell(weight_text(weight), level=level(weight / attended.top))
                    for weight in attended.weights[:, place].tolist()
                ),
            )
        )
        for place, name in enumerate(attended.sets)
    ]
    rows.append(Line((Cell("tagged"), *map(Cell, map(printable, attended.tags)))))
    if example.right != attended.tags:
        differs = zip(example.right, attended.tags, strict=True)
        rows.append(
            Line((Cell("right"), *(Cell("" if r == t else printable(r)) for r, t in differs)))
        )
    columns = [
        Column(""),
        *(Column(printable(token), True, lang=attended.language) for token in attended.tokens),
    ]
    return Table(
        f"Sentence {example.number} of the test part",
        tuple(columns),
        tuple(rows),
        look="heat",
        sortable=False,
    )
