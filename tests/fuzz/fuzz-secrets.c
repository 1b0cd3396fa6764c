/* Arbitrary bytes as one source, with the rules of the program: every secret and every finding lies inside of it, and reading it twice says the same. */
#include "fuzz.h"

#include "base/memory.h"
#include "core/limits.h"
#include "match/matcher.h"
#include "match/rules.h"
#include "run/redact.h"
#include "run/scan.h"

enum {
	NAMES = 8,
};

struct seen {
	size_t size;
	uint64_t n, sum;
};

static void on_match(void *data, const struct up_rule *rule, up_span at)
{
	struct seen *seen = data;
	PROMISE(at.start <= at.end && at.end <= seen->size, "%u to %u of %zu bytes", at.start, at.end, seen->size);
	fuzz_read(rule->id);
	seen->n++;
	seen->sum = seen->sum * 31 + at.start * 7 + at.end + rule->id.len;
}

/* Once for all inputs: opening them takes longer than most of these. */
static struct up_rules *the_rules(void)
{
	static struct up_rules *rules;
	struct up_buf faults = { 0 };
	if (!rules)
		rules = up_rules_open(&(struct up_rules_options){ 0 }, &faults);
	PROMISE(rules, "the rules cannot be opened: %s", faults.bytes);
	up_buf_finish(&faults);
	return rules;
}

/* The first byte chooses the name of the source: what is a secret depends on it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[NAMES] = { "a.txt",           ".env",        "etc/cron.d/a", "a.py", "home/u/.netrc",
						  "k8s/secret.yaml", "config.json", "go.sum" };
	if (!size)
		return 0;
	const struct up_source source = { .name = up_str_from(names[data[0] % NAMES]), .bytes = { (const char *)data + 1, size - 1 } };
	const struct up_rules *rules = the_rules();
	struct seen first = { .size = size - 1 }, second = first;
	up_scan_text(rules, &up_limits_default, &source, NULL, NULL, on_match, &first);
	up_scan_text(rules, &up_limits_default, &source, NULL, NULL, on_match, &second);
	PROMISE(first.n == second.n && first.sum == second.sum, "%llu findings, then %llu", (unsigned long long)first.n,
		(unsigned long long)second.n);
	struct up_redact *redact = up_redact_new();
	struct up_arena *arena = up_arena_new();
	up_scan_secrets(rules, &up_limits_default, &source, NULL, redact);
	fuzz_read(up_redact_part(redact, (up_span){ 0, (uint32_t)source.bytes.len }, arena));
	fuzz_read(up_redact_named(redact, (up_span){ 0, (uint32_t)source.bytes.len }, arena));
	fuzz_read(up_redact_text(redact, source.bytes, NULL, 0, arena));
	up_redact_free(redact);
	up_arena_free(arena);
	return 0;
}
