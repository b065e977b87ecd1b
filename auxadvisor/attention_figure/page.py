"""Figure 4 as one HTML page: a table with shaded cells, for light and dark screens."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template

import numpy as np

from auxadvisor.attention_figure.sentence import (
    DARK,
    LIGHT,
    AttendedSentence,
    number,
    printable,
    set_name,
    shade,
)


def attention_page(sentence: AttendedSentence) -> str:
    """Figure 4 as one HTML page: a table with shaded cells, for light and dark screens."""
    levels = np.rint(100 * sentence.weights / sentence.top).astype(int)
    used = sorted(set(levels.ravel().tolist()))
    language = escape(sentence.language)
    names, words, tags = (
        [escape(printable(text)) for text in texts]
        for texts in (map(set_name, sentence.sets), sentence.tokens, sentence.tags)
    )
    return _PAGE.substitute(
        title=escape(sentence.title),
        top=number(sentence.top),
        light=_rules(used, LIGHT),
        dark=_rules(used, DARK),
        light_ramp=", ".join(LIGHT),
        dark_ramp=", ".join(DARK),
        words="".join(f'<th scope="col"><bdi lang="{language}">{w}</bdi></th>' for w in words),
        rows="\n".join(
            f'<tr><th scope="row">{name}</th>{"".join(map(_cell, weights, shades))}</tr>'
            for name, weights, shades in zip(names, sentence.weights.T, levels.T, strict=True)
        ),
        tags="".join(f"<td{' class=none' * (tag == 'O')}>{tag}</td>" for tag in tags),
    )


def _cell(weight: float, level: int) -> str:
    return f"<td class=w{level}>{number(weight)}</td>"


def _rules(levels: Sequence[int], ramp: tuple[str, ...]) -> str:
    shades = {level: shade(level / 100, ramp) for level in levels}
    return "\n".join(
        f".w{level} {{ background: {colour}; color: {ink} }}"
        for level, (colour, ink) in shades.items()
    )


_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>$title</title>
<style>
:root {
  --page: #ffffff; --ink: #1a2129; --faint: #56636f; --line: #d5dde4; --accent: #0a4f96;
  --ramp: $light_ramp;
}
$light
@media (prefers-color-scheme: dark) {
:root {
  --page: #12181f; --ink: #e4eaf0; --faint: #9dabb8; --line: #33404d; --accent: #8cc4ea;
  --ramp: $dark_ramp;
}
$dark
}
body {
  margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 3rem); width: fit-content; max-width: 100%;
  box-sizing: border-box; background: var(--page); color: var(--ink);
  font: 1rem/1.45 system-ui, sans-serif;
}
h1 { margin: 0 0 .25rem; font-size: 1.35rem; font-weight: 600; text-wrap: balance }
p { margin: 0; color: var(--faint) }
.head p:first-child { flex: 1 1 18rem; max-width: 40rem }
.head { display: flex; flex-wrap: wrap; gap: .6rem 2rem; align-items: end;
  justify-content: space-between }
.scroll { overflow-x: auto; margin: 1.25rem 0; padding-bottom: .5rem }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 4px }
table { border-collapse: separate; border-spacing: 3px; font-variant-numeric: tabular-nums }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
th { font-weight: 400 }
thead th { padding: 0 .4rem .3rem; vertical-align: bottom; max-width: 14rem; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis }
th[scope=row], thead td { position: sticky; left: 0; z-index: 1; background: var(--page);
  padding: 0 .8rem 0 0; text-align: right; white-space: nowrap; box-shadow: -4px 0 var(--page) }
tbody td { min-width: 2.6rem; height: 2.1rem; padding: 0 .4rem; border-radius: 4px;
  text-align: center; font-size: .85rem; forced-color-adjust: none }
tfoot td, tfoot th { padding-top: .3rem; text-align: center; font-size: .78rem;
  color: var(--accent) }
tfoot th, tfoot td.none { color: var(--faint) }
.key { display: flex; align-items: center; gap: .5rem; font-size: .8rem }
.key i { width: 9rem; height: .7rem; border-radius: 3px; forced-color-adjust: none;
  background: linear-gradient(to right, var(--ramp)) }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<div class="head">
<p>How much each set of embeddings counts for each token: the weights of the meta-embeddings. A
column’s sum is 1.</p>
<p class="key">0 <i role="img" aria-label="from pale to deep"></i> $top</p>
</div>
<div class="scroll" role="region" aria-label="Weights" tabindex="0">
<table>
<caption>$title: a row is a set of embeddings, a column a token.</caption>
<thead><tr><td></td>$words</tr></thead>
<tbody>
$rows
</tbody>
<tfoot><tr><th scope="row">tag</th>$tags</tr></tfoot>
</table>
</div>
</main>
</body>
</html>
""")
