#!/usr/bin/env bash
# Makes a release in dist/: wheel and sdist, both installed and run; the audit of what is installed
# with them; a CycloneDX list (SBOM) of it; checksums. docs/release.md has the rest.
set -euo pipefail
cd "$(dirname "$0")/.."
unset PYTHONPATH
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' auxadvisor/__init__.py)
grep -q "^## $version - " CHANGELOG.md ||
  { printf 'CHANGELOG.md: expected a heading "## %s - DATE", found none\n' "$version" >&2; exit 1; }
rm -rf dist
scripts/smoke.sh dist
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/installed"
python3 -m venv "$work/tool"
"$work/installed/bin/pip" install --quiet torch==2.13.0
"$work/installed/bin/pip" install --quiet "dist/auxadvisor-$version-py3-none-any.whl[dask,plot,train]"
"$work/tool/bin/pip" install --quiet cyclonedx-bom
"$work/tool/bin/cyclonedx-py" environment --pyproject pyproject.toml --output-reproducible \
  --output-format JSON --output-file dist/sbom.json "$work/installed/bin/python"
python3 - "$version" dist/sbom.json << 'END' # which reads no version that a build finds out
import json, pathlib, sys

version, path = sys.argv[1], pathlib.Path(sys.argv[2])
listed = json.loads(path.read_text(encoding="utf-8"))
listed["metadata"]["component"]["version"] = version
path.write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
END
(cd dist && sha256sum -- *.whl *.tar.gz sbom.json > SHA256SUMS)
scripts/audit.sh "$work/installed/bin/python"
