"""Figure 4: what the attention weighs in a sentence, as a picture or as a page.

A row is a set of embeddings, a column a token, and a cell's shade its weight. Pictures are drawn by
matplotlib, which is loaded on use only; a page is one file that asks nothing of any host.
"""

from __future__ import annotations

from pathlib import Path

from auxadvisor.attention_figure.sentence import AttendedSentence, number, printable, set_name
from auxadvisor.errors import SettingsError
from auxadvisor.whole_files import write_whole

__all__ = [
    "AttendedSentence",
    "attention_figure",
    "check_attention_figure",
    "number",
    "printable",
    "set_name",
]

PICTURES = (".png", ".svg")
PAGE = ".html"


def check_attention_figure(path: Path) -> None:
    """Refuse a figure that cannot be drawn, before anything is computed.

    Raises:
        SettingsError: its name ends in none of .png, .svg and .html, or it needs matplotlib, which
            is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in (*PICTURES, PAGE):
        raise SettingsError(
            f"{path}: expected a name that ends in {', '.join(PICTURES)} or {PAGE}, "
            f"found '{path.suffix or path.name}'"
        )
    if suffix in PICTURES:
        try:
            import matplotlib  # noqa: F401
        except ImportError as error:
            raise SettingsError(
                f"a {suffix} picture needs matplotlib, which is not installed; run "
                f"pip install 'auxadvisor[plot]', or name a {PAGE} file"
            ) from error


def attention_figure(path: Path, sentence: AttendedSentence) -> None:
    """Draw Figure 4 for a sentence.

    Args:
        path: where the figure goes; its suffix (.png, .svg, .html) is its format. It is written
            whole or not at all.
        sentence: of at least one token.

    Raises:
        SettingsError: as ``check_attention_figure``; it cannot be written; for a picture, too many
            tokens; for a PNG, a letter that no installed font has.
    """
    check_attention_figure(path)
    if path.suffix.lower() == PAGE:
        from auxadvisor.attention_figure.page import attention_page

        write_whole(path, attention_page(sentence))
    else:
        from auxadvisor.attention_figure.picture import draw_picture

        draw_picture(path, sentence)
