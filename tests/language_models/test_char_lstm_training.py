"""Training: it learns, it is settled by its seed, and an interruption changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from auxadvisor.errors import SettingsError
from auxadvisor.language_models.char_lstm import perplexity
from auxadvisor.language_models.char_lstm_files import load, read_about
from auxadvisor.language_models.char_lstm_runs import train_to_files
from auxadvisor.language_models.char_lstm_training import (
    CurvePoint,
    Trained,
    TrainingSettings,
    train,
)
from auxadvisor.language_models.text import dictionary, hold_out

SMALL = TrainingSettings(
    hidden_size=24,
    embedding_size=8,
    characters=40_000,
    rows=8,
    sequence=16,
    dropout=0.1,
    min_count=2,
    evaluate_every=8_000,
)


def sentences(count: int = 600, seed: int = 0) -> list[str]:
    """Made-up sentences of a made-up grammar, so that there is something to learn."""
    draw = np.random.default_rng(seed)
    nouns, verbs = ["kissa", "koira", "lintu", "hevonen"], ["istuu", "juoksee", "laulaa"]
    places = ["talossa", "metsässä", "pihalla", "joella"]
    return [
        f"{draw.choice(nouns)} {draw.choice(verbs)} {draw.choice(places)} ." for _ in range(count)
    ]


TEXT, HELD_OUT = hold_out(sentences(), share=0.1)


def trained(settings: TrainingSettings = SMALL, checkpoint: Path | None = None) -> Trained:
    return train(TEXT, HELD_OUT, settings, checkpoint)


def same_weights(one: Trained, other: Trained) -> bool:
    first, second = one.model.state_dict(), other.model.state_dict()
    return all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("forward", [True, False])
def test_it_learns_the_grammar(forward: bool) -> None:
    run = trained(replace(SMALL, is_forward=forward))
    assert run.curve[0].held_out_bits > run.curve[-1].held_out_bits
    assert run.held_out_perplexity < 2 < len(set(TEXT))
    assert perplexity(run.model, HELD_OUT) == pytest.approx(run.held_out_perplexity, rel=1e-5)
    assert perplexity(run.model, HELD_OUT[::-1]) > 3 * run.held_out_perplexity
    assert run.curve[-1].characters == SMALL.steps * 8 * 16 and len(run.curve) == 6


def test_the_seed_settles_the_run() -> None:
    assert same_weights(trained(), trained())
    assert not same_weights(trained(), trained(replace(SMALL, seed=2)))


class Stopped(Exception):  # noqa: N818
    pass


def interrupt_after(characters: int) -> object:
    def progress(read: int, _: CurvePoint | None) -> None:
        if read > characters:
            raise Stopped

    return progress


@pytest.mark.parametrize("stops", [[20_000], [9_000, 9_500, 30_000], [4_000]])
def test_a_run_that_was_interrupted_ends_as_one_that_was_not(
    stops: list[int], tmp_path: Path
) -> None:
    checkpoint = tmp_path / "run"
    for stop in stops:
        with pytest.raises(Stopped):
            train(TEXT, HELD_OUT, SMALL, checkpoint, interrupt_after(stop))  # type: ignore[arg-type]
    resumed, whole = trained(checkpoint=checkpoint), trained()
    assert same_weights(resumed, whole)
    assert resumed.curve == whole.curve


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    trained(replace(SMALL, characters=1000), tmp_path / "run")
    with pytest.raises(SettingsError, match="expected a checkpoint of this run"):
        trained(replace(SMALL, characters=2000), tmp_path / "run")
    with pytest.raises(SettingsError, match="other data or settings"):
        train(TEXT + "x", HELD_OUT, replace(SMALL, characters=1000), tmp_path / "run")


def test_too_little_text_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"at least 145 characters.*found 9 and 3"):
        train("too short", "xyz", SMALL)


def test_the_weights_of_the_best_look_are_kept() -> None:
    text = "\n".join(sentences(12)) + "\n"  # so little that it is soon known by heart
    run = train(text, HELD_OUT, replace(SMALL, characters=120_000, rows=4, dropout=0.0))
    best = min(point.held_out_bits for point in run.curve)
    assert run.curve[-1].held_out_bits > best
    assert perplexity(run.model, HELD_OUT) == pytest.approx(2**best, rel=1e-5)


def test_the_dictionary_has_what_is_frequent() -> None:
    assert dictionary("aaabbc", 2) == ("<unk>", "a", "b")
    assert dictionary("ba" * 3, 3) == ("<unk>", "a", "b")


def test_lines_are_held_out_evenly_and_nothing_is_lost() -> None:
    lines = [f"line {number}" for number in range(1000)]
    text, held_out = hold_out(lines, share=0.02)
    assert held_out.split("\n")[1:-1] == lines[::50]
    assert sorted((text + held_out).split()) == sorted(" ".join(lines).split())
    assert len(hold_out(lines, share=0.5, most=100)[1]) < 120


def test_a_finished_model_is_not_trained_again(tmp_path: Path) -> None:
    path = tmp_path / "fi" / "forward"
    settings = replace(SMALL, characters=5_000)
    first = train_to_files(sentences(), path, settings, {"what": "made up"})
    again = train_to_files(sentences(), path, settings, {"what": "made up"})
    assert not first.was_there and again == replace(first, was_there=True, seconds=again.seconds)
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "forward.json",
        "forward.safetensors",
    ]
    record = read_about(path)["training"]
    assert record["text"]["what"] == "made up" and record["settings"]["rows"] == 8
    assert record["held_out_perplexity"] == first.held_out_perplexity
    _, held_out = hold_out(sentences())
    assert perplexity(load(path), held_out) == pytest.approx(first.held_out_perplexity, rel=1e-5)
    with pytest.raises(SettingsError, match="found another; name another --output"):
        train_to_files(sentences(seed=1), path, settings, {"what": "made up"})
