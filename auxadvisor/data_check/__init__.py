"""What is wrong with a tagged corpus or a raw text, before anything is trained on it.

One file a family of checks; a check is one function ``(Data) -> Iterator[Finding]`` and one line
of ``report.CHECKS`` (of raw text: of ``TEXT_CHECKS``; a kind of odd characters: of
``characters.KINDS``, for both). Every finding says how bad, where, what, and what to do next.
"""

from auxadvisor.data_check.findings import Finding, Severity
from auxadvisor.data_check.report import CHECKS, TEXT_CHECKS, PartFigures, Report, check_data

__all__ = [
    "CHECKS",
    "TEXT_CHECKS",
    "Finding",
    "PartFigures",
    "Report",
    "Severity",
    "check_data",
]
