/* Settings that mean credentials: by their own key, by the name that stands beside a value, and by the object that they are in. */
#include <stdlib.h>

#include "base/glob.h"
#include "base/memory.h"
#include "match/credentials.h"
#include "secret/decode.h"
#include "secret/quality.h"

/* A value of a Kubernetes Secret, until its object has said that it is one. */
struct up_waiting_credential {
	struct up_credential_site site;
	uint32_t object; /* the scope of the object */
	bool is_base64;
};

static up_str last_part(up_str path)
{
	while (up_str_ends(path, UP_STR("/[]")))
		path = up_str_slice(path, 0, path.len - 3);
	return up_str_basename(path);
}

static bool is_one_of(up_str key, const char *const *list)
{
	for (size_t i = 0; list[i]; i++)
		if (up_str_eq_nocase(key, up_str_from(list[i])))
			return true;
	return false;
}

/* What the value belongs to: `value` beside `name: DB_PASSWORD`, or below `db_password:`. */
static up_str name_of(struct up_matcher *matcher, const struct up_fact *fact)
{
	static const char *const names[] = { "name", "key", "@name", "@key", "variable", "var", "param-name", "parameter", NULL };
	static const char *const values[] = { "value", "@value", "default", "content", "val", "param-value", "#text", "plain", NULL };
	struct up_credentials *state = &matcher->credentials;
	if (is_one_of(fact->key, names)) {
		state->name = fact->value;
		state->name_scope = fact->scope;
		return up_name_judge(fact->key).kind == UP_CREDENTIAL_NONE ? UP_STR("") : fact->key;
	}
	if (!is_one_of(fact->key, values))
		return fact->key;
	if (state->name.len && state->name_scope == fact->scope)
		return state->name;
	return last_part(fact->path);
}

static void remember(struct up_matcher *matcher, up_span at)
{
	struct up_credentials *state = &matcher->credentials;
	state->judged = up_grow(state->judged, &state->judged_capacity, state->n_judged + 1, sizeof *state->judged);
	state->judged[state->n_judged++] = at;
}

static up_span place_of(const struct up_matcher *matcher, const struct up_fact *fact)
{
	return up_matcher_value_part(matcher, fact->value, fact->value_at, (up_span){ 0, (uint32_t)fact->value.len });
}

/* The value without the quotes that stand round it. */
static up_span inside_quotes(const struct up_matcher *matcher, up_span at)
{
	up_str bytes = matcher->source->bytes;
	if (at.end - at.start >= 2 && at.end <= bytes.len && (bytes.s[at.start] == '"' || bytes.s[at.start] == '\'') &&
	    bytes.s[at.end - 1] == bytes.s[at.start])
		return (up_span){ at.start + 1, at.end - 1 };
	return at;
}

/* Descriptions of what settings may be, not settings. */
static bool is_schema(up_str path)
{
	static const char *const parts[] = { "properties", "definitions", "parameters", "$defs", "components", "schema", "schemas", NULL };
	for (size_t at = 0; at < path.len;) {
		size_t slash = up_str_find_byte(path, '/', at);
		size_t end = slash == SIZE_MAX ? path.len : slash;
		if (is_one_of(up_str_slice(path, at, end), parts))
			return true;
		at = end + 1;
	}
	return false;
}

/* Default: x below Parameters of CloudFormation is the setting, where nobody gives another one. */
static bool is_template_default(const struct up_fact *fact)
{
	return up_str_eq(fact->key, UP_STR("Default")) && up_str_starts(fact->path, UP_STR("Parameters/"));
}

/* --- Kubernetes ---------------------------------------------------------------------------------------------------------- */

static up_str decoded(struct up_matcher *matcher, up_str value)
{
	unsigned char *bytes = up_arena_alloc(matcher->arena, up_base64_room(value.len));
	size_t len = 0;
	value = up_str_trim(value);
	if (value.len > 65536 || !up_base64_to(value, bytes, &len))
		return UP_STR("");
	while (len && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r'))
		len--;
	return (up_str){ (const char *)bytes, len };
}

/* `data` and `stringData` of a Secret: the parent of the values. True: the object decides, at the end of the source. */
static bool wait_for_object(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct up_credentials *state = &matcher->credentials;
	if (up_str_eq(fact->key, UP_STR("kind")) && up_str_eq_nocase(fact->value, UP_STR("Secret"))) {
		state->objects = up_grow(state->objects, &state->objects_capacity, state->n_objects + 1, sizeof *state->objects);
		state->objects[state->n_objects++] = fact->scope;
		return true;
	}
	up_str parent = last_part(fact->path);
	bool is_data = up_str_eq(parent, UP_STR("data"));
	if ((!is_data && !up_str_eq(parent, UP_STR("stringData"))) || (fact->flags & (UP_FACT_BLOCK | UP_FACT_EMPTY)))
		return false;
	struct up_waiting_credential waiting = {
		.object = fact->outer,
		.is_base64 = is_data,
		.site = { .key = fact->key,
			  .named = up_name_judge(fact->key),
			  .value = fact->value,
			  .at = inside_quotes(matcher, place_of(matcher, fact)),
			  .embedded_in = embedded_in,
			  .is_quoted = true,
			  .is_dynamic = fact->flags & UP_FACT_DYNAMIC },
	};
	state->waiting = up_grow(state->waiting, &state->waiting_capacity, state->n_waiting + 1, sizeof *state->waiting);
	state->waiting[state->n_waiting++] = waiting;
	return true;
}

/* user:password */
static bool is_pair(up_str value)
{
	size_t colon = up_str_find_byte(value, ':', 0);
	if (colon == SIZE_MAX || !colon || colon + 1 >= value.len || value.s[colon + 1] == '/')
		return false;
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.s[i] <= ' ' || (unsigned char)value.s[i] > '~')
			return false;
	return true;
}

/* `.dockerconfigjson`: the first login of a registry that is in it. */
static void judge_logins(struct up_matcher *matcher, const struct up_credential_site *site)
{
	const up_str mark = UP_STR("\"auth\"");
	size_t at = up_str_find(site->value, mark, 0);
	if (at == SIZE_MAX)
		return;
	at = up_str_find_byte(site->value, '"', at + mark.len);
	size_t end = at == SIZE_MAX ? at : up_str_find_byte(site->value, '"', at + 1);
	if (end == SIZE_MAX)
		return;
	struct up_credential_site login = *site;
	login.value = up_str_slice(site->value, at + 1, end);
	login.named = (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true };
	up_credential_judge_header(matcher, &login);
}

static void settle_waiting(struct up_matcher *matcher, struct up_waiting_credential *waiting, bool is_secret)
{
	struct up_credential_site *site = &waiting->site;
	if (is_secret && waiting->is_base64)
		site->value = decoded(matcher, site->value);
	if (is_secret)
		site->rule = "secret/kubernetes-secret-data";
	bool is_login = up_str_starts(site->key, UP_STR(".dockerc"));
	if (is_secret && is_login)
		judge_logins(matcher, site);
	else if (is_secret && site->named.kind == UP_CREDENTIAL_NONE && is_pair(site->value))
		up_credential_judge_pair(matcher, site, ':');
	/* What a Secret holds is one unless its name says otherwise: chance will tell. */
	if (is_secret && site->named.kind == UP_CREDENTIAL_NONE)
		site->named = (struct up_named){ .kind = UP_CREDENTIAL_SECRET };
	if (site->value.len && site->named.kind != UP_CREDENTIAL_NONE)
		up_credential_judge(matcher, site);
}

static bool is_secret_object(const struct up_credentials *state, uint32_t object)
{
	for (size_t i = 0; i < state->n_objects; i++)
		if (state->objects[i] == object)
			return true;
	return false;
}

/* --- a setting ----------------------------------------------------------------------------------------------------------- */

/* `SetCredential=NAME:VALUE` of systemd. */
static bool set_credential(struct up_matcher *matcher, const struct up_fact *fact, struct up_credential_site *site)
{
	if (!up_str_eq(fact->key, UP_STR("SetCredential")))
		return false;
	site->named = (struct up_named){ .kind = UP_CREDENTIAL_SECRET, .is_sure = true };
	up_credential_judge_pair(matcher, site, ':');
	return true;
}

static bool is_reference_key(up_str key)
{
	static const char *const keys[] = { "LoadCredential", "LoadCredentialEncrypted", "SetCredentialEncrypted", "ImportCredential",
					    NULL };
	return is_one_of(key, keys);
}

/* `password required pam_unix.so`: the group of rules on changing passwords. */
static bool is_pam_group(const struct up_matcher *matcher, up_str key)
{
	up_str name = matcher->source->name;
	return (up_str_contains(name, UP_STR("pam.d/")) || up_str_ends(name, UP_STR("pam.conf"))) &&
	       (up_str_eq(key, UP_STR("password")) || up_str_eq(key, UP_STR("-password")));
}

void up_credentials_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	if (fact->flags & (UP_FACT_BLOCK | UP_FACT_EMPTY) || wait_for_object(matcher, fact, embedded_in))
		return;
	up_str key = name_of(matcher, fact);
	struct up_credential_site site = { .key = key,
					   .named = up_name_judge(key),
					   .value = fact->value,
					   .at = inside_quotes(matcher, place_of(matcher, fact)),
					   .embedded_in = embedded_in,
					   .is_quoted = fact->flags & UP_FACT_QUOTED,
					   .is_dynamic = fact->flags & UP_FACT_DYNAMIC };
	if (set_credential(matcher, fact, &site) || is_reference_key(key) || is_pam_group(matcher, key))
		return;
	bool is_auth = up_str_eq(key, UP_STR("auth")) && up_glob_match(UP_STR("**/auths/**"), fact->path);
	if (is_auth || (up_str_eq(key, UP_STR("auth")) && up_glob_match(UP_STR("auths/**"), fact->path)))
		site.named.kind = UP_CREDENTIAL_AUTHORIZATION;
	if (site.named.kind == UP_CREDENTIAL_NONE || site.named.kind == UP_CREDENTIAL_CONNECTION)
		return;
	remember(matcher, fact->value_at);
	if ((is_schema(fact->path) && !is_template_default(fact)) || up_str_starts(fact->value, UP_STR("-----BEGIN")) ||
	    up_str_starts(fact->value, UP_STR("LS0t")))
		return;
	if (up_credentials_of(matcher)->is_translation && !up_credential_is_chance(fact->value))
		return;
	if (site.named.kind == UP_CREDENTIAL_AUTHORIZATION)
		up_credential_judge_header(matcher, &site);
	else
		up_credential_judge(matcher, &site);
}

/* --- the end of the source ------------------------------------------------------------------------------------------------ */

static int by_start(const void *a, const void *b)
{
	const up_span *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Does a setting that was judged cover the place? Its span is the last one that begins at or before it. */
static bool is_judged(const struct up_credentials *state, uint32_t at)
{
	size_t low = 0, high = state->n_judged;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (state->judged[middle].start <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low && at < state->judged[low - 1].end;
}

void up_credentials_settle(struct up_matcher *matcher)
{
	struct up_credentials *state = &matcher->credentials;
	for (size_t i = 0; i < state->n_waiting; i++)
		settle_waiting(matcher, &state->waiting[i], is_secret_object(state, state->waiting[i].object));
	if (state->n_judged > 1)
		qsort(state->judged, state->n_judged, sizeof *state->judged, by_start);
	size_t left = 0;
	for (size_t i = 0; i < matcher->n_matches; i++) {
		const struct up_match *match = &matcher->matches[i];
		if (match->secret.len && match->weight < UP_WEIGHT_SETTING && is_judged(state, match->secret_at.start))
			continue;
		matcher->matches[left++] = *match;
	}
	matcher->n_matches = left;
	state->n_waiting = state->n_objects = state->n_judged = 0;
	state->name = UP_STR_NULL;
	state->is_known = false;
	state->line_layer = 0;
}

void up_credentials_finish(struct up_matcher *matcher)
{
	up_free(matcher->credentials.judged);
	up_free(matcher->credentials.objects);
	up_free(matcher->credentials.waiting);
}
