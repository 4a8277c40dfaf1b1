# Everything runs in .venv, which is made again whenever the lock or the package's metadata changed.
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
BIN := .venv/bin
MINUTES ?= 30

.PHONY: demo test lint bench soak set-up translations examples styles migration lock
.DEFAULT_GOAL := demo

demo: set-up
	$(BIN)/talenttrack demo

test: set-up
	$(BIN)/pytest -n 2 -m "not soak"

lint: set-up
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates

bench: set-up
	$(BIN)/python -m bench

soak: set-up
	TALENTTRACK_SOAK_MINUTES=$(MINUTES) $(BIN)/pytest -m soak --timeout 0

# The pictures of README and guide, of the demo on a frozen day; needs Chromium.
screenshots: set-up
	$(BIN)/python -m tests.e2e.pictures

set-up: .venv/set-up

.venv/set-up: requirements.lock setup.cfg pyproject.toml
	@test -n "$(PYTHON)" || { echo "TalentTrack needs Python 3.11 or newer: install it and call make again." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

# After a change of texts: collect them and merge them into the .po files, which are committed.
translations: set-up
	$(BIN)/pybabel -q extract -F babel.cfg --sort-output --no-location --no-wrap --omit-header -k _ -k N_ -k lazy \
		-k _error:3 -k FieldError:3 -k NotFound -k Forbidden -k WrongState -k Stale -k TooMany -k Conflict \
		-k DatabaseBusy -o .venv/messages.pot .
	$(BIN)/pybabel -q update -N --ignore-obsolete --ignore-pot-creation-date --no-wrap \
		-i .venv/messages.pot -d talenttrack/translations

# After a change of what the API answers: asks its examples again and keeps the answers that its page shows.
examples: set-up
	$(BIN)/python -m tests.api.replaying

# After a change of the style sheets: needs Node, which neither the product nor its tests do.
styles:
	talenttrack/web/styles/compile.sh

# make migration NAME=what_changes: drafts the next one against an up-to-date scratch database.
migration: set-up
	rm -rf instance/draft
	TALENTTRACK_INSTANCE_PATH=instance/draft $(BIN)/talenttrack db upgrade
	TALENTTRACK_INSTANCE_PATH=instance/draft $(BIN)/talenttrack db draft $(NAME)

lock: set-up
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra test --extra dev \
		setup.cfg -o requirements.lock
