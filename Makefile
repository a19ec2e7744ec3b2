# The same commands at the desk and in CI. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check fix soak bench audit messages catalogues key reset setup setup-dev \
	check-format check-style check-templates check-imports check-types check-migrations check-deploy check-catalogue

PORT ?= 8000
ARGS ?=
PY := .venv/bin/python
# Settings for checks that read the project without serving it: nothing is connected to.
NO_SERVICES := DATABASE_URL=postgres://check@127.0.0.1:1/check REDIS_URL=redis://127.0.0.1:1/0

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup catalogues ## serve the portal with demo data on http://127.0.0.1:8000 (PORT=9000 make run for another port)
	@case "$(PORT)" in *[!0-9]*|"") echo "PORT must be a number, such as PORT=9000." >&2; exit 1;; esac
	@DJANGO_SETTINGS_MODULE=portal.settings.embedded PORT=$(PORT) exec $(PY) manage.py serve_demo

test: setup-dev catalogues ## run the tests on PostgreSQL and Redis (ARGS="tests/core -k folio" for some of them)
	@exec $(PY) .ci/services.py -- $(PY) -m pytest -n 2 --dist loadfile $(if $(CI),--durations=25) $(ARGS)

check: setup-dev check-format check-style check-templates check-imports check-types check-migrations check-deploy check-catalogue ## hold style and structure
	@echo "All checks passed."

check-format:
	@echo "— format"; .venv/bin/ruff format --check .
check-style:
	@echo "— style"; .venv/bin/ruff check .
check-templates:
	@echo "— templates"; .venv/bin/djlint --quiet --lint templates
check-imports:
	@echo "— imports go down only"; .venv/bin/lint-imports --no-cache
check-types:
	@echo "— types"; $(NO_SERVICES) $(PY) -m mypy portal enterprises programs trainings
check-migrations:
	@echo "— migrations match the models"; DJANGO_SETTINGS_MODULE=portal.settings.embedded PORTAL_VAR=var/check $(PY) -W ignore manage.py makemigrations --check --dry-run
check-deploy:
	@echo "— production settings"; .ci/as_production $(PY) manage.py check --deploy --fail-level WARNING
check-catalogue:
	@echo "— Spanish catalogue complete"; $(PY) .ci/check_catalogue.py

fix: setup-dev ## format the code, mend what can be mended
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format .

soak: setup-dev catalogues ## races and faults at full size (the tests marked soak)
	@PORTAL_SOAK=1 exec $(PY) .ci/services.py --durable -- $(PY) -m pytest -m "soak or race" --timeout 3600 $(ARGS)

bench: setup-dev catalogues ## print the benchmark table: each figure beside its limit of the same run
	@exec $(PY) .ci/services.py --durable -- $(PY) -m tests.benchmarks $(ARGS)

audit: setup-dev ## what needs the network, Node or Java; says NOT RUN where it could not
	@.ci/audit

messages: setup-dev ## collect the texts of the code into locale/es
	@PORTAL_VAR=var/check $(PY) manage.py makemessages -l es --no-wrap --add-location file --ignore ".venv/*" --ignore "var/*" --ignore "tests/*"

catalogues: setup
	@$(PY) -m portal.catalogues

key: ## print a new random key for a production installation
	@python3 -c "import base64, secrets; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())"

reset: ## remove the embedded portal's data, keys and logs under var/ (asks nothing; stop `make run` first)
	@.ci/reset

setup:
	@.ci/venv requirements.lock

setup-dev:
	@.ci/venv .ci/requirements.lock
