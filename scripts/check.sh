#!/usr/bin/env bash
# Everything that must hold before a change lands: lint, types, layers, docstrings, manual, tests.
set -euo pipefail
cd "$(dirname "$0")/.."
ruff check .
ruff format --check .
mypy
lint-imports --no-cache
interrogate --quiet auxadvisor
sphinx-build --quiet --fail-on-warning docs docs/_build
pytest --numprocesses "${TEST_PROCESSES:-2}" "$@"
