# Domubiedrs. `make run` shows it, `make test` proves it; see README.md.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BINARY  := bin/domubiedrs
SOURCES := $(shell find cmd internal -name '*.go' -o -name '*.html' -o -name '*.json' -o -name '*.sql' -o -name '*.md' -o -name '*.txt' -o -name '*.csv' | grep -v /static/)
LOOK    := internal/web/ui/static/manifest.json

.PHONY: build run test quick bench lint assets deps clean help

build: $(BINARY) ## build bin/domubiedrs

$(BINARY): $(LOOK) $(SOURCES) go.mod go.sum
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $@ ./cmd/domubiedrs

assets: $(LOOK) ## build styles, script, fonts and icons from npm packages

$(LOOK): assets/package-lock.json $(shell find assets -type f -not -path '*/node_modules/*' 2>/dev/null)
	cd assets && npm ci --no-audit --no-fund --loglevel=error && node build.mjs

run: build ## start with demo data on http://localhost:8080
	$(BINARY) serve --demo

deps: ## install what tests need, or say what is missing
	scripts/deps

test: deps build ## everything, on both databases and in a real browser
	scripts/test

quick: $(LOOK) ## the short loop: rules, stores and pages, no browser
	scripts/test quick

bench: deps build ## measure and print; docs/performance.md has the record
	scripts/bench

lint: $(LOOK) ## formatting, vet, staticcheck
	scripts/lint

clean: ## remove what was built, and nothing else
	rm -rf bin assets/node_modules
	find internal/web/ui/static -mindepth 1 -not -name .gitkeep -delete

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12
