"""The manual: ``sphinx-build docs docs/_build``, then open ``docs/_build/index.html``."""

from auxadvisor import __version__

project = "auxadvisor"
author = "The auxadvisor developers"
copyright = author
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"auxadvisor {__version__}"
html_theme_options = {"source_repository": "", "top_of_page_buttons": []}
html_show_copyright = False
html_show_sphinx = False
autodoc_typehints = "description"
autodoc_member_order = "bysource"
