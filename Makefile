# make demo        build, start everything on this machine, deliver orders, leave it running
# make demo-check  the same, then stop and say whether all is as it should be
# make test        every test
# make test-browser  the console in a real Chromium; pictures of every screen in target/browser
# make simulate    seeds of the whole pipeline in its weather; SEEDS=17 plays one, SEEDS=1..10000 many
# make kills       500 orders while processes are killed and answers dropped; ORDERS, SEED, FLAVOUR
# make full-sync   2,000 orders of which the store told nobody, and one full sync; ORDERS, FLAVOUR
# make guards      takes each guard out of the code and looks for the seed that notices
# make bench       WooSync beside its like, and what an order costs, as tables; BENCH='webhook pull consumer cost', ROUNDS
# make bench-scale  lists stores of 1,000 to 1,000,000 orders: time, memory, CPU; SIZES='1000 10000'
# make bench-console  what each screen of the console costs at 100,000 orders: requests, bytes, CPU; ORDERS
# make check       format, lints, docs, template
# make build       the functions' binaries for this machine
# make deploy      builds for AWS and deploys; STACK, EMAIL, PARAMETERS='DeltaMinutes=15 ...'
# make release     everything that a release ships, in dist/
# make reproduce   builds what is committed here and in a clone, and compares; PROCESSOR, ONLY='webhook ...'
# make notices     the licences of what is linked in; make sbom: a bill of materials
# make deny        licences, sources and bans by cargo-deny
# make checkov     risks in the template
#
# Variables: PROFILE (cargo profile of the functions: release, local, dev), AWS_PORT, and what the
# demo takes: DATA, SECRET, FLAVOUR.

# What shows or tries the code spares the minutes of link-time optimisation; what measures or ships it does not.
ifeq ($(origin PROFILE),undefined)
demo demo-check test-browser full-sync kills: PROFILE := local
endif
PROFILE ?= release
PYTHON ?= python3
export PROFILE

# woosync is built by itself: a crate among what it needs is called console too.
FUNCTIONS := --package webhook --package consumer --package delta-sync --package full-sync --package console

# As the tests are built: cargo would unify features otherwise, and build the dependencies again.
BUILD_DEV := cargo build --workspace --all-targets

VENV := .venv
VENV_SAM := .venv-sam
export SAM_CLI_TELEMETRY := 0

SEEDS ?= 1..10000
SIZES ?= 1000 10000 100000 1000000
SIMULATE := cargo run --quiet --package simulation --bin simulate --

# What `make deploy` deploys as, whom its alarms tell, and what else differs from the defaults.
STACK ?= woosync
EMAIL ?=
PARAMETERS ?=
VENV_BUILD := .venv-build
VENV_CHECKOV := .venv-checkov
VENV_FUZZ := .venv-fuzz
VENV_DENY := .venv-deny

BENCH ?= webhook pull consumer cost
ROUNDS ?= 7
PEERS := tests/bench/peers
VENV_BENCH := .venv-bench
BENCH_VENVS := $(VENV_BENCH) $(VENV_BENCH)-pull $(VENV_BENCH)-tap $(VENV_BENCH)-airbyte
BENCH_NODE := target/bench/node target/bench/node-pull

.PHONY: bench deploy release reproduce notices sbom deny checkov check-licences
.PHONY: demo demo-check test test-rust test-local test-seeds test-browser simulate full-sync kills guards bench-scale bench-console check check-rust check-template build tools

demo: tools
	$(VENV)/bin/python -m tests.demo.demo

demo-check: tools
	$(VENV)/bin/python -m tests.demo.demo --check

test: test-rust test-local test-seeds

# Some of these need the local AWS too: without it they must fail, not be skipped.
test-rust: export WOOSYNC_REQUIRE_STANDIN := 1
test-rust: $(VENV)/ready
	@if cargo nextest --version >/dev/null 2>&1; then \
		cargo nextest run --workspace && cargo test --workspace --doc; \
	else \
		cargo test --workspace; \
	fi

# The real template and binaries in the local AWS; the profile that the tests are built with.
test-local: $(VENV)/ready $(VENV_SAM)/ready
	$(BUILD_DEV)
	PROFILE=dev $(VENV)/bin/python -m unittest discover --start-directory tests/local --top-level-directory . --pattern 'test_*.py'
	$(VENV)/bin/python -m unittest discover --start-directory tests/demo --top-level-directory . --pattern 'test_*.py'

# Of the build of the tests. They leave the processors to whatever else is run meanwhile, and tell that they began.
test-seeds:
	$(BUILD_DEV)
	@touch target/seeds
	nice -n 19 target/debug/simulate 1..10000

# The binaries are those of the demonstration. CHROMIUM names the browser if it is not on the path.
test-browser: tools $(VENV_FUZZ)/ready
	$(VENV)/bin/python -m tests.browser.page
	$(VENV)/bin/python -m tests.demo.start
	$(VENV)/bin/python -m unittest discover --start-directory tests/browser --top-level-directory . --pattern 'test_*.py'

simulate:
	$(SIMULATE) $(SEEDS)

# Also a part of the demonstration, with few orders.
full-sync: tools
	$(VENV)/bin/python -m tests.demo.full_sync

kills: tools
	$(VENV)/bin/python -m tests.demo.kills

guards:
	$(PYTHON) tests/simulation/guards.py

# Lists stores of four sizes: 1,000,000 orders take a quarter of an hour.
bench-scale:
	cargo build --profile $(PROFILE) --package woosync --package scale
	$(PYTHON) -m tests.scale.bench --binaries target/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE)) $(SIZES)

# What is measured is the release build; the world around the consumer is that of the tests.
bench: tools $(BENCH_VENVS:%=%/ready) $(BENCH_NODE:%=%/ready) target/bench/tls/ready
	cargo build --profile $(PROFILE) --package webhook --package consumer --package woosync --package floor --package bench --package scale
	$(BUILD_DEV)
	$(VENV)/bin/python -m tests.bench.bench --rounds $(ROUNDS) $(BENCH)

target/bench/tls/ready: tests/bench/certificate.py $(VENV_BENCH)/ready
	@$(VENV_BENCH)/bin/python -m tests.bench.certificate $(@D)
	@touch $@

# Node itself comes as a Python wheel. Lambda's runtime client for it is compiled, which takes minutes.
target/bench/%/ready: $(VENV_BENCH)/ready
	@mkdir -p $(@D)
	@cp $(if $(filter node,$*),$(PEERS)/webhook-node,$(PEERS)/pull-node)/* $(@D)/
	@echo 'Installing $(@D)'
	@cd $(@D) && PATH="$(CURDIR)/$(VENV_BENCH)/bin:$$PATH" npm install --no-audit --no-fund --loglevel=error
	@touch $@

# The table is that of a local AWS, which takes minutes to fill.
bench-console: export WOOSYNC_REQUIRE_STANDIN := 1
bench-console: tools
	CONSOLE_ORDERS=$(or $(ORDERS),100000) cargo test --profile $(PROFILE) --manifest-path functions/console/Cargo.toml --test cost -- --nocapture

check: check-rust check-template check-licences

check-rust:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --quiet

check-template: $(VENV_SAM)/ready
	$(VENV_SAM)/bin/cfn-lint template.yaml
	$(VENV_SAM)/bin/sam validate --lint --region eu-west-1

check-licences:
	$(PYTHON) -m infra.release.dependencies check

checkov: $(VENV_CHECKOV)/ready
	$(VENV_CHECKOV)/bin/checkov --config-file .checkov.yaml

# Advisories need a database from the network, so they are a check of their own: cargo deny check advisories.
deny: $(VENV_DENY)/ready
	$(VENV_DENY)/bin/cargo-deny --locked check licenses bans sources

notices:
	@$(PYTHON) -m infra.release.dependencies notices

sbom:
	@$(PYTHON) -m infra.release.dependencies sbom

# For AWS, by the environment's credentials and region.
OVERRIDES = $(if $(EMAIL)$(PARAMETERS),--parameter-overrides $(if $(EMAIL),AlarmEmail=$(EMAIL)) $(PARAMETERS))
deploy: $(VENV_SAM)/ready $(VENV_BUILD)/ready
	PATH="$(CURDIR)/$(VENV_BUILD)/bin:$$PATH" $(VENV_SAM)/bin/sam build $(OVERRIDES)
	$(VENV_SAM)/bin/sam deploy --stack-name $(STACK) --resolve-s3 --capabilities CAPABILITY_IAM \
		--no-confirm-changeset --no-fail-on-empty-changeset $(OVERRIDES)

release: check $(VENV_BUILD)/ready
	PATH="$(CURDIR)/$(VENV_BUILD)/bin:$$PATH" $(PYTHON) -m infra.release.bundle

reproduce: $(VENV_BUILD)/ready
	PATH="$(CURDIR)/$(VENV_BUILD)/bin:$$PATH" $(PYTHON) -m infra.release.reproduce

# One call for all functions: one by one, cargo would unify features differently for each and
# build the dependencies again. For release to AWS: sam build (needs cargo-lambda).
build:
	cargo build --profile $(PROFILE) $(FUNCTIONS)

tools: $(VENV)/ready
	@command -v cargo >/dev/null || { echo 'cargo is missing: install Rust, see https://rustup.rs' >&2; exit 1; }

# $(call venv,folder,requirements): a Python environment with just these.
define venv
	@command -v $(PYTHON) >/dev/null || { echo '$(PYTHON) is missing: install Python 3.11 or later' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo '$(PYTHON) is older than 3.11; name another: PYTHON=python3.12 make ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo 'The Python module venv is missing (Debian: apt-get install python3-venv)' >&2; exit 1; }
	@echo 'Installing $(2) into $(1)'
	@$(PYTHON) -m venv --clear $(1)
	@$(1)/bin/pip install --quiet --disable-pip-version-check --requirement $(2)
	@touch $(1)/ready
endef

$(VENV)/ready: tests/local/requirements.txt
	$(call venv,$(VENV),$<)

$(VENV_SAM)/ready: tests/local/requirements-check.txt
	$(call venv,$(VENV_SAM),$<)

$(VENV_BUILD)/ready: infra/release/requirements-build.txt
	$(call venv,$(VENV_BUILD),$<)

$(VENV_FUZZ)/ready: tests/browser/requirements-fuzz.txt
	$(call venv,$(VENV_FUZZ),$<)

$(VENV_CHECKOV)/ready: tests/local/requirements-checkov.txt
	$(call venv,$(VENV_CHECKOV),$<)

$(VENV_BENCH)/ready: $(PEERS)/webhook-python/requirements.txt
	$(call venv,$(VENV_BENCH),$<)

$(VENV_BENCH)-pull/ready: $(PEERS)/pull-python/requirements.txt
	$(call venv,$(VENV_BENCH)-pull,$<)

$(VENV_BENCH)-tap/ready: $(PEERS)/tap/requirements.txt
	$(call venv,$(VENV_BENCH)-tap,$<)

$(VENV_BENCH)-airbyte/ready: $(PEERS)/airbyte/requirements.txt
	$(call venv,$(VENV_BENCH)-airbyte,$<)
	@# Its manifest knows shops by https only; the store here speaks http.
	@sed -i 's#url_base: "https://#url_base: "http://#' $(VENV_BENCH)-airbyte/lib/python3*/site-packages/source_woocommerce/manifest.yaml

$(VENV_DENY)/ready: tests/local/requirements-deny.txt
	$(call venv,$(VENV_DENY),$<)
