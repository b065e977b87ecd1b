#!/usr/bin/env bash
# Everything that must hold before a change lands: lint, types, import layers, docstrings, tests.
set -euo pipefail
cd "$(dirname "$0")/.."
ruff check .
ruff format --check .
mypy
lint-imports --no-cache
interrogate --quiet auxadvisor
pytest --numprocesses "${TEST_PROCESSES:-2}" "$@"
