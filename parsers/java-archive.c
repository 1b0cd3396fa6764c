/* What lies in an archive of Java and says what it is: pom.properties of Maven, and the manifest, by which the name of the file counts ("spring-core-5.3.9.jar"),
 * since titles are written for people. */
#include "base/lines.h"
#include "common/bid.h"
#include "core/component.h"
#include "core/parser.h"

static up_span span_of(const struct up_parse *p, up_str text)
{
	uint32_t start = (uint32_t)(text.s - up_parse_source(p)->bytes.s);
	return (up_span){ start, start + (uint32_t)text.len };
}

/* The value of the first line that begins with the key; empty where there is none. */
static up_str value_of(up_str text, up_str key)
{
	up_str line;
	for (size_t at = 0; up_line_next(text, &at, &line);)
		if (up_str_starts(line, key))
			return up_str_trim(up_str_slice(line, key.len, line.len));
	return UP_STR_NULL;
}

static enum up_parse_result parse_properties(struct up_parse *p, up_str text)
{
	up_str group = value_of(text, UP_STR("groupId=")), artifact = value_of(text, UP_STR("artifactId=")),
	       version = value_of(text, UP_STR("version="));
	if (!group.len || !artifact.len || !version.len) {
		up_note(p, UP_NOTE_SYNTAX, 0, "it names no groupId, artifactId and version");
		return UP_PARSE_FAILED;
	}
	up_component_emit(p, "maven", group, artifact, version, span_of(p, artifact), span_of(p, version));
	return UP_PARSE_WHOLE;
}

/* "lib/spring-core-5.3.9.jar!/META-INF/MANIFEST.MF" → "spring-core-5.3.9"; empty where it lies in no archive, or not at its top. */
static up_str archive_name(up_str path)
{
	up_str tail = UP_STR("!/META-INF/MANIFEST.MF");
	if (!up_str_ends(path, tail))
		return UP_STR_NULL;
	up_str file = up_str_basename(up_str_slice(path, 0, path.len - tail.len));
	for (size_t i = file.len; i; i--)
		if (file.s[i - 1] == '.')
			return up_str_slice(file, 0, i - 1);
	return file;
}

/* The version begins behind the first dash that a digit follows. */
static size_t version_start(up_str name)
{
	for (size_t i = 0; i + 1 < name.len; i++)
		if (name.s[i] == '-' && up_is_digit(name.s[i + 1]))
			return i + 1;
	return SIZE_MAX;
}

static enum up_parse_result parse_manifest(struct up_parse *p, up_str text)
{
	static const char *const keys[] = { "Implementation-Version:", "Bundle-Version:", "Specification-Version:" };
	up_str name = archive_name(up_parse_source(p)->name), version = UP_STR_NULL;
	size_t start = version_start(name);
	up_span at = { 0, 0 }, value_at = { 0, 0 };
	for (size_t i = 0; i < sizeof keys / sizeof *keys && !version.len; i++)
		version = value_of(text, up_str_from(keys[i]));
	if (version.len)
		at = value_at = span_of(p, version);
	if (start != SIZE_MAX) {
		version = up_str_slice(name, start, name.len);
		name = up_str_slice(name, 0, start - 1);
	}
	if (name.len && version.len)
		up_component_emit(p, "jar", UP_STR(""), name, version, at, value_at);
	return UP_PARSE_WHOLE;
}

static bool is_manifest(const struct up_source *source)
{
	return up_str_ends(source->name, UP_STR("!/META-INF/MANIFEST.MF"));
}

static int bid(const struct up_source *source)
{
	return is_manifest(source) || up_bid_is(source, "pom.properties") ? UP_BID_SURE : UP_BID_NONE;
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_source *source = up_parse_source(p);
	return up_bid_is(source, "pom.properties") ? parse_properties(p, source->bytes) : parse_manifest(p, source->bytes);
}

const struct up_parser up_parser_java_archive = {
	.name = "java-archive",
	.summary = "pom.properties and manifests in archives of Java: what an archive is",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
