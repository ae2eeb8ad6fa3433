# make run   set up .venv from the hashed lock file, then start the program
# make test  set up, then run the whole test suite
# make test-llama  the tests against a real llama.cpp server, in an environment of its own; builds it once
PYTHON ?= python3
VENV := .venv
LLAMA := .venv-llama
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run setup setup-dev test test-llama check format lock screenshots bench clean

run: $(VENV)/.ready-run
	@INTERVIEW_COACH_DOTENV="$(CURDIR)/.env" $(BIN)/interview-coach $(ARGS)

setup: $(VENV)/.ready-run
setup-dev: $(VENV)/.ready-dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Interview Coach needs Python 3.11 or newer; try: make run PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up .venv (once) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-run: requirements.lock pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock >&2
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . >&2
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready-run
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock >&2
	@touch $@

test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -n 2 $(ARGS)

# llama.cpp is compiled (several minutes, needs a C++ compiler), by build tools that are hashed like the rest.
$(LLAMA)/.ready: requirements-llama.lock | $(BIN)/python
	@echo "Building llama.cpp in $(LLAMA) (once, several minutes) ..." >&2
	@$(PYTHON) -m venv $(LLAMA)
	@echo '*' > $(LLAMA)/.gitignore
	@awk '/^[a-z]/ { tool = /^(cmake|ninja|packaging|pathspec|scikit-build-core)==/ } tool' $< > $(LLAMA)/build-tools.txt
	@$(LLAMA)/bin/python -m pip install --quiet --require-hashes -r $(LLAMA)/build-tools.txt >&2
	@CMAKE_ARGS="-DLLAVA_BUILD=OFF $(CMAKE_ARGS)" $(LLAMA)/bin/python -m pip install --quiet --require-hashes --no-build-isolation -r $< >&2
	@touch $@

test-llama: $(VENV)/.ready-dev $(LLAMA)/.ready
	$(BIN)/python -m pytest tests/llama/suite_*.py $(ARGS)

check: $(VENV)/.ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Pictures of the README, drawn by the program.
screenshots: $(VENV)/.ready-dev
	$(BIN)/python scripts/screenshots.py

# Speed, each figure beside its yardstick.
bench: $(VENV)/.ready-dev
	@for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

format: $(VENV)/.ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Lock files hold hashes and no addresses; needs uv.
lock:
	uv pip compile pyproject.toml --group build --universal --generate-hashes --quiet --no-header -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes --quiet --no-header -c requirements.lock -o requirements-dev.lock
	printf '%s\n' 'llama-cpp-python[server]>=0.3.36,<0.4' 'gguf>=0.19,<1' 'scikit-build-core[pyproject]' cmake ninja | uv pip compile - --python-version 3.11 --universal --generate-hashes --quiet --no-header -o requirements-llama.lock

clean:
	rm -rf $(VENV) $(LLAMA) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
