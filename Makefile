# make replicate   runs the main job: the quickstart, or the manifests in ARGS
# make test        format, lint, types, documentation and all tests
# Both use the `deno` on the PATH if it is new enough, and otherwise get it from npm into .deno/.

DENO_VERSION := 2.9.6
OLDEST := 2.6

# 1 where the deno on the PATH is at least OLDEST.
RECENT := $(shell v=$$(deno --version 2>/dev/null | sed -n 's/^deno \([0-9.]*\).*/\1/p'); \
	[ -n "$$v" ] && [ "$$(printf '%s\n%s\n' $(OLDEST) $$v | sort -V | head -n 1)" = "$(OLDEST)" ] && echo 1)

ifeq ($(RECENT),1)
DENO := deno
NEEDED :=
else
DENO := .deno/node_modules/.bin/deno
NEEDED := $(DENO)
endif

# Tasks call `deno` by name: the one that was chosen comes first.
export PATH := $(if $(NEEDED),$(CURDIR)/.deno/node_modules/.bin:)$(PATH)

.PHONY: replicate test clean help

help:
	@sed -n '1,3s/^# //p' Makefile

replicate: $(NEEDED)
	@$(DENO) task replicate $(ARGS)

test: $(NEEDED)
	@$(DENO) task ok

# Removes what can be made again; results, downloaded data and the lock file stay.
clean:
	rm -rf .cache .deno

.deno/node_modules/.bin/deno:
	@command -v npm >/dev/null || { echo "make: needs deno $(OLDEST) or newer, or npm to get it: see https://docs.deno.com/runtime/" >&2; exit 1; }
	@echo "getting deno $(DENO_VERSION) from npm" >&2
	@npm install --prefix .deno --no-save --no-package-lock --loglevel=error --no-update-notifier --no-fund --no-audit deno@$(DENO_VERSION)
	@touch $@
