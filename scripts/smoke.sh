#!/usr/bin/env bash
# Builds wheel and sdist into a folder (dist/ by default), installs each in an environment of its own
# that has seen nothing else, and runs the README's first command there, away from the checkout, and
# 'recommend', which does without a probe where there is no torch.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONPATH
most=60000000 # bytes of the wheel
root=$PWD
mkdir -p "${1:-dist}"
dist=$(cd "${1:-dist}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/build"
"$work/build/bin/pip" install --quiet --no-compile build
"$work/build/bin/python" -m build --outdir "$dist" .
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' auxadvisor/__init__.py)
wheel=auxadvisor-$version-py3-none-any.whl
size=$(wc -c < "$dist/$wheel")
if ((size > most)); then
  printf '%s: expected at most %s bytes, found %s; make data/ smaller\n' "$wheel" "$most" "$size" >&2
  exit 1
fi
sed -n '/^```text$/,/^```$/p' README.md | sed '1d;$d' > "$work/expected"
for built in "$wheel" "auxadvisor-$version.tar.gz"; do
  python3 -m venv "$work/$built"
  "$work/$built/bin/pip" install --quiet --no-compile "$dist/$built"
  (cd "$work" && "$work/$built/bin/auxadvisor" rank --target fi \
    --corpus "$root/data/samples/fi.conll" --candidates de,en,es,nl > screen)
  diff "$work/expected" "$work/screen"
  "$work/$built/bin/auxadvisor" recommend --target fi --corpus "$root/data/samples/fi.conll" \
    --embeddings pack > /dev/null
  "$work/$built/bin/auxadvisor" assets verify
  printf '%s: installed, and its first screen is the one of the README\n' "$built"
done
