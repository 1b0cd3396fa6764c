/* Requests over HTTP in code: which call makes one, with which method, to where. */
#include "common/request.h"

static up_str capitals(struct up_arena *arena, up_str text)
{
	up_str copy = up_arena_copy(arena, text);
	for (size_t i = 0; i < copy.len; i++)
		if (text.s[i] >= 'a' && text.s[i] <= 'z')
			((char *)(uintptr_t)copy.s)[i] = (char)(text.s[i] - 'a' + 'A');
	return copy;
}

static bool is_writing(up_str method)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE" };
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (up_str_eq(method, up_str_from(methods[i])))
			return true;
	return false;
}

/* curl speaks other languages as well: ftp://, smtp://. */
static bool is_http(up_str url)
{
	size_t scheme = up_str_find(url, UP_STR("://"), 0);
	up_str name = up_str_slice(url, 0, scheme);
	return scheme == SIZE_MAX || up_str_ends(name, UP_STR("http")) || up_str_ends(name, UP_STR("https")) ||
	       up_str_ends(name, UP_STR("}"));
}

bool up_request_emit(struct up_parse *p, const struct up_request *request)
{
	struct up_arena *arena = up_parse_arena(p);
	up_str method = capitals(arena, up_str_slice(request->method, 0, 16)), url = request->url->text.bytes;
	if (!is_writing(method) || !is_http(url))
		return true;
	if (request->base.len)
		url = up_arena_printf(arena, "%.*s%.*s", UP_FMT(request->base), UP_FMT(url));
	uint32_t n = request->n_words + 2;
	struct up_word *words = up_arena_alloc(arena, n * sizeof *words);
	words[0] = (struct up_word){ .text = up_text_plain(UP_STR("request"), request->key_at.start), .at = request->key_at };
	words[1] = (struct up_word){ .text = up_text_plain(method, request->key_at.start), .at = request->key_at };
	words[2] = (struct up_word){ .text = up_text_plain(url, request->url->at.start),
				     .at = request->url->at,
				     .flags = request->url->flags };
	/* The place of a text that is made up is where the word begins. */
	words[1].text.pieces = words[0].text.pieces = NULL;
	if (request->n_words > 1)
		memcpy(words + 3, request->words + 1, (request->n_words - 1) * sizeof *words);
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_EFFECT,
					     .flags = request->url->flags & UP_WORD_DYNAMIC ? UP_FACT_DYNAMIC : 0,
					     .path = method,
					     .key = UP_STR("request"),
					     .value = url,
					     .key_at = request->key_at,
					     .value_at = request->url->at,
					     .words = words,
					     .n_words = n });
}

/* --- calls ------------------------------------------------------------------------------------------------------------ */

/* How a library says which method it means. */
enum how {
	BY_NAME,     /* requests.post, axios.put */
	BY_ARGUMENT, /* requests.request('POST', …), fetch(url, {method: 'POST'}) */
	BY_DATA,     /* urlopen(url, data=…): POST where there is some */
	ALWAYS_POST, /* wp_remote_post, postForEntity */
};

static const struct {
	const char *start, *end; /* of the resolved name */
	enum how how;
} libraries[] = {
	{ "requests.", "", BY_NAME },
	{ "httpx.", "", BY_NAME },
	{ "aiohttp.", "", BY_NAME },
	{ "requests.", "request", BY_ARGUMENT },
	{ "httpx.", "request", BY_ARGUMENT },
	{ "urllib.request.", "urlopen", BY_DATA },
	{ "urllib.request.", "Request", BY_DATA },
	{ "urllib2.", "Request", BY_DATA },
	{ "http.client.", "request", BY_ARGUMENT },
	{ "fetch", "", BY_ARGUMENT },
	{ "node-fetch", "", BY_ARGUMENT },
	{ "undici.", "", BY_ARGUMENT },
	{ "axios", "", BY_NAME },
	{ "axios", "", BY_ARGUMENT },
	{ "got", "", BY_NAME },
	{ "superagent", "", BY_NAME },
	{ "ky", "", BY_NAME },
	{ "Net::HTTP", "", BY_NAME },
	{ "Net::HTTP.", "post_form", ALWAYS_POST },
	{ "HTTParty.", "", BY_NAME },
	{ "Faraday", "", BY_NAME },
	{ "RestClient", "", BY_NAME },
	{ "Excon.", "", BY_NAME },
	{ "HTTP.", "", BY_NAME },
	{ "Typhoeus.", "", BY_NAME },
	{ "net/http.", "PostForm", ALWAYS_POST },
	{ "net/http.", "", BY_NAME },
	{ "net/http.", "NewRequest", BY_ARGUMENT },
	{ "net/http.", "NewRequestWithContext", BY_ARGUMENT },
	{ "org.springframework.", "postForEntity", ALWAYS_POST },
	{ "org.springframework.", "postForObject", ALWAYS_POST },
	{ "org.apache.", "HttpPost", ALWAYS_POST },
	{ "HttpRequest.newBuilder", "", BY_NAME },
	{ "HttpRequest.newBuilder", "method", BY_ARGUMENT },
	{ "java.net.http.HttpRequest.newBuilder", "", BY_NAME },
	{ "java.net.http.HttpRequest.newBuilder", "method", BY_ARGUMENT },
	{ "Request.Builder", "", BY_NAME },
	{ "okhttp3.Request.Builder", "", BY_NAME },
	{ "GuzzleHttp\\", "request", BY_ARGUMENT },
	{ "GuzzleHttp\\", "", BY_NAME },
	{ "Illuminate\\Support\\Facades\\Http", "", BY_NAME },
	{ "wp_remote_post", "", ALWAYS_POST },
};

/* The method that the last part of the name is: "post" of requests.post, "Post" of Net::HTTP::Post. */
static up_str last_part(up_str name)
{
	if (up_str_ends(name, UP_STR(".new")))
		name.len -= 4;
	size_t at = name.len;
	while (at && up_is_alnum(name.s[at - 1]))
		at--;
	return up_str_slice(name, at, name.len);
}

/* "method=POST", or POST itself. */
static up_str method_argument(const struct up_word *words, uint32_t n_words)
{
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		for (size_t k = 0; k < 2; k++) {
			const up_str names[] = { UP_STR("method="), UP_STR("type=") };
			if (up_str_starts(word, names[k]))
				return up_str_slice(word, names[k].len, word.len);
		}
		if (up_str_eq(word, UP_STR("POST")) || up_str_eq(word, UP_STR("PUT")) || up_str_eq(word, UP_STR("PATCH")) ||
		    up_str_eq(word, UP_STR("DELETE")) || up_str_starts(word, UP_STR("net/http.Method")))
			return last_part(word);
		if (up_str_starts(word, UP_STR("http.Method"))) /* http.MethodPost */
			return up_str_slice(word, sizeof "http.Method" - 1, word.len);
	}
	return UP_STR("");
}

static up_str method_of(enum how how, up_str name, const struct up_word *words, uint32_t n_words)
{
	if (how == ALWAYS_POST)
		return UP_STR("POST");
	if (how == BY_NAME)
		return last_part(name);
	up_str method = method_argument(words, n_words);
	for (uint32_t i = 1; how == BY_DATA && !method.len && i < n_words; i++)
		if (up_str_starts(words[i].text.bytes, UP_STR("data=")))
			return UP_STR("POST");
	return method;
}

/* The first argument that could be an address. */
static const struct up_word *url_of(const struct up_word *words, uint32_t n_words)
{
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		bool is_named = up_str_starts(word, UP_STR("url=")) || up_str_starts(word, UP_STR("uri="));
		if (is_named || (up_str_find_byte(word, '/', 0) != SIZE_MAX && up_str_find_byte(word, ' ', 0) == SIZE_MAX) ||
		    up_str_contains(word, UP_STR("://")))
			return &words[i];
	}
	return NULL;
}

/* HttpRequest.newBuilder(URI.create("https://…")).PUT(…): the address stands in the chain before. */
static const struct up_word *url_in_chain(struct up_parse *p, up_str name, up_span whole)
{
	static const char *const chains[] = { "HttpRequest.newBuilder", "java.net.http.HttpRequest.newBuilder", "Request.Builder",
					      "okhttp3.Request.Builder", "reqwest" };
	up_str text = up_str_slice(up_parse_source(p)->bytes, whole.start, whole.end);
	bool is_chain = false;
	for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
		is_chain |= up_str_starts(name, up_str_from(chains[i]));
	size_t start = is_chain ? up_str_find(text, UP_STR("\"http"), 0) : SIZE_MAX;
	size_t end = start == SIZE_MAX ? SIZE_MAX : up_str_find_byte(text, '"', start + 1);
	if (end == SIZE_MAX)
		return NULL;
	struct up_word *word = up_arena_alloc_zero(up_parse_arena(p), sizeof *word);
	word->at = (up_span){ whole.start + (uint32_t)start + 1, whole.start + (uint32_t)end };
	word->text = up_text_plain(up_str_slice(text, start + 1, end), word->at.start);
	word->flags = UP_WORD_QUOTED;
	return word;
}

static bool is_of(up_str name, const char *start, const char *end)
{
	up_str first = up_str_from(start);
	if (!up_str_starts(name, first) || !up_str_ends(name, up_str_from(end)))
		return false;
	return name.len == first.len || strchr(".\\", first.s[first.len - 1]) || strchr(".:(\\", name.s[first.len]);
}

bool up_request_emit_call(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words, up_span key_at, up_span whole)
{
	const struct up_word *url = url_in_chain(p, name, whole);
	url = url ? url : url_of(words, n_words);
	for (size_t i = 0; url && i < sizeof libraries / sizeof *libraries; i++) {
		if (!is_of(name, libraries[i].start, libraries[i].end))
			continue;
		up_str method = method_of(libraries[i].how, name, words, n_words);
		const struct up_request request = {
			.method = method, .url = url, .words = words, .n_words = n_words, .key_at = key_at, .at = whole
		};
		if (is_writing(capitals(up_parse_arena(p), up_str_slice(method, 0, 16))))
			return up_request_emit(p, &request);
	}
	return true;
}
