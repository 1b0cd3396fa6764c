/* One target for each parser: whatever the bytes are, the contract of core/parser.h holds. FUZZ_PARSER is the parser's name. */
#include "fuzz.h"

#include "core/parse.h"

struct seen {
	up_str source;
	uint32_t n_facts, n_notes;
};

static void check_span(const struct seen *seen, up_span span, const char *what)
{
	PROMISE(span.start <= span.end, "%s from %u to %u", what, span.start, span.end);
	PROMISE(span.end <= seen->source.len, "%s ends at %u of %zu", what, span.end, seen->source.len);
}

static void check_word(const struct seen *seen, const struct up_word *word, bool is_embedded)
{
	check_span(seen, word->at, "a word");
	fuzz_read(word->text.bytes);
	/* The text's own places belong to the embedded source, whose length is not known here. */
	for (uint32_t i = 0; i <= word->text.bytes.len && !is_embedded; i++)
		PROMISE(up_text_at(&word->text, i) <= seen->source.len, "byte %u of a word stands at %u", i, up_text_at(&word->text, i));
}

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct seen *seen = data;
	seen->n_facts++;
	PROMISE(fact->kind < _UP_FACT_MAX, "kind %d", (int)fact->kind);
	PROMISE(parser && *parser, "a fact without its parser");
	check_span(seen, fact->key_at, "a key");
	check_span(seen, fact->value_at, "a value");
	fuzz_read(fact->path);
	fuzz_read(fact->key);
	fuzz_read(fact->value);
	fuzz_read(embedded_in);
	/* Attributes are said of a clause and qualifiers of a component, and do not stand there byte for byte. */
	bool is_told = fact->kind == UP_FACT_OPERATION || fact->kind == UP_FACT_MIGRATION || fact->kind == UP_FACT_COMPONENT;
	PROMISE(fact->words || !fact->n_words, "%u words at NULL", fact->n_words);
	PROMISE(fact->n_words <= UP_LIMIT_WORDS, "%u words", fact->n_words);
	for (uint32_t i = 0; i < fact->n_words; i++)
		check_word(seen, &fact->words[i], embedded_in.len || is_told);
	PROMISE(fact->n_targets <= UP_LIMIT_WORDS, "%u targets", fact->n_targets);
	for (uint32_t i = 0; i < fact->n_targets; i++)
		check_word(seen, &fact->targets[i], embedded_in.len);
	if (fact->kind == UP_FACT_COMMAND)
		PROMISE(fact->n_words, "a command without its name");
}

static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct seen *seen = data;
	seen->n_notes++;
	PROMISE(reason < _UP_NOTE_MAX, "reason %d", (int)reason);
	PROMISE(offset <= seen->source.len, "a note at %u of %zu", offset, seen->source.len);
	PROMISE(detail.len, "a note that says nothing");
	fuzz_read(detail);
}

/* Parsers of several formats know them by their names. */
static const struct {
	const char *parser, *names; /* names: a blank between each */
} formats[] = {
	{ "npm", "package-lock.json package.json node_modules/@a/b/package.json" },
	{ "python-lock", "poetry.lock Pipfile.lock uv.lock" },
	{ "python-project", "pyproject.toml setup.cfg Pipfile" },
	{ "requirements", "requirements.txt" },
	{ "cargo", "Cargo.lock Cargo.toml" },
	{ "go-modules", "go.mod go.sum" },
	{ "gradle", "gradle.lockfile libs.versions.toml" },
	{ "bundler", "Gemfile.lock specifications/x.gemspec" },
	{ "composer", "composer.lock composer.json" },
	{ "nuget", "packages.lock.json x.csproj packages.config" },
	{ "spdx", "sbom.spdx sbom.spdx.json sbom.spdx.yaml" },
	{ "cmdline", "cmdline grub.cfg lilo.conf" },
};

static up_str format_name(size_t size)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (strcmp(formats[i].parser, FUZZ_PARSER))
			continue;
		up_str names[8], rest = up_str_from(formats[i].names);
		size_t n = 0;
		while (n < 8 && (names[n] = up_str_next_word(&rest)).len)
			n++;
		return names[size % n];
	}
	return UP_STR_NULL;
}

/* Parsers look at the name: it is drawn from the length, so that a mutation reaches each of them. */
static up_str name_for(size_t size)
{
	static const char *const names[] = {
		"etc/thing.conf",
		"etc/crontab",
		"etc/cron.d/job",
		"var/spool/cron/crontabs/root",
		"etc/systemd/system/web.service",
		"etc/systemd/system/web.service.d/10-more.conf",
		"job.timer",
		".github/workflows/ci.yml",
		".gitlab-ci.yml",
		"compose.yaml",
		"Dockerfile",
		"deploy.sh",
		"debian/postinst",
		"values.yaml",
		"etc/nginx/sites-enabled/default",
		"etc/ssh/sshd_config",
		"etc/mysql/my.cnf",
		"package.json",
		"migrations/1.py",
		"migrations/2.js",
		"db/migrate/3.rb",
		"deploy/main.go",
		"migration/V1__x.java",
		"upgrade/step.php",
		"scripts/up.ts",
		"scripts/page.tsx",
		"db/mysql/migrations/1_x.sql",
		"db/V1_2__x.sql",
		"migrations/3_x.up.sql",
		"postgres/2024-01-01-000000_x/down.sql",
		"mssql/4.sql",
		"etc/sudoers.d/web",
	};
	up_str name = format_name(size);
	return name.len ? name : up_str_from(names[size % (sizeof names / sizeof *names)]);
}

static up_str dialect_for(size_t size)
{
	static const char *const dialects[] = { "",      "sshd",    "postgresql", "redis",     "sysctl", "modprobe", "chrony",
						"ntp",   "squid",   "rsyslog",    "logrotate", "limits", "resolv",   "pam",
						"nginx", "haproxy", "anacron",    "system",    "user" };
	return up_str_from(dialects[size / 8 % (sizeof dialects / sizeof *dialects)]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct up_parser *parser = up_parser_by_name(UP_STR(FUZZ_PARSER));
	PROMISE(parser, "there is no parser " FUZZ_PARSER);
	struct up_source source = { .name = name_for(size), .bytes = { (const char *)data, size }, .dialect = dialect_for(size) };
	struct seen seen = { .source = source.bytes };
	struct up_sink sink = { .data = &seen, .fact = on_fact, .note = on_note };
	struct up_arena *arena = up_arena_new();
	int bid;
	up_parser_for(&source, &bid);
	PROMISE(bid >= UP_BID_NONE && bid <= 100, "a bid of %d", bid);
	enum up_parse_result result = up_parse_run(parser, &source, &up_limits_default, arena, &sink);
	PROMISE(result == UP_PARSE_WHOLE || seen.n_notes, "result %d without a note", (int)result);
	PROMISE(seen.n_facts <= up_limits_default.facts, "%u facts", seen.n_facts);
	up_arena_free(arena);
	return 0;
}
