"""From what a user says to a probe, and the probe itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property

from auxadvisor import __version__
from auxadvisor.assets import pack_version
from auxadvisor.corpora import Corpus, Task
from auxadvisor.embeddings import locate
from auxadvisor.embeddings.families import Family, family
from auxadvisor.embeddings.noise import Noise
from auxadvisor.executors import InProcess, outcome
from auxadvisor.experiments.auxiliaries import closest, in_turns, named, recommended
from auxadvisor.experiments.parts import Reading, corpus_flags
from auxadvisor.experiments.settings import NOISE, Setting, settings_named
from auxadvisor.languages import Language, resolve
from auxadvisor.probe.evidence import Evidence, evidence_of, losses_of, of_setting
from auxadvisor.probe.labelled import Labelled, labelled
from auxadvisor.probe.moments import Floats
from auxadvisor.probe.short_runs import BATCH, DRAWS, STEPS, UNITS
from auxadvisor.probe.stability import Size, first, rankings_by_size, smaller, stable_from
from auxadvisor.probe.standing import RESAMPLES, Standing, Standings, standings
from auxadvisor.published import MULTI
from auxadvisor.tagger.vectors import FrozenVectors, check_known, freeze

CANDIDATES = 10
"""Languages that are probed where the user names none: the first of the ranking."""
SENTENCES = 5000
"""That are probed at most: what bounds time and memory."""
TAGGER = f"bilstm-crf,units={UNITS},steps={STEPS},batch={BATCH},draws={DRAWS}"
"""What is trained, as signatures have it."""
CONTROLS = ("mono", "mono+mono", "mono+noise")
"""Is it more than the target's own embeddings, than more numbers, than a word's identity?"""


@dataclass(frozen=True, eq=False)
class Probing:
    """What is to be probed.

    Attributes:
        target: the language to be tagged.
        corpora: files of the parts that are read, by name; never the test part.
        data: their sentences, in random order.
        languages: tags of the candidates.
        family: whose embeddings are taken.
        settings: that are scored, the controls first.
        resamples: of the intervals.
        seed: of everything that is drawn.
        flags: of the corpus, and of what else a next command must be told.
    """

    target: Language
    corpora: dict[str, Corpus]
    data: Labelled
    languages: tuple[str, ...]
    family: Family
    settings: tuple[Setting, ...]
    resamples: int = RESAMPLES
    seed: int = 1
    flags: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[Setting, ...]:
        """The settings that are no controls."""
        return tuple(one for one in self.settings if one.name not in CONTROLS)

    @property
    def trained_on(self) -> int:
        """Sentences that a tagger would be trained on."""
        return len(self.corpora["train"].sentences)

    @property
    def embeddings(self) -> dict[str, str]:
        """Name of each set's embeddings, but for noise, which is like the target's."""
        sets = dict.fromkeys(name for one in self.settings for name in one.sets if name != NOISE)
        return self.family.named(sets)

    @cached_property
    def closest(self) -> tuple[str, ...]:
        """The candidates in the order of the ranking, without those that it does not know."""
        return closest(self.target, self.corpora["train"], self.languages)

    def to_train(self, rows: Iterable[Standing], most: int) -> tuple[str, ...]:
        """So many languages, in turns the best of the rows and the closest by the ranking."""
        return in_turns(self.added_by(rows), self.closest, most)

    def added_by(self, rows: Iterable[Standing]) -> tuple[str, ...]:
        """Tags of the languages that are added by settings, one by each, in the rows' order."""
        found = (row.name.removeprefix("mono+") for row in rows)
        return tuple(tag for tag in found if tag in self.languages)

    @property
    def signature(self) -> str:
        """One line that says how the result was made."""
        parts = {
            "probe": TAGGER,
            "target": self.target.tag,
            "task": self.data.task,
            "data": "+".join(corpus.sha256[:8] for corpus in self.corpora.values()),
            "sentences": str(len(self.data.sentences)),
            "embeddings": "+".join([self.family.kind, *(name for _, name in self.family.given)]),
            "languages": "+".join(self.languages),
            "resamples": str(self.resamples),
            "seed": str(self.seed),
            "pack": pack_version(),
            "version": __version__,
        }
        return "|".join(f"{key}:{value}" for key, value in parts.items())


@dataclass(frozen=True)
class Probed:
    """What a probe found.

    Attributes:
        standings: of all settings.
        sizes: the ranking on the first 50, 100, … sentences, then on all; empty where it was not
            looked at.
        stable_from: the fewest sentences from which on the leader is one of the final tie.
    """

    standings: Standings
    sizes: tuple[Size, ...]
    stable_from: int | None


def set_up(
    target: str,
    corpora: Mapping[str, Corpus],
    *,
    task: Task | None = None,
    sentences: int = SENTENCES,
    embeddings: Sequence[str] = ("pack",),
    languages: Sequence[str] | None = None,
    multilingual: bool = True,
    resamples: int = RESAMPLES,
    seed: int = 1,
    flags: Sequence[str] = (),
) -> Probing:
    """Resolve names, choose what is left open, and see that all of it goes together.

    Args:
        target: code or English name of the language.
        corpora: ``train`` and perhaps ``dev``.
        task: ``None`` to look at the tags.
        sentences: at most, drawn by the seed.
        embeddings: as ``families.family`` takes them.
        languages: codes or names of candidates; ``None`` for the first of the ranking.
        multilingual: whether multilingual embeddings are probed, too, where there are any.
        resamples: of the intervals.
        seed: of the draw, the folds, projections and resamples.
        flags: how the corpus was named and read on a command line, and what else was said there;
            by default its files.

    Raises:
        SettingsError, DataError: something is unknown, missing or does not fit.
    """
    language = resolve(target)
    data = labelled(list(corpora.values()), task, sentences, seed)
    chosen = family(embeddings)
    if languages is None:
        tags = recommended(language, corpora["train"], chosen, CANDIDATES)
    else:
        tags = named(language, languages)
    has_multi = multilingual and chosen.name(MULTI) is not None
    wanted = ["mono+X", *(["multi", "mono+multi"] if has_multi else []), "mono+all"]
    settings = settings_named([*CONTROLS, *wanted], language.tag, tags, has_multi)
    dev = corpora["dev"].path if "dev" in corpora else None
    told = tuple(flags) or corpus_flags(corpora["train"].path, dev, None, Reading(task))
    found = Probing(language, dict(corpora), data, tags, chosen, settings, resamples, seed, told)
    chosen.named(found.embeddings)
    return found


def probe(
    probing: Probing,
    offline: bool = False,
    step: Callable[[str], None] = lambda _: None,
    executor: Executor | None = None,
    by_size: bool = True,
) -> Probed:
    """Score every setting, and see how they stand to each other.

    Args:
        probing: what to probe.
        offline: whether nothing may be fetched.
        step: told what is being done.
        executor: of the settings; by default they are scored here, one after another.
        by_size: whether the ranking on fewer sentences is looked at, too.

    Raises:
        AssetError, DataError, SettingsError: embeddings are missing or cannot be read.
    """
    data, seed, executor = probing.data, probing.seed, executor or InProcess()
    vectors = _vectors(probing, offline, step)
    step(f"probing {len(probing.settings)} settings")
    longest_first = sorted(probing.settings, key=lambda one: -len(one.sets))
    sizes = smaller(data) if by_size else ()
    whole, parts = dict[str, Future[Evidence]](), dict[tuple[int, str], Future[Floats]]()
    for setting in longest_first:
        mine = of_setting(vectors, setting)
        whole[setting.name] = executor.submit(evidence_of, data, mine, setting, seed)
        for size in sizes if setting in probing.answers else ():
            part = first(data, mine, size)
            parts[size, setting.name] = executor.submit(losses_of, *part, setting, seed, 1)
    found = [outcome(whole[setting.name]) for setting in probing.settings]
    standing = standings(found, data.lengths.tolist(), CONTROLS, probing.resamples, seed)
    if not by_size:
        return Probed(standing, (), None)
    names = [setting.name for setting in probing.answers]
    losses = {
        size: {name: float(outcome(parts[size, name]).sum()) for name in names} for size in sizes
    }
    on_all = {row.name: row.loss for row in standing.rows}
    rankings = rankings_by_size(losses, len(data.sentences), {name: on_all[name] for name in names})
    tied = [row.name for row in standing.tied]
    return Probed(standing, rankings, stable_from(rankings, tied))


def _vectors(
    probing: Probing, offline: bool, step: Callable[[str], None]
) -> dict[str, FrozenVectors]:
    sentences = probing.data.sentences
    found = {}
    for name, said in probing.embeddings.items():
        step(f"vectors of {said}")
        found[name] = freeze(locate(said, offline).load(), sentences)
        check_known(found[name])
    noise = Noise.like(found[probing.target.tag].matrix)
    return {**found, NOISE: freeze(noise, sentences)}
