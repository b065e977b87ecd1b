"""``auxadvisor report``: one self-contained HTML page from saved results.

``reading`` finds the results, a ``saved_*`` module reads each kind of them, a file of ``sections``
says what the page shows of it as ``blocks``, and ``page`` writes those as HTML. Only the example
sentences of meta-embeddings load torch.
"""

from auxadvisor.report.figures import check_drawing
from auxadvisor.report.page import report_page
from auxadvisor.report.reading import Results, read_results

__all__ = ["Results", "check_drawing", "read_results", "report_page"]
