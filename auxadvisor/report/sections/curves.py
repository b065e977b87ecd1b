"""How the runs learnt: loss and dev score of every epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from auxadvisor.report.blocks import Block, Section, section
from auxadvisor.report.figures import picture
from auxadvisor.report.reading import Results
from auxadvisor.report.saved_training import Epoch, SavedTraining, trainings
from auxadvisor.report.training_figures import curves_figure

CAPTION = (
    "A panel is a setting: thin lines its runs, the thick line their mean as far as all of them "
    "go, faint lines the other settings' means."
)


def curves(results: Results, progress: Callable[[str], None]) -> Section | None:
    """The curves of every experiment whose folder is there; ``None`` where none is."""
    progress("learning curves")
    found = [(one, one.histories()) for one in trainings(results)]
    found = [(one, histories) for one, histories in found if histories]
    parts = [
        (f"{one.title}, {one.folder}", _blocks(one, histories, number))
        for number, (one, histories) in enumerate(found)
    ]
    return section("curves", "How they learnt", parts)


def _blocks(
    one: SavedTraining, histories: Mapping[str, Sequence[Sequence[Epoch]]], number: int
) -> list[Block]:
    best = {name: fmean(map(_best_epoch, each)) for name, each in histories.items()}
    soonest, latest = min(best, key=best.__getitem__), max(best, key=best.__getitem__)
    title = f"The best dev score comes after {best[soonest]:.0f} epochs of {soonest}"
    if round(best[soonest]) != round(best[latest]):
        title += f", after {best[latest]:.0f} of {latest}"
    last = fmean(epochs[-1].loss for each in histories.values() for epochs in each)
    first = fmean(epochs[0].loss for each in histories.values() for epochs in each)
    return [
        picture(
            f"dev{number}",
            f"{title} (mean over runs)",
            f"{CAPTION} {one.score} on the development part, which chooses the epoch.",
            lambda width: curves_figure(width, histories, _dev, f"dev {one.score}"),
        ),
        picture(
            f"loss{number}",
            f"The loss {'falls' if last < first else 'goes'} from {first:.2f} to {last:.2f} nats a "
            "sentence (mean of all runs)",
            f"{CAPTION} Mean negative log-likelihood of a training sentence.",
            lambda width: curves_figure(width, histories, _loss, "loss, nats a sentence"),
        ),
    ]


def _best_epoch(epochs: Sequence[Epoch]) -> int:
    return max(epochs, key=lambda one: (one.dev, -one.epoch)).epoch


def _dev(epoch: Epoch) -> float:
    return epoch.dev


def _loss(epoch: Epoch) -> float:
    return epoch.loss
