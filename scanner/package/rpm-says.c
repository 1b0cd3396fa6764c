/* What the tags of an rpm say when they are put together: scriptlets, dependencies, files, and which bytes its signatures and digests cover. */
#include "base/memory.h"
#include "package/rpm.h"

/* Texts or numbers of one tag, read one after the other; of a tag that is not there nothing comes. */
struct column {
	struct up_rpm_tag tag;
	bool is_there;
	size_t at;
	uint32_t left, index;
};

static struct column column_of(const struct up_rpm_header *header, uint32_t tag)
{
	struct column column = { 0 };
	column.is_there = up_rpm_find(header, tag, &column.tag);
	column.left = column.is_there ? column.tag.count : 0;
	return column;
}

static up_str next_text(struct column *column)
{
	up_str text = UP_STR("");
	if (column->is_there && !up_rpm_next(&column->tag, &column->at, &column->left, &text))
		column->is_there = false;
	return text;
}

static uint64_t next_number(struct column *column, uint64_t otherwise)
{
	uint64_t value = otherwise;
	if (column->is_there && !up_rpm_number(&column->tag, column->index++, &value))
		column->is_there = false;
	return value;
}

void up_rpm_evr(const struct up_rpm *rpm, struct up_buf *out)
{
	struct column epoch = column_of(&rpm->header, UP_RPM_TAG_EPOCH);
	uint64_t number = next_number(&epoch, 0);
	up_str release = up_rpm_text(&rpm->header, UP_RPM_TAG_RELEASE);
	if (number)
		up_buf_printf(out, "%llu:", (unsigned long long)number);
	up_buf_add(out, up_rpm_text(&rpm->header, UP_RPM_TAG_VERSION));
	if (release.len) {
		up_buf_add_byte(out, '-');
		up_buf_add(out, release);
	}
}

/* --- scriptlets ------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint32_t text, interpreter;
} scripts[] = {
	{ "%pretrans", 1151, 1153 },   { "%pre", UP_RPM_TAG_PREIN, 1085 },   { "%post", UP_RPM_TAG_POSTIN, 1086 },
	{ "%preuntrans", 5103, 5105 }, { "%preun", UP_RPM_TAG_PREUN, 1087 }, { "%postun", UP_RPM_TAG_POSTUN, 1088 },
	{ "%posttrans", 1152, 1154 },  { "%postuntrans", 5104, 5106 },       { "%verifyscript", 1079, 1091 },
};

/* Kinds of triggers: texts and interpreters go together; names, flags and the numbers of the scripts that belong to them do too. */
static const struct trigger {
	const char *prefix; /* of "in", "un" … */
	uint32_t text, interpreter, name, flags, index;
} triggers[] = {
	{ "%trigger", 1065, 1092, 1066, 1068, 1069 },
	{ "%filetrigger", 5066, 5067, 5069, 5072, 5070 },
	{ "%transfiletrigger", 5076, 5077, 5079, 5082, 5080 },
};

static up_str name_trigger(const char *prefix, uint64_t flags, char name[40])
{
	static const struct {
		uint64_t flag;
		const char *end;
	} ends[] = { { 1 << 25, "prein" }, { 1 << 16, "in" }, { 1 << 17, "un" }, { 1 << 18, "postun" } };
	size_t len = strlen(prefix);
	memcpy(name, prefix, len + 1);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		if (!(flags & ends[i].flag))
			continue;
		memcpy(name + len, ends[i].end, strlen(ends[i].end) + 1);
		break;
	}
	return up_str_from(name);
}

static void read_triggers(const struct up_rpm *rpm, const struct trigger *kind, void *data,
			  void (*got)(void *data, const struct up_rpm_scriptlet *scriptlet))
{
	struct column text = column_of(&rpm->header, kind->text), interpreter = column_of(&rpm->header, kind->interpreter);
	struct column name = column_of(&rpm->header, kind->name), flags = column_of(&rpm->header, kind->flags),
		      index = column_of(&rpm->header, kind->index);
	uint64_t belongs = next_number(&index, UINT64_MAX), flag = next_number(&flags, 0);
	up_str about = next_text(&name);
	for (uint32_t i = 0; text.is_there && text.left; i++) {
		char word[40];
		while (index.is_there && belongs < i) {
			belongs = next_number(&index, UINT64_MAX);
			flag = next_number(&flags, 0);
			about = next_text(&name);
		}
		bool is_known = index.is_there && belongs == i;
		struct up_rpm_scriptlet scriptlet = { .number = i, .about = is_known ? about : UP_STR("") };
		scriptlet.name = name_trigger(kind->prefix, is_known ? flag : 0, word);
		scriptlet.interpreter = next_text(&interpreter);
		scriptlet.text = next_text(&text);
		if (!scriptlet.interpreter.len)
			scriptlet.interpreter = UP_STR("/bin/sh");
		if (text.is_there)
			got(data, &scriptlet);
	}
}

void up_rpm_scriptlets(const struct up_rpm *rpm, void *data, void (*got)(void *data, const struct up_rpm_scriptlet *scriptlet))
{
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
		struct up_rpm_scriptlet scriptlet = {
			.name = up_str_from(scripts[i].name),
			.about = UP_STR(""),
			.interpreter = up_rpm_text(&rpm->header, scripts[i].interpreter),
			.text = up_rpm_text(&rpm->header, scripts[i].text),
		};
		if (!scriptlet.interpreter.len && !scriptlet.text.len)
			continue;
		if (!scriptlet.interpreter.len)
			scriptlet.interpreter = UP_STR("/bin/sh");
		got(data, &scriptlet);
	}
	for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++)
		read_triggers(rpm, &triggers[i], data, got);
}

/* --- dependencies ----------------------------------------------------------------------------------------------------- */

void up_rpm_dependencies(const struct up_rpm *rpm, enum up_rpm_relation relation, void *data,
			 void (*got)(void *data, const struct up_rpm_dependency *dependency))
{
	static const struct {
		uint32_t name, version, flags;
	} tags[_UP_RPM_RELATION_MAX] = {
		[UP_RPM_REQUIRES] = { 1049, 1050, 1048 },   [UP_RPM_PROVIDES] = { 1047, 1113, 1112 },
		[UP_RPM_CONFLICTS] = { 1054, 1055, 1053 },  [UP_RPM_OBSOLETES] = { 1090, 1115, 1114 },
		[UP_RPM_RECOMMENDS] = { 5046, 5047, 5048 }, [UP_RPM_SUGGESTS] = { 5049, 5050, 5051 },
	};
	enum {
		OF_SCRIPTLETS = 1 << 5 | 1 << 7 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 20 | 1 << 21,
	};
	static const char *const operators[] = { "", "<", ">", "<>", "=", "<=", ">=", "<=>" }; /* bits: less, greater, equal */
	struct column name = column_of(&rpm->header, tags[relation].name), version = column_of(&rpm->header, tags[relation].version),
		      flags = column_of(&rpm->header, tags[relation].flags);
	while (name.is_there && name.left) {
		struct up_rpm_dependency dependency = { .relation = relation, .name = next_text(&name), .version = next_text(&version) };
		uint64_t flag = next_number(&flags, 0);
		dependency.compare = operators[flag >> 1 & 7];
		dependency.is_of_scriptlets = flag & OF_SCRIPTLETS;
		if (name.is_there)
			got(data, &dependency);
	}
}

/* --- files ------------------------------------------------------------------------------------------------------------ */

const char *up_rpm_digest_name(uint64_t algorithm)
{
	static const char *const names[] = {
		[1] = "MD5",     [2] = "SHA1",    [8] = "SHA256",    [9] = "SHA384",
		[10] = "SHA512", [11] = "SHA224", [12] = "SHA3-256", [14] = "SHA3-512",
	};
	return algorithm < sizeof names / sizeof *names && names[algorithm] ? names[algorithm] : "";
}

const char *up_rpm_file_digest(const struct up_rpm *rpm)
{
	struct column algorithm = column_of(&rpm->header, UP_RPM_TAG_FILE_DIGEST_ALGORITHM);
	return up_rpm_digest_name(next_number(&algorithm, 1));
}

/* The names of folders, which files refer to by number. Null where there are more than the limit. */
static up_str *list_folders(const struct up_rpm *rpm, uint32_t *ret_n)
{
	struct column column = column_of(&rpm->header, UP_RPM_TAG_DIR_NAMES);
	up_str *folders = NULL;
	size_t capacity = 0;
	uint32_t n = 0;
	for (; column.is_there && column.left && n < UP_RPM_FOLDERS; n++) {
		up_str name = next_text(&column);
		if (!column.is_there)
			break;
		folders = up_grow(folders, &capacity, n + 1, sizeof *folders);
		folders[n] = name;
	}
	*ret_n = n;
	return folders;
}

bool up_rpm_files(const struct up_rpm *rpm, void *data, void (*got)(void *data, const struct up_rpm_file *file))
{
	const struct up_rpm_header *header = &rpm->header;
	struct column base = column_of(header, UP_RPM_TAG_BASE_NAMES), folder = column_of(header, UP_RPM_TAG_DIR_INDEXES);
	struct column digest = column_of(header, UP_RPM_TAG_FILE_DIGESTS), link = column_of(header, UP_RPM_TAG_FILE_LINKS);
	struct column user = column_of(header, UP_RPM_TAG_FILE_USERS), group = column_of(header, UP_RPM_TAG_FILE_GROUPS);
	struct column capabilities = column_of(header, UP_RPM_TAG_FILE_CAPABILITIES), size = column_of(header, UP_RPM_TAG_LONG_FILE_SIZES);
	struct column modified = column_of(header, UP_RPM_TAG_FILE_TIMES), mode = column_of(header, UP_RPM_TAG_FILE_MODES);
	struct column flags = column_of(header, UP_RPM_TAG_FILE_FLAGS);
	uint32_t n;
	UP_AUTO_FREE up_str *folders = list_folders(rpm, &n);
	if (!size.is_there)
		size = column_of(header, UP_RPM_TAG_FILE_SIZES);
	if (!base.is_there) /* before rpm 4, and source packages of today: the names are whole */
		base = column_of(header, UP_RPM_TAG_OLD_FILE_NAMES);
	while (base.is_there && base.left) {
		struct up_rpm_file file = { .base = next_text(&base), .digest = next_text(&digest), .link = next_text(&link) };
		file.user = next_text(&user);
		file.group = next_text(&group);
		file.capabilities = next_text(&capabilities);
		file.size = next_number(&size, 0);
		file.modified = (int64_t)next_number(&modified, 0);
		file.mode = (uint32_t)next_number(&mode, 0);
		file.flags = (uint32_t)next_number(&flags, 0);
		uint64_t number = next_number(&folder, UINT64_MAX);
		file.folder = number < n ? folders[number] : UP_STR("");
		if (base.is_there)
			got(data, &file);
	}
	return n < UP_RPM_FOLDERS;
}

/* --- what covers what ------------------------------------------------------------------------------------------------- */

enum covers {
	HEADER,
	ALL, /* header and payload */
	PAYLOAD,
	PLAIN,
};

static const struct seal {
	uint32_t tag;
	const char *name, *algorithm;
	enum covers covers;
	enum up_rpm_seal_kind kind;
	bool is_base64, is_binary, is_in_header;
} seals[] = {
	{ UP_RPM_SIG_OPENPGP, "OPENPGP", "", HEADER, UP_RPM_SEAL_SIGNATURE, .is_base64 = true },
	{ UP_RPM_SIG_RSA_HEADER, "RSAHEADER", "", HEADER, UP_RPM_SEAL_SIGNATURE },
	{ UP_RPM_SIG_DSA_HEADER, "DSAHEADER", "", HEADER, UP_RPM_SEAL_SIGNATURE },
	{ UP_RPM_SIG_PGP, "SIGPGP", "", ALL, UP_RPM_SEAL_SIGNATURE },
	{ UP_RPM_SIG_GPG, "SIGGPG", "", ALL, UP_RPM_SEAL_SIGNATURE },
	{ UP_RPM_SIG_SHA3_256_HEADER, "SHA3_256HEADER", "SHA3-256", HEADER, UP_RPM_SEAL_DIGEST },
	{ UP_RPM_SIG_SHA256_HEADER, "SHA256HEADER", "SHA256", HEADER, UP_RPM_SEAL_DIGEST },
	{ UP_RPM_SIG_SHA1_HEADER, "SHA1HEADER", "SHA1", HEADER, UP_RPM_SEAL_DIGEST },
	{ UP_RPM_SIG_MD5, "SIGMD5", "MD5", ALL, UP_RPM_SEAL_DIGEST, .is_binary = true },
	{ UP_RPM_TAG_PAYLOAD_DIGEST, "PAYLOADDIGEST", NULL, PAYLOAD, UP_RPM_SEAL_DIGEST, .is_in_header = true },
	{ UP_RPM_TAG_PAYLOAD_DIGEST_PLAIN, "PAYLOADDIGESTALT", NULL, PLAIN, UP_RPM_SEAL_DIGEST, .is_in_header = true },
};

void up_rpm_seals(const struct up_rpm *rpm, void *data, void (*got)(void *data, const struct up_rpm_seal *seal))
{
	struct column algorithm = column_of(&rpm->header, UP_RPM_TAG_PAYLOAD_DIGEST_ALGORITHM);
	const char *of_payload = up_rpm_digest_name(next_number(&algorithm, 8));
	for (size_t i = 0; i < sizeof seals / sizeof *seals; i++) {
		const struct seal *row = &seals[i];
		struct column column = column_of(row->is_in_header ? &rpm->header : &rpm->signature, row->tag);
		struct up_rpm_seal seal = {
			.kind = row->kind,
			.tag = row->tag,
			.name = row->name,
			.algorithm = row->algorithm ? row->algorithm : of_payload,
			.is_base64 = row->is_base64,
			.is_binary = row->is_binary,
			.start = row->covers >= PAYLOAD ? rpm->payload_start : rpm->header.start,
			.end = row->covers == HEADER ? rpm->header.end : rpm->size,
			.is_of_plain = row->covers == PLAIN,
			.is_in_header = row->is_in_header,
		};
		if (column.is_there && column.tag.type == UP_RPM_BIN) {
			seal.bytes = column.tag.data;
			got(data, &seal);
			continue;
		}
		while (column.is_there && column.left) {
			seal.bytes = next_text(&column);
			if (column.is_there)
				got(data, &seal);
		}
	}
}
