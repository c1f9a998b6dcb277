# plumbline. `make demo` and `make test` work as the first command on a fresh Debian 12 with git and make:
# what they need is installed by tests/setup.sh, whose answers (build/setup/*.mk) are included below; when those
# files are missing or older than what they depend on, make remakes them first and starts over by itself.

VERSION := 0.1.0
B := $(if $(SANITIZE),build/asan,build)
PREFIX ?= /usr/local
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$@';)
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help demo test suites test-unit test-cases test-live test-servers oracle oracle-bodies sanitize test-trixie bench lint format format-check docs install clean FORCE

all:	## build build/plumbline (the default)

# --- set-up: what is missing is installed, compiler and linker flags are asked for ---

GOALS := $(or $(MAKECMDGOALS),all)
WITHOUT_SETUP := help clean lint format format-check test-trixie
NEEDS := $(if $(filter-out $(WITHOUT_SETUP),$(GOALS)),build) $(if $(filter suites test test-unit test-cases test-live oracle oracle-bodies sanitize bench,$(GOALS)),test) \
	$(if $(filter suites test test-live oracle oracle-bodies sanitize bench,$(GOALS)),server)
include $(NEEDS:%=build/setup/%.mk)

build/setup/%.mk: tests/setup.sh package-lock.json tests/real/package-lock.json
	@mkdir -p $(@D)
	@tests/setup.sh $* >$@.new
	@mv $@.new $@
# One after the other: apt-get has a lock.
build/setup/test.mk: | build/setup/build.mk
build/setup/server.mk: | build/setup/test.mk
# NEEDED_… are the files the last set-up saw; one that is gone starts it again.
gone = $(filter-out $(wildcard $(NEEDED_$(1))),$(NEEDED_$(1)))
$(foreach n,$(NEEDS),$(eval build/setup/$(n).mk: $(call gone,$(n))))
$(sort $(foreach n,$(NEEDS),$(call gone,$(n)))): ;

# --- sources, found where they lie ---

MAIN_SOURCE := $(wildcard audit/main.c)
SOURCES := $(sort $(filter-out $(MAIN_SOURCE),$(wildcard audit/*.c audit/*/*.c reports/*.c)))
HEADERS := $(sort $(wildcard audit/*.h audit/*/*.h reports/*.h))
OBJECTS := $(SOURCES:%.c=$(B)/%.o) $(B)/embed.o $(B)/build_id.o
UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
TEST_PROGRAMS := $(patsubst tests/%.c,$(B)/tests/%,$(sort $(wildcard tests/*.c tests/live/*.c)))
# Of a rule's cases, the first of each kind is shown by `rules explain`.
EMBEDDED := $(sort $(shell find rules audit/packs audit/live/catalog audit/derive schemas migrations reports -type f \
	\( -name '*.sql' -o -name '*.html' -o -name '*.json' -o -name '*.csv' -o -name '*.tsv' -o -name '*.txt' \) 2>/dev/null; \
	for rule in rules/*/*/; do for kind in bad good; do for case in $$rule$${kind}_*.case; do \
		[ ! -e $$case ] || echo $$case; break; done; done; done))

# Where a file of these is not written yet, what there is gets built.
PROGRAM := $(if $(MAIN_SOURCE),$(B)/plumbline)
all: $(PROGRAM) $(B)/libplumbline.a build/vendor/libgrammars.a

# --- flags ---

CC := gcc
comma := ,
OPTIMIZE ?= $(if $(SANITIZE),-O1,-O2)
SANITIZER := $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
HARDEN := -fstack-protector-strong $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2)
GRAMMARS := node_modules/tree-sitter/vendor/tree-sitter/lib
override CFLAGS := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror $(OPTIMIZE) -g $(HARDEN) $(CFLAGS)
override CPPFLAGS := -DPLUMBLINE_VERSION='"$(VERSION)"' -isystem $(GRAMMARS)/include $(PACKAGE_CFLAGS) $(CPPFLAGS)
LIBS := $(PACKAGE_LIBS) -lpg_query -lpthread -lm
LINK := $(CC) $(SANITIZER) -Wl,--as-needed -Wl,-z,relro,-z,now $(LDFLAGS)

# --- the program ---

$(B)/plumbline: $(B)/audit/main.o $(B)/libplumbline.a build/vendor/libgrammars.a
	$(call say,link)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(B)/libplumbline.a: $(OBJECTS) $(B)/objects.list
	@rm -f $@
	$(Q)ar rcs $@ $(OBJECTS)

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZER) -MMD -MP -c -o $@ $<

# Other flags make other objects.
$(B)/flags: FORCE
	@mkdir -p $(@D); echo '$(subst ','\'',$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZER))' | cmp -s - $@ || \
		echo '$(subst ','\'',$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZER))' >$@
# The lists change when a file is added or removed, which no timestamp of a remaining file would show.
$(B)/objects.list: FORCE
	@mkdir -p $(@D); printf '%s\n' $(OBJECTS) | cmp -s - $@ || printf '%s\n' $(OBJECTS) >$@
$(B)/embed.list: FORCE
	@mkdir -p $(@D); printf '%s\n' $(EMBEDDED) | cmp -s - $@ || printf '%s\n' $(EMBEDDED) >$@

$(B)/embed.o: audit/base/embed.awk $(B)/embed.list $(EMBEDDED)
	@awk -f audit/base/embed.awk $(B)/embed.list >$(B)/embed.S
	$(call say,embed)
	$(Q)$(CC) -c -o $@ $(B)/embed.S

# The build id names the sources a program was made from, whatever git thinks of them.
$(B)/build_id.o: $(MAIN_SOURCE) $(SOURCES) $(HEADERS) $(EMBEDDED) $(B)/embed.list $(B)/objects.list Makefile package-lock.json
	@printf 'const char build_id[] = "%s";\n' \
		"$$(cat $(filter-out $(B)/%,$^) | sha256sum | cut -c1-16)" >$(B)/build_id.c
	$(call say,cc)
	$(Q)$(CC) -c -o $@ $(B)/build_id.c

# --- grammars: generated C, slow to compile, so once for all variants and without warnings ---

GRAMMAR_javascript := node_modules/tree-sitter-javascript/src
GRAMMAR_typescript := node_modules/tree-sitter-typescript/typescript/src
GRAMMAR_tsx := node_modules/tree-sitter-typescript/tsx/src
GRAMMAR_python := node_modules/tree-sitter-python/src
GRAMMAR_go := node_modules/tree-sitter-go/src
LANGUAGES := javascript typescript tsx python go
WITHOUT_SCANNER := go

build/vendor/libgrammars.a: build/vendor/tree-sitter.o $(LANGUAGES:%=build/vendor/%/parser.o) \
	$(patsubst %,build/vendor/%/scanner.o,$(filter-out $(WITHOUT_SCANNER),$(LANGUAGES)))
	@rm -f $@
	$(Q)ar rcs $@ $^
build/vendor/tree-sitter.o: package-lock.json | build/setup/build.mk
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -w -I$(GRAMMARS)/include -I$(GRAMMARS)/src -c -o $@ $(GRAMMARS)/src/lib.c
define grammar
build/vendor/$(1)/%.o: package-lock.json | build/setup/build.mk
	@mkdir -p $$(@D)
	$$(call say,cc)
	$$(Q)$$(CC) -std=gnu11 -O2 -w -I$$(GRAMMAR_$(1)) -c -o $$@ $$(GRAMMAR_$(1))/$$*.c
endef
$(foreach l,$(LANGUAGES),$(eval $(call grammar,$(l))))

# --- tests ---

$(B)/tests/%: $(B)/tests/%.o $(B)/libplumbline.a build/vendor/libgrammars.a
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(LINK) -o $@ $^ $(LIBS) -lcmocka
$(B)/tests/test_%: $(B)/tests/unit/test_%.o $(B)/libplumbline.a build/vendor/libgrammars.a
	$(call say,link)
	$(Q)$(LINK) -o $@ $^ $(LIBS) -lcmocka
$(UNIT_TESTS:$(B)/tests/%=$(B)/tests/unit/%.o) $(TEST_PROGRAMS:%=%.o): $(if $(filter test,$(NEEDS)),build/setup/test.mk)

RUN = B=$(B) tests/run.sh

test:	## set up, build, and run every test, then all again under the sanitizers
	@rm -rf build/counts
	@status=0; $(MAKE) suites || status=1; $(MAKE) SANITIZE=1 suites || status=1; STATUS=$$status tests/run.sh total
suites: $(PROGRAM) $(TEST_PROGRAMS) $(UNIT_TESTS)
	@$(RUN) $(if $(SANITIZE),,lint) unit cases cli live
test-unit: $(UNIT_TESTS)	## the unit tests alone
	@$(RUN) unit
test-cases: $(PROGRAM) $(TEST_PROGRAMS)	## the .case files alone; CASE=substring chooses
	@$(RUN) cases
test-live: $(PROGRAM) $(TEST_PROGRAMS)	## the tests that start a PostgreSQL server
	@$(RUN) live
test-servers: $(PROGRAM)	## those of them that need neither Python nor npm, but a PostgreSQL server, a pooler and Redis
	@$(RUN) servers
sanitize:	## every test under AddressSanitizer and UndefinedBehaviorSanitizer (build/asan)
	@rm -rf build/counts
	@status=0; $(MAKE) SANITIZE=1 suites || status=1; STATUS=$$status tests/run.sh total
test-trixie:	## build on Debian 13 in build/trixie, with libpg_query 17 and libgit2 1.9; run the unit tests and those of a running PostgreSQL 17
	@tests/trixie.sh
lint:	## checks on ourselves: who includes whom, comments, orphans, banned functions
	@$(RUN) lint
oracle: $(PROGRAM) $(TEST_PROGRAMS)	## replay and binder against a PostgreSQL server, at length; TREES="folder …" adds their schemas and statements
	@tests/live/with_postgres.sh tests/live/with_oracle.sh $(TREES)
oracle-bodies: $(PROGRAM) $(TEST_PROGRAMS)	## bodies of functions against a PostgreSQL server with plpgsql_check, at length
	@MUTANTS=$${MUTANTS:-20000} TABLE=1 tests/live/body.sh
bench: $(B)/plumbline $(B)/tests/bench/parse $(B)/tests/bench/prepare	## time against a bare parse of the same files, and of the same statements by a server; BENCH_TREE=path, ROUNDS=n
	@for script in tests/bench/*.sh; do [ -e "$$script" ] || continue; B=$(B) PLUMBLINE=$(abspath $(B)/plumbline) "$$script" || exit 1; done

# --- the rest ---

demo: $(B)/plumbline	## set up, build, and check the example application
	$(B)/plumbline routes examples/receptionist
	$(B)/plumbline check examples/receptionist || [ $$? -eq 1 ]
C_FILES = $(MAIN_SOURCE) $(SOURCES) $(HEADERS) $(wildcard tests/*.c tests/*/*.c)
format:	## clang-format every C file
	clang-format -i $(C_FILES)
format-check:	## complain about C files clang-format would change
	clang-format --dry-run -Werror $(C_FILES)
docs: $(B)/tests/docs	## write the pages that are made from rules, schemas and cases
	$(B)/tests/docs docs
install: $(B)/plumbline	## copy the program below PREFIX (default /usr/local)
	install -D -m 755 $(B)/plumbline $(DESTDIR)$(PREFIX)/bin/plumbline
clean:	## remove build/ (node_modules stays)
	rm -rf build
help:	## this list
	@awk -F '\t## ' '/^[a-z-]+:.*\t## / { sub(/:.*/, "", $$1); printf "make %-14s %s\n", $$1, $$2 }' Makefile

-include $(OBJECTS:.o=.d) $(B)/audit/main.d $(UNIT_TESTS:$(B)/tests/%=$(B)/tests/unit/%.d) $(TEST_PROGRAMS:%=%.d)
