"""The model card of a trained tagger (Mitchell et al., 2019), as model hubs read it."""

from __future__ import annotations

import numpy as np

from auxadvisor import __version__
from auxadvisor.experiments.data import TaggingData
from auxadvisor.experiments.results import Result
from auxadvisor.experiments.scoring import SCORES
from auxadvisor.tagger.saved import Recipe
from auxadvisor.tagger.training import TrainingSettings

TASKS = {"ner": "spans, such as named entities", "pos": "a class for each token"}


def model_card(
    recipe: Recipe, data: TaggingData, settings: TrainingSettings, result: Result
) -> str:
    """What the tagger is, what it was trained on, how good it is, and what it is not for."""
    lengths = np.diff(data.starts)
    parts = {"train": data.train, "dev": data.dev, "test": data.test}
    how = "weighed by attention" if recipe.architecture.combination == "meta" else "side by side"
    labels = sorted({tag.partition("-")[2] if recipe.task == "ner" else tag for tag in data.tags})
    score = SCORES[recipe.task]
    lines = [
        "---",
        f"language: {recipe.language}",
        "library_name: auxadvisor",
        "pipeline_tag: token-classification",
        "---",
        f"# {result.setting}, seed {result.seed}: a tagger of {recipe.language}",
        "",
        f"Finds {TASKS[recipe.task]}: {', '.join(label for label in labels if label)}.",
        "",
        "## Use",
        "",
        "```bash",
        "auxadvisor tag FOLDER --text text.txt",
        "```",
        "",
        "```python",
        "from auxadvisor.tagger.saved import load_tagger",
        "",
        'load_tagger("FOLDER").tag([["a", "tokenised", "sentence"]])',
        "```",
        "",
        "The folder holds all that this needs and can be moved anywhere.",
        "",
        "## How it was made",
        "",
        f"- frozen embeddings, {how}: {', '.join(one.name for one in recipe.embeddings)}",
        f"- BiLSTM of {recipe.architecture.hidden_size} units a direction and a CRF (Lange, Adel "
        "and Strötgen, 2020)",
        f"- SGD, learning rate {settings.learning_rate:g}, batches of {settings.batch_size} "
        f"sentences, {result.epochs} epochs, the best of them {result.best_epoch}, "
        f"{result.seconds:,.0f} s",
        *(
            f"- {name}: {len(places):,} sentences, {int(lengths[places].sum()):,} tokens"
            + (", drawn from the training sentences" if name in data.drawn else "")
            for name, places in parts.items()
        ),
        "",
        "## How good it is",
        "",
        f"{score} {result.test:.2f} on the test part, {result.dev:.2f} on the development part, "
        "which chose the epoch.",
        "",
        "## What to mind",
        "",
        "It knows the genre of its corpus and the labels above, nothing else. Its embeddings carry "
        "what the texts they were trained on say of people and groups.",
        "",
        f"Made by auxadvisor {__version__}.",
        "",
    ]
    return "\n".join(lines)
