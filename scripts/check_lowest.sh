#!/usr/bin/env bash
# Runs tests with the lowest version of each package that pyproject.toml allows, in an environment of
# their own. What is given goes to pytest; by default, what touches each package. torch is the one of
# the README's test command: its lower versions are published only with gigabytes of CUDA.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONPATH
if [ $# = 0 ]; then # without those that compare with flair and bpemb, which ask for newer packages
  set -- tests/test_rank.py tests/test_languages.py tests/test_downloads.py tests/test_executors.py \
    tests/counting tests/distances tests/experiments tests/report tests/tagger/test_saved.py \
    tests/faults/test_writers.py tests/faults/test_damage.py
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work"
"$work/bin/pip" install --quiet torch==2.13.0 uv
"$work/bin/pip" uninstall --quiet --yes filelock # torch brings a newer one than the lowest
echo 'torch==2.13.0' > "$work/torch.txt"
VIRTUAL_ENV=$work "$work/bin/uv" pip install --quiet --resolution lowest-direct \
  --constraint "$work/torch.txt" --requirements pyproject.toml --extra dask --extra plot --extra train
"$work/bin/pip" install --quiet --no-deps --editable .
"$work/bin/pip" install --quiet pytest pytest-xdist hypothesis seqeval
"$work/bin/pip" list
"$work/bin/pytest" --numprocesses "${TEST_PROCESSES:-2}" -W default "$@"
