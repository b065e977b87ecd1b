#!/usr/bin/env bash
# Asks the package index which installed packages have known vulnerabilities (pip-audit). Fails on one,
# and on a package that the index cannot be asked about. Without an argument of its own environment:
# everything that a user can install.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONPATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/tool"
"$work/tool/bin/pip" install --quiet pip-audit
python=${1:-$work/installed/bin/python}
if [ $# = 0 ]; then
  python3 -m venv "$work/installed"
  "$python" -m pip install --quiet torch==2.13.0
  "$python" -m pip install --quiet '.[dask,plot,train]'
fi
"$python" -m pip freeze --exclude auxadvisor | sed 's/+cpu$//' > "$work/installed.txt"
"$work/tool/bin/pip-audit" --strict --no-deps --disable-pip --progress-spinner off \
  --requirement "$work/installed.txt"
