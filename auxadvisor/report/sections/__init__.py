"""The sections of the page, from top to bottom, one file each.

A section for another command is one file with a function ``(Results, progress) -> Section | None``
and one line here.
"""

from __future__ import annotations

from auxadvisor.report.blocks import SectionMaker
from auxadvisor.report.sections.attention import attention
from auxadvisor.report.sections.comparisons import comparison_tables
from auxadvisor.report.sections.curves import curves
from auxadvisor.report.sections.languages import languages
from auxadvisor.report.sections.made import made
from auxadvisor.report.sections.paper import paper
from auxadvisor.report.sections.probe import probe_tables
from auxadvisor.report.sections.ranking import ranking
from auxadvisor.report.sections.recommendation import recommendation
from auxadvisor.report.sections.summary import summary
from auxadvisor.report.sections.training import training

SECTIONS: tuple[SectionMaker, ...] = (
    SectionMaker(summary),
    SectionMaker(recommendation, reads=("recommend",)),
    SectionMaker(ranking, reads=("rank", "recommend")),
    SectionMaker(languages),
    SectionMaker(probe_tables, reads=("probe",)),
    SectionMaker(training, reads=("train",)),
    SectionMaker(comparison_tables, reads=("compare",)),
    SectionMaker(curves),
    SectionMaker(attention),
    SectionMaker(paper),
    SectionMaker(made),
)
"""In the order of the page; each appears only where its results are there."""
