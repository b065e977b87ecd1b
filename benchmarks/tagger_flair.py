"""flair's side of tagger.py: its SequenceTagger, trained by its ModelTrainer on the same vectors.

python benchmarks/tagger_flair.py speed|quality JOB (see tagger_data.py)

Without flair's linear layer before the LSTM, and its dropout of words and of components; vectors
are kept at the tokens from the first epoch on, flair's fastest way.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flair import set_seed
from flair.data import Corpus, Sentence
from flair.embeddings import WordEmbeddings
from flair.models import SequenceTagger
from flair.trainers import ModelTrainer
from gensim.models import KeyedVectors
from tagger_data import (
    CLIP,
    DROPOUT,
    HIDDEN,
    RATE,
    Found,
    Job,
    answer,
    corpus,
    frozen,
    held_out,
    span_f1,
    tokens_of,
)

from auxadvisor.corpora import spans
from auxadvisor.experiments.data import TaggingData
from auxadvisor.tagger.batches import Places

LABEL, FOUND = "ner", "predicted"
TOGETHER = (32, 64)
"""Sentences that are tagged together: flair's default, and its trainer's."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """The corpus, and flair's embeddings, which look up the same vectors."""

    data: TaggingData
    embeddings: WordEmbeddings

    def sentences(self, places: Places) -> list[Sentence]:
        """As flair has them, with their right spans."""
        made = []
        for place in places:
            words, tags = self.data.sentences[place], self.data.gold[place]
            sentence = Sentence(list(words))
            if [token.text for token in sentence] != list(words):
                raise RuntimeError(f"flair reads {words} otherwise")
            for span in spans(tags):
                sentence[span.start : span.end].add_label(LABEL, span.label)
            made.append(sentence)
        return made


def prepare(job: Job) -> Prepared:
    """Read the corpus, and write the vectors of its words for flair."""
    data = corpus(job)
    vectors = frozen(data, job.embeddings)
    row_of = {
        word: int(row)
        for word, row in zip(
            (word for words in data.sentences for word in words), vectors.rows, strict=True
        )
    }
    keyed = KeyedVectors(vectors.size)
    keyed.add_vectors(list(row_of), vectors.matrix[list(row_of.values())])
    path = Path("vectors.gensim").absolute()
    keyed.save(str(path))
    return Prepared(data, WordEmbeddings(str(path)))


def trained(ready: Prepared, job: Job, seed: int) -> tuple[SequenceTagger, list[float]]:
    """A trained tagger, and the seconds of each epoch."""
    set_seed(seed)
    parts: Corpus[Sentence] = Corpus(
        train=ready.sentences(ready.data.train),  # type: ignore[arg-type]
        sample_missing_splits=False,
    )
    tagger = SequenceTagger(
        ready.embeddings,
        parts.make_label_dictionary(LABEL, add_unk=False),
        LABEL,
        tag_format="BIOES",
        hidden_size=HIDDEN,
        reproject_embeddings=False,
        dropout=DROPOUT,
        word_dropout=0.0,
        locked_dropout=0.0,
    )
    trainer = ModelTrainer(tagger, parts)
    begun, seconds = 0.0, list[float]()
    dispatch = trainer.dispatch

    def told(event: str, *args: Any, **kwargs: Any) -> None:
        nonlocal begun
        if event == "before_training_epoch":
            begun = time.perf_counter()
        elif event == "after_training_epoch":
            seconds.append(time.perf_counter() - begun)
        dispatch(event, *args, **kwargs)

    trainer.dispatch = told  # type: ignore[method-assign]
    trainer.train(
        Path("out"),
        learning_rate=RATE,
        max_grad_norm=CLIP,
        mini_batch_size=job.batch,
        max_epochs=job.epochs,
        embeddings_storage_mode="cpu",
        attach_default_scheduler=False,
        use_final_model_for_eval=True,
        save_final_model=False,
        create_file_logs=False,
        create_loss_file=False,
    )
    tagger.eval()
    return tagger, seconds


def speed(job: Job) -> Found:
    """Tokens a second: training by epoch, tagging, evaluation."""
    ready = prepare(job)
    tagger, seconds = trained(ready, job, job.seeds[0])
    places = held_out(job, ready.data)
    tagging, evaluating = list[float](), list[float]()
    for together in TOGETHER * job.repeats:
        fresh = ready.sentences(places)
        start = time.perf_counter()
        tagger.predict(fresh, mini_batch_size=together, label_name=FOUND)
        tagging.append(time.perf_counter() - start)
        fresh = ready.sentences(places)
        start = time.perf_counter()
        tagger.evaluate(fresh, LABEL, mini_batch_size=together)
        evaluating.append(time.perf_counter() - start)
    learnt, held = tokens_of(ready.data, ready.data.train), tokens_of(ready.data, places)
    return {
        "training": [learnt / one for one in seconds],
        "tagging": [held / one for one in tagging],
        "evaluation": [held / one for one in evaluating],
    }


def quality(job: Job) -> Found:
    """F1 of the held-out sentences after the last epoch, by seed."""
    ready = prepare(job)
    places = held_out(job, ready.data)
    scores = []
    for seed in job.seeds:
        tagger, _ = trained(ready, job, seed)
        scores.append(span_f1(ready.data, places, tags_of(tagger, ready.sentences(places))))
    return {"f1": scores}


def tags_of(tagger: SequenceTagger, sentences: list[Sentence]) -> Sequence[Sequence[str]]:
    """The tags of the tokens, before flair makes spans of them."""
    tagger.predict(
        sentences, mini_batch_size=TOGETHER[-1], label_name=FOUND, force_token_predictions=True
    )
    return [[token.get_label(FOUND, "O").value for token in one] for one in sentences]


if __name__ == "__main__":
    logging.getLogger("flair").setLevel(logging.ERROR)
    answer({"speed": speed, "quality": quality})
