"""The paper's tables against its text, and what is computed from them against goldens."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from auxadvisor import paper, paper_tables
from auxadvisor.errors import AssetError, SettingsError
from auxadvisor.paper import figure2, table3_by_vote, top1_regret
from auxadvisor.paper_figure import COLOURS, figure2_plot
from auxadvisor.paper_tables import published_table
from auxadvisor.ranking import AGGREGATIONS

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("AUXADVISOR_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
PAPER = SHARED.parent / "paper.txt"
LANGUAGES = ("de", "en", "es", "fi", "nl")
MEASURES = ("perplexity", "flair-perplexity", "vocabulary", "training-vocabulary", "majority")
SYMBOLS = ("d_P", "d*_P", "d_V", "d*_V", "d_MV")
SETTINGS = ("NER-BPEmb", "POS-BPEmb", "NER-FLAIR", "POS-FLAIR")

FIGURE_2 = {  # DESIGN.md, section 2, "Golden": d_P, d*_P, d_V, d*_V, d_MV
    "NER-BPEmb": (0.200, 0.480, 0.253, 0.600, 0.630),
    "POS-BPEmb": (-0.040, -0.240, 0.156, -0.200, -0.042),
    "NER-FLAIR": (0.122, 0.082, 0.424, 0.034, 0.221),
    "POS-FLAIR": (-0.080, -0.240, 0.244, -0.240, -0.042),
}
REGRET = {  # NUMBERS.md, section 1, second table: Spearman/top-1 rate/top-1 regret, by setting
    "d_P": ".20/.40/.38 -.04/.40/.08 .12/.20/.34 -.08/.20/.05",
    "d*_P": ".48/.60/.22 -.24/.20/.10 .08/.20/.41 -.24/.00/.09",
    "d_V": ".25/.20/.35 .16/.40/.08 .42/.60/.07 .24/.40/.06",
    "d*_V": ".60/.60/.18 -.20/.40/.06 .03/.20/.19 -.24/.00/.08",
    "d_MV": ".63/.50/.25 -.04/.40/.06 .22/.10/.27 -.04/.00/.08",
    "random": "0/.25/.47 0/.25/.10 0/.25/.30 0/.25/.06",
    "always English": "nan/.20/.36 nan/.20/.11 nan/.40/.09 nan/.20/.08",
}

needs_the_paper = pytest.mark.skipif(not PAPER.is_file(), reason=f"there is no {PAPER}")


# The typed tables against the paper's text, parsed anew.

Cell = tuple[str, str, str, float, float | None, bool]
PRINTED_CELL = re.compile(r" (-|\d\d\.\d\d)(?: ± (0?\.\d\d))?( †)?(?= |$)")
ROWS = {"Monolingual": "mono", "Multilingual": "multi", "Meta-Embeddings": "meta"}


def parse_scores(block: str) -> set[Cell]:
    """The cells of Table 1 or 5 as the text extraction has them."""
    cells: set[Cell] = set()
    task = ""
    for line in block.splitlines():
        if header := re.match(r" ?(NER|POS) De En Es Fi Nl$", line):
            task = header[1]
        elif line.strip():
            printed = PRINTED_CELL.findall(line)
            name = line[: PRINTED_CELL.search(line).start()]  # type: ignore[union-attr]
            setting = ROWS.get(name, name)
            if name.startswith("Mono +"):
                setting = name.lower().replace(" ", "")
            assert len(printed) == len(LANGUAGES), line
            for language, (mean, std, dagger) in zip(LANGUAGES, printed, strict=True):
                if mean != "-":
                    deviation = float(std) if std else None
                    cells.add((task, setting, language, float(mean), deviation, bool(dagger)))
    return cells


def between(start: str, end: str) -> str:
    text = unicodedata.normalize("NFC", PAPER.read_text(encoding="utf-8"))
    stop = text.index(end)
    return text[text.rindex(start, 0, stop) : stop]


@needs_the_paper
@pytest.mark.parametrize(
    ("number", "start"),
    [(1, "\n NER De En Es Fi Nl\n"), (5, "\nNER De En Es Fi Nl\n")],
)
def test_scores_are_those_of_the_text(number: Literal[1, 5], start: str) -> None:
    typed = published_table(number).scores
    assert {dataclasses.astuple(score) for score in typed} == parse_scores(
        between(start, f"\nTable {number}: ")
    )


@needs_the_paper
def test_table_3_is_that_of_the_text() -> None:
    rows = re.findall(r"^[1-4]((?: \w\w∗?){5})$", between("Rank dMV", "\nTable 3: "), re.MULTILINE)
    columns = zip(*(row.lower().replace("∗", "*").split() for row in rows), strict=True)
    assert [row.printed for row in published_table(3).rankings] == list(columns)


@needs_the_paper
def test_table_4_is_that_of_the_text() -> None:
    rows = re.findall(r"^[1-4]((?: \w\w∗?){20})$", between("Rank de", "\nTable 4: "), re.MULTILINE)
    columns = list(zip(*(row.replace("∗", "*").split() for row in rows), strict=True))
    expected = {
        (target, measure): columns[4 * i + j]
        for i, target in enumerate(LANGUAGES)
        for j, measure in enumerate(MEASURES[:4])
    }
    rankings = published_table(4).rankings
    assert {(row.target, row.measure): row.printed for row in rankings} == expected


# Sanity of the typed tables by themselves.


@pytest.mark.parametrize(("number", "cells"), [(1, 2 * (10 * 5 - 5)), (5, 2 * (12 * 5 - 5) - 1)])
def test_scores_are_complete_and_plausible(number: Literal[1, 5], cells: int) -> None:
    """Less Mono + X on X, and Straková et al. (2019) on Fi."""
    table = published_table(number)
    places = [(score.task, score.setting, score.language) for score in table.scores]
    assert len(places) == len(set(places)) == cells
    assert all(60 < score.mean < 100 for score in table.scores)
    assert all(score.std is None or 0 < score.std < 1 for score in table.scores)
    assert {s.setting for s in table.scores if s.std is None} == (
        {"Straková et al. (2019)", "Yasunaga et al. (2018)"} if number == 5 else set()
    )
    assert not any(setting == f"mono+{language}" for _, setting, language in places)


def test_daggers_are_as_many_as_section_4_1_says_for_meta() -> None:
    daggers = [
        score.setting
        for number in (1, 5)
        for score in published_table(number).scores
        if score.significant
    ]
    assert daggers.count("meta") == 12  # "12 out of 20 settings (6 with BPEmb, 6 with FLAIR)"
    assert daggers.count("mono+all") == 5  # the text says 7: kept as an oddity
    assert len(daggers) == 17
    for number in (1, 5):
        oddity = published_table(number).oddities[-1]
        assert "7 out of 20" in oddity.printed
        assert "5 for Mono + All" in oddity.taken


def test_means_over_languages_are_those_of_numbers() -> None:
    """NUMBERS.md, section 1, first table: mono, mono+multi, mono+all, meta."""
    expected = {
        "NER-BPEmb": (80.49, 82.41, 82.73, 83.14),
        "POS-BPEmb": (94.05, 94.94, 95.28, 95.26),
        "NER-FLAIR": (85.36, 85.44, 85.99, 86.49),
        "POS-FLAIR": (96.42, 96.47, 96.46, 96.62),
    }
    for name, means in expected.items():
        task, number = paper.SETTINGS[name]
        for setting, mean in zip(("mono", "mono+multi", "mono+all", "meta"), means, strict=True):
            found = [
                score.mean
                for score in published_table(number).scores
                if (score.task, score.setting) == (task, setting)
            ]
            assert sum(found) / len(found) == pytest.approx(mean, abs=0.005 + 1e-9)


@pytest.mark.parametrize("number", [3, 4])
def test_rankings_are_complete(number: Literal[3, 4]) -> None:
    table = published_table(number)
    measures = MEASURES[4:] if number == 3 else MEASURES[:4]
    assert [(row.target, row.measure) for row in table.rankings] == [
        (target, measure) for target in LANGUAGES for measure in measures
    ]
    for row in table.rankings:
        assert row.symbol == SYMBOLS[MEASURES.index(row.measure)]
        assert set(row.ranks) == set(LANGUAGES) - {row.target}
        assert sum(row.ranks.values()) == 10
        for place, tag in enumerate(row.corrected, start=1):
            tied = tag.endswith("*")
            assert abs(row.ranks[tag.rstrip("*")] - place) == (0.5 if tied else 0)


def test_ties_of_the_rankings() -> None:
    tied = {
        (row.target, row.measure): {tag for tag, rank in row.ranks.items() if rank % 1}
        for number in (3, 4)
        for row in published_table(number).rankings
    }
    assert {place: tags for place, tags in tied.items() if tags} == {
        ("nl", "majority"): {"de", "en"},
        ("de", "vocabulary"): {"es", "fi"},
        ("fi", "vocabulary"): {"es", "nl"},
        ("nl", "vocabulary"): {"es", "fi"},
    }


def test_the_misprint_of_table_3_is_kept_and_corrected() -> None:
    table = published_table(3)
    (spanish,) = (row for row in table.rankings if row.target == "es")
    assert spanish.printed == ("en", "nl", "fi", "es")
    assert spanish.corrected == ("en", "nl", "fi", "de")
    assert spanish.ranks == {"en": 1, "nl": 2, "fi": 3, "de": 4}
    (erratum,) = table.errata
    assert (erratum.where, erratum.printed, erratum.taken) == ("column Es, rank 4", "Es", "De")
    assert all(row.printed == row.corrected for row in table.rankings if row.target != "es")
    assert not any(published_table(number).errata for number in (1, 4, 5))


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"table": 3}', '{"table": 3, "title": "", "languages": 5}']
)
def test_a_damaged_table_says_so(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "table3.json").write_text(content, encoding="utf-8")
    monkeypatch.setattr(paper_tables, "asset_path", lambda name: tmp_path / Path(name).name)
    with pytest.raises(AssetError, match="expected Table 3 of the paper"):
        published_table(3)


# Table 3.


def test_the_vote_gives_table_3() -> None:
    columns = table3_by_vote()
    assert {column.published.target: column.voted for column in columns} == {
        "de": {"nl": 1, "en": 2, "fi": 3, "es": 4},
        "en": {"nl": 1, "fi": 2, "de": 3, "es": 4},
        "es": {"en": 1, "nl": 2, "fi": 3, "de": 4},
        "fi": {"en": 1, "de": 2, "nl": 3, "es": 4},
        "nl": {"de": 1.5, "en": 1.5, "fi": 3, "es": 4},
    }
    assert all(column.agrees for column in columns)


def test_borda_ties_two_languages_under_spanish() -> None:
    """DESIGN.md, section 2: why the paper's rule is not plain Borda."""
    (spanish,) = (c for c in table3_by_vote("borda") if c.published.target == "es")
    assert spanish.voted == {"en": 1, "nl": 2, "fi": 3.5, "de": 3.5}
    assert not spanish.agrees


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
def test_agreement_is_equality_of_ranks(aggregation: str) -> None:
    for column in table3_by_vote(aggregation):
        assert sum(column.voted.values()) == 10
        assert column.agrees == (column.voted == column.published.ranks)


def test_an_unknown_aggregation_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"expected one of majority, .*, found 'mean'"):
        table3_by_vote("mean")


# Figure 2 and the regret.


def test_figure_2() -> None:
    bars = figure2()
    assert [(bar.setting, bar.measure) for bar in bars] == [
        (setting, measure) for setting in SETTINGS for measure in MEASURES
    ]
    for setting, means in FIGURE_2.items():
        found = {bar.symbol: bar.mean for bar in bars if bar.setting == setting}
        assert found == pytest.approx(dict(zip(SYMBOLS, means, strict=True)), abs=5e-4)


def test_figure_2_by_hand() -> None:
    """d_P for En with BPEmb NER: predicted nl es de fi, performed fi de nl es."""
    bar = figure2()[0]
    assert bar.by_target["en"] == pytest.approx(1 - 6 * (4 + 4 + 1 + 9) / (4 * 15))
    assert tuple(bar.by_target) == LANGUAGES
    assert bar.mean == pytest.approx(sum(bar.by_target.values()) / 5)


def test_regret() -> None:
    selections = top1_regret()
    assert [(s.setting, s.symbol) for s in selections] == [
        (setting, symbol) for setting in SETTINGS for symbol in REGRET
    ]
    for selection in selections:
        printed = REGRET[selection.symbol].split()[SETTINGS.index(selection.setting)]
        correlation, rate, regret = map(float, printed.split("/"))
        half = 0.005 + 1e-9  # d_MV on POS-FLAIR costs exactly .085
        assert selection.top1_rate == pytest.approx(rate, abs=half)
        assert selection.top1_regret == pytest.approx(regret, abs=half)
        if selection.spearman is None:
            assert selection.symbol == "always English"
        else:
            assert selection.spearman == pytest.approx(correlation, abs=half)


def test_regret_by_hand() -> None:
    """d_MV with BPEmb NER: nl, nl, en, en are chosen for de, en, es, fi; de and en tie for nl."""
    (chosen,) = (s for s in top1_regret() if (s.setting, s.symbol) == ("NER-BPEmb", "d_MV"))
    costs = [0, 87.94 - 87.38, 80.93 - 80.48, 0, (0 + 81.31 - 80.84) / 2]
    assert chosen.top1_regret == pytest.approx(sum(costs) / 5)
    assert chosen.top1_rate == pytest.approx((1 + 0 + 0 + 1 + 0.5) / 5)


def test_results_become_json() -> None:
    results = [
        *map(dataclasses.asdict, figure2()),
        *map(dataclasses.asdict, top1_regret()),
        *map(dataclasses.asdict, table3_by_vote()),
        dataclasses.asdict(published_table(1)),
    ]
    assert json.loads(json.dumps(results, allow_nan=False))[0]["symbol"] == "d_P"


# The picture.


def test_the_picture_is_written_and_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    magic = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<?xml", "pdf": b"%PDF-"}
    for suffix, start in magic.items():
        once, again = tmp_path / f"once.{suffix}", tmp_path / f"again.{suffix.upper()}"
        figure2_plot(once)
        figure2_plot(again)
        assert once.read_bytes().startswith(start)
        assert once.read_bytes() == again.read_bytes()
    assert len(list(tmp_path.iterdir())) == 6


def test_every_setting_has_a_colour_of_its_own() -> None:
    assert tuple(COLOURS) == SETTINGS
    assert len(set(COLOURS.values())) == len(SETTINGS)


@pytest.mark.parametrize("name", ["figure.jpg", "figure", ".png"])
def test_another_suffix_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"expected a name that ends in \.png, \.svg, \.pdf"):
        figure2_plot(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected an existing folder"):
        figure2_plot(tmp_path / "none" / "figure.png")


def test_a_picture_that_fails_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = pytest.importorskip("matplotlib.figure")

    def fail(self: object, path: Path, **settings: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figure.Figure, "savefig", fail)
    picture = tmp_path / "figure.png"
    picture.write_bytes(b"old")
    with pytest.raises(SettingsError, match="No space left"):
        figure2_plot(picture)
    assert picture.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [picture]


def test_without_matplotlib_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SettingsError, match=r"pip install 'auxadvisor\[plot\]'"):
        figure2_plot(tmp_path / "figure.png")
    assert not list(tmp_path.iterdir())


def test_importing_the_figure_does_not_load_matplotlib() -> None:
    code = "import sys, auxadvisor.paper_figure; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_whether_to_add_matters_more_than_which_in_three_settings_of_four() -> None:
    """NUMBERS.md section 1: mono 80.49, mean +X 82.06, best +X 82.53 for NER with BPEmb, ..."""
    found = {gain.setting: (gain.any_auxiliary, gain.best_auxiliary) for gain in paper.gains()}
    assert found["NER-BPEmb"] == pytest.approx((82.06 - 80.49, 82.53 - 82.06), abs=0.011)
    assert found["POS-BPEmb"] == pytest.approx((94.81 - 94.05, 94.91 - 94.81), abs=0.011)
    assert found["NER-FLAIR"] == pytest.approx((85.75 - 85.36, 86.05 - 85.75), abs=0.011)
    assert found["POS-FLAIR"] == pytest.approx((96.46 - 96.42, 96.52 - 96.46), abs=0.011)
    assert sum(any_one > best for any_one, best in found.values()) == 3
