/* Text that may give values to credentials: whatever is found lies inside of it, and every value can be judged. */
#include "fuzz.h"

#include "secret/assignment.h"
#include "secret/judge.h"
#include "secret/place.h"
#include "secret/quality.h"
#include "secret/url.h"

static void check_span(up_str text, up_span at)
{
	PROMISE(at.start <= at.end && at.end <= text.len, "a span lies outside of the text");
}

static void judge(up_str text, up_span value, struct up_named named)
{
	check_span(text, value);
	const struct up_value_context context = { .named = named };
	struct up_judged judged = up_value_judge(up_str_slice(text, value.start, value.end), &context);
	bool counts = judged.kind == UP_VALUE_LITERAL || judged.kind == UP_VALUE_DEFAULT;
	PROMISE(counts == (judged.rank > 0) && judged.rank <= 100, "the rank does not fit the kind of the value");
	PROMISE(!judged.is_random || judged.kind == UP_VALUE_LITERAL, "only a literal is random");
}

static void try_at(up_str text, up_span word)
{
	struct up_assigned assigned;
	struct up_url url;
	if (up_assignment_at(text, word, &assigned)) {
		check_span(text, assigned.name);
		PROMISE(assigned.name.start <= word.start && word.end <= assigned.name.end, "the name does not hold its word");
		judge(text, assigned.value, assigned.named);
	}
	if (up_dsn_at(text, word, &url))
		judge(text, url.password, (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD });
	if (up_url_at(text, word, &url)) {
		check_span(text, url.whole);
		check_span(text, url.user);
		check_span(text, url.host);
		judge(text, url.password, (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true });
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const up_str words[] = { UP_STR("pass"), UP_STR("token"),      UP_STR("secret"),
					UP_STR("key"),  UP_STR("Credential"), UP_STR("://") };
	up_str text = { (const char *)data, size };
	double entropy = up_entropy(text);
	PROMISE(entropy >= 0 && entropy <= 8, "entropy is no number of bits of a byte");
	up_is_placeholder(text);
	up_name_judge(text);
	up_path_kind(text, 0);
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		for (size_t at = up_str_find(text, words[k], 0); at != SIZE_MAX; at = up_str_find(text, words[k], at + 1))
			try_at(text, (up_span){ (uint32_t)at, (uint32_t)(at + words[k].len) });
	return 0;
}
