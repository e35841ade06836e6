# Two commands do everything: `make dashboard` and `make test`.
PYTHON ?= python3
STUDY ?= sample_data
CHECKPOINT ?= checkpoints/demo
PORT ?= 8501
BIN := .venv/bin

.PHONY: dashboard test system screenshots

dashboard: .venv/installed
	@exec $(BIN)/depformer dashboard --study "$(STUDY)" --checkpoint "$(CHECKPOINT)" --port "$(PORT)"

test: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	OMP_NUM_THREADS=1 $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# Chromium draws figure files and drives the browser test; poppler-utils checks the PDFs.
system:
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei \
		fonts-open-sans fonts-dejavu-core poppler-utils

screenshots: .venv/installed
	$(BIN)/python docs/take_screenshots.py "$(STUDY)" "$(CHECKPOINT)" $(if $(NOTHING),--nothing "$(NOTHING)")

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, found: $$($(PYTHON) --version). Name one: make PYTHON=python3.12 ..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --disable-pip-version-check -q -r requirements.txt -e '.[dev]'
	touch $@
