# Needs make and Python 3.11 or newer with venv; everything else is fetched by `setup`, which is quick the second time.
.PHONY: run demo setup test check lint bench trials packages clean
.DEFAULT_GOAL := run

PYTHON = python3
UV = .tools/bin/uv
UV_VERSION = 0.13.9
BIN = .venv/bin
SIZE = 100000
# The Debian packages that tests use: a browser for the pages.
PACKAGES = chromium

export UV_PYTHON_DOWNLOADS = never
export UV_PYTHON = $(PYTHON)

run: setup
	exec $(BIN)/counterfoil up

# A directory of its own: the month is told only where nobody has begun.
demo: setup
	COUNTERFOIL_ORGANIZATION="Fernhill IT" exec $(BIN)/counterfoil --data var-demo up --demo

setup: .venv/stamp

.tools/stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	touch $@

.venv/stamp: .tools/stamp pyproject.toml uv.lock
	$(UV) sync --quiet --frozen --all-extras
	touch $@

# Root installs what is missing, so that no test skips; anyone else is told what will.
packages:
	@for package in $(PACKAGES); do \
		dpkg-query --show --showformat='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' && continue; \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing the Debian package $$package, which tests need." >&2; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $$package >/dev/null || exit 1; \
		else \
			echo "The Debian package $$package is not installed: the tests that need it will be skipped." >&2; \
		fi; \
	done

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet --extension html src/counterfoil/web/templates
	$(BIN)/djlint --lint --quiet --extension jinja src/counterfoil/web/templates

check: lint
	COUNTERFOIL_QUICK=1 $(BIN)/pytest -q tests/policy tests/architecture

# Two at a time, each file whole: one process has one database.
test: packages lint
	$(BIN)/pytest -n 2 --dist loadfile

bench: setup
	COUNTERFOIL_BENCH_SIZE=$(SIZE) $(BIN)/python -m tests.bench

trials: setup packages
	COUNTERFOIL_TRIALS=1 $(BIN)/pytest -m "trial or hypothesis"

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
