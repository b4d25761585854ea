# Antre. `make run` opens the hall, `make test` runs every test; both set up what they need.
# Any user, any Debian or Ubuntu with Python >= 3.11 and make.

PORT  ?= 8000
HOST  ?= 127.0.0.1
HOURS ?= always
SPEED ?= 60

PY := .venv/bin/python

.PHONY: run upgrade test check lint rush faults failovers endure pictures trial bench scale waits lock old-tv clean

run: .venv/ready                     ## open the hall: PORT=8000 HOST=127.0.0.1 HOURS=always|real
	@exec $(PY) -m antre.cli run --port $(PORT) --host $(HOST) --hours $(HOURS)

upgrade: .venv/ready                 ## the version on the disk, in the hall that runs, one service after the other
	@exec $(PY) -m antre.cli upgrade

rush: .venv/ready                    ## play a Monday morning against the running hall: SPEED=60
	@exec $(PY) -m antre.cli rush --speed $(SPEED)

test: .venv/ready-dev                ## every test
	@scripts/browser $(PY)
	@$(PY) -m tests

check: lint test                     ## lint, types, tests

lint: .venv/ready-dev                ## formatters, linters, types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/oxfmt --check .
	.venv/bin/oxlint
	$(PY) -m mypy
	.venv/bin/hadolint Dockerfile

faults: .venv/ready-dev               ## hurt a running hall in every way: SEED=1 QUICK=1 ONLY=1,22
	@$(PY) -m faults $(if $(SEED),--seed $(SEED)) $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) $(if $(KEEP),--keep)
	@$(if $(ONLY),true,$(PY) -m faults.failovers $(if $(SEED),--seed $(SEED)))

failovers: .venv/ready-dev            ## let other servers take over in a rush, again and again: COUNT=10 CORE_COUNT=50 ROWS=FILE KEEP=1
	@$(PY) -m faults.failovers $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT)) $(if $(CORE_COUNT),--core-count $(CORE_COUNT)) $(if $(ROWS),--rows $(ROWS)) $(if $(KEEP),--keep)

endure: .venv/ready-dev              ## four weeks on a board in minutes, weighed each week; ten rounds of calls at once
	@scripts/browser $(PY)
	@$(PY) -m tests.journeys.boards.endurance
	@ROUNDS=10 EXAMPLES=500 $(PY) -m pytest tests/journeys/boards/test_board_rounds.py \
	  tests/waitingroom/test_model.py tests/journeys/layout/test_boards.py \
	  tests/journeys/layout/boards_by_chance.py tests/journeys/layout/pages_by_chance.py
	@SATURDAYS=4 $(PY) -m pytest -s --timeout 7200 tests/journeys/test_outreach.py
	@MONTHS=24 KILLS=200 $(PY) -m pytest -s --timeout 7200 tests/services/reports/test_years.py

pictures: .venv/ready-dev            ## take the pictures of docs/pictures anew
	$(PY) -m scripts.pictures

trial: .venv/ready-dev               ## set up a long house in the browser alone, take its pictures, play its morning
	@scripts/browser $(PY)
	@$(PY) -m scripts.trial

bench: .venv/ready-dev               ## measure against floors in the same run: KEEP=1 writes docs/proof/speed.md
	@$(PY) -m bench $(if $(KEEP),--keep)

scale: .venv/ready-dev                ## measure what more venues and screens cost: VENUES="1 50" SCREENS=120
	@$(PY) -m bench.scale $(if $(VENUES),--venues $(VENUES)) $(if $(SCREENS),--screens $(SCREENS)) $(if $(CORE),--core)

waits: .venv/ready-dev                ## judge order and estimate on random days: DAYS=200, KEEP=1 writes docs/proof
	@$(PY) -m bench.waits --days $(or $(DAYS),200) $(if $(KEEP),--keep)

lock:                                ## compile the requirements anew (needs uv)
	uv pip compile -q pyproject.toml --extra redis --extra voice --extra postgres --generate-hashes --no-emit-index-url \
	  --universal --python-version 3.11 --no-header -o requirements.txt
	uv pip compile -q pyproject.toml --extra redis --extra voice --extra postgres --extra dev --generate-hashes --no-emit-index-url \
	  --universal --python-version 3.11 --no-header -c requirements.txt -o requirements-dev.txt

old-tv:                              ## make services/display/static/old-tv.js anew (needs node and npm)
	@scripts/old_tv/make

clean:                               ## forget the environment; the data in .run stays
	rm -rf .venv

.venv/ready: requirements.txt scripts/environment
	@scripts/environment requirements.txt
	@touch $@

.venv/ready-dev: requirements-dev.txt scripts/environment
	@scripts/environment requirements-dev.txt
	@touch .venv/ready $@
