/* Names of settings: those that hold addresses, and those whose URLs nobody contacts. */
#include "core/endpoint-private.h"

enum {
	KEY_BYTES = 80, /* longer names tell nothing */
};

/* A name in two forms: `bootstrapServers` and `bootstrap.servers` are "bootstrap_servers" and "bootstrapservers". */
struct name {
	char spaced_bytes[KEY_BYTES * 2], bytes[KEY_BYTES];
	up_str spaced, whole;
};

static void name_init(struct name *name, up_str key)
{
	size_t n = 0, n_whole = 0;
	char *out = name->spaced_bytes;
	name->spaced = name->whole = UP_STR("");
	if (key.len > KEY_BYTES)
		return;
	for (size_t i = 0; i < key.len; i++) {
		char c = key.s[i];
		bool is_upper = c >= 'A' && c <= 'Z';
		if (is_upper && i && key.s[i - 1] >= 'a' && key.s[i - 1] <= 'z')
			out[n++] = '_';
		bool is_word = up_is_alnum(c) || c == '$';
		out[n++] = is_word ? up_lower(c) : '_';
		if (is_word)
			name->bytes[n_whole++] = up_lower(c);
	}
	name->spaced = (up_str){ name->spaced_bytes, n };
	name->whole = (up_str){ name->bytes, n_whole };
}

static up_str last_word(up_str name)
{
	while (name.len && name.s[name.len - 1] == '_')
		name.len--;
	size_t at = name.len;
	while (at && name.s[at - 1] != '_')
		at--;
	return up_str_slice(name, at, name.len);
}

static bool holds_word(up_str name, const char *words)
{
	for (size_t start = 0; start < name.len;) {
		size_t end = up_str_find_byte(name, '_', start);
		up_str word = up_str_slice(name, start, end);
		if (word.len && up_str_is_listed(word, words))
			return true;
		if (end == SIZE_MAX)
			break;
		start = end + 1;
	}
	return false;
}

/* Their URLs are read by people, or name a thing. */
static bool is_of_documentation(const struct name *name)
{
	static const char whole[] =
		"documentation home homepage homepage homeurl supporturl bugurl bugurl bugreporturl bugs privacypolicyurl "
		"privacypolicy "
		"documentationurl docs doc docsurl docurl helpurl about vendorurl vendor license licence licenseurl licenseurl "
		"$schema $id $ref $comment context id schema schemalocation xsischemalocation nonamespaceschemalocation "
		"xsinonamespaceschemalocation systemid publicid namespace targetnamespace profile rel see seealso seealso reference "
		"references funding author authors maintainer maintainers contact contributor contributors sponsor badge icon logo "
		"avatar imageurl iconurl resolved integrity tarball useragent useragent httpuseragent downloadurl issues "
		"changelog releasenotes projecturl sourceurl srcurl urltag origin referer copyright webpage website web bts "
		"vcsgit vcsbrowser vcssvn upstreamcontact upstreamname xvcsbrowser urlhash";
	static const char words[] = "xmlns documentation homepage link logo privacy screenshot avatar html badge runbook runbooks";
	return up_str_is_listed(name->whole, whole) || holds_word(name->spaced, words);
}

/* Prose, scripts, what is sent to clients, and addresses of its own. */
static bool is_of_others(const struct name *name)
{
	static const char whole[] =
		"description summary comment comments note notes message msg title help text name label labels body content contents "
		"readme about "
		"shortdescription longdescription details tooltip caption motd banner issue usage example examples "
		"run script scripts beforescript afterscript command commands cmd cmds args arguments entrypoint shell test "
		"execstart execstartpre execstartpost execreload execstop execstoppost execcondition execstart execstartpre "
		"execstartpost "
		"execreload execstop execstoppost execstoppre execcondition exec postinst preinst "
		"addheader moresetheaders header headers requestheader return rewrite redirect redirectmatch redirectpermanent "
		"redirecttemp rewriterule rewritecond errordocument errorpage servername serveralias servername serveralias "
		"contentsecuritypolicy validreferers allowedhosts allowedorigins csrftrustedorigins corsorigins origins "
		"externalurl rooturl publicurl siteurl selfurl appurl canonicalurl siteurl hostname fqdn myhostname mydomain "
		"myorigin mydestination domain domains commonname dnsnames altnames san subject";
	static const char words[] =
		"listen bind listener listeners advertise advertised allow allowed deny trusted cors redirect callback hostname";
	return up_str_is_listed(name->whole, whole) || holds_word(name->spaced, words);
}

static bool is_of_address(up_str name)
{
	static const char last[] =
		"url urls uri uris endpoint endpoints upstream upstreams broker brokers server servers host hosts peer peers nameserver "
		"nameservers ntp pool relayhost smarthost proxy registry registries mirror mirrors addr addrs remote target targets master "
		"primary replica replicas seed seeds relay forwarder forwarders dbhost pghost nodes connect externalname fallback "
		"webhook loghost mailhub dns collector api vault broker_url dsn";
	return up_str_is_listed(last_word(name), last);
}

/* Mappings whose URLs are for people, and the hosts that a cluster serves. */
static bool is_path_of_others(up_str path, up_str whole)
{
	static const char folders[] =
		"urls externaldocs externaldocs license licenses licence licences author authors maintainers contributors contact "
		"contacts "
		"label labels bugs funding links contactlinks badges screenshots organization scm issuemanagement cimanagement developers "
		"mailinglists "
		"projecturls "
		"copyright";
	static const char of_projects[] = "url repository sources source icon home";
	static const char projects[] = "project package tool repository info metadata";
	bool is_first = true, is_spec = false;
	up_str first = UP_STR("");
	struct name name;
	for (size_t start = 0; start <= path.len;) {
		size_t end = up_str_find_byte(path, '/', start);
		name_init(&name, up_str_slice(path, start, end));
		up_str part = name.whole;
		if (is_first)
			first = up_str_slice(path, start, end);
		is_spec |= is_first && up_str_eq(part, UP_STR("spec"));
		if (part.len && up_str_is_listed(part, folders))
			return true;
		/* Ingress, VirtualService, Gateway */
		if (is_spec && (up_str_eq(part, UP_STR("rules")) || up_str_eq(part, UP_STR("tls"))) && up_str_starts(whole, UP_STR("host")))
			return true;
		is_first = false;
		if (end == SIZE_MAX)
			break;
		start = end + 1;
	}
	bool is_served = up_str_contains(path, UP_STR("ngress")) || up_str_starts(whole, UP_STR("ingress")) ||
			 up_str_contains(whole, UP_STR("ingresshost")) || up_str_eq(path, UP_STR("spec"));
	if (is_served && (up_str_ends(whole, UP_STR("hosts")) || up_str_ends(whole, UP_STR("host"))))
		return true;
	return up_str_is_listed(whole, of_projects) && (!path.len || up_str_is_listed(first, projects));
}

enum up_key_sense up_key_sense_of(up_str path, up_str key)
{
	struct name name;
	name_init(&name, key);
	if (!name.whole.len)
		return UP_KEY_PLAIN;
	if (is_of_documentation(&name) || is_of_others(&name) || is_path_of_others(path, name.whole))
		return UP_KEY_NONE;
	return is_of_address(name.spaced) ? UP_KEY_ADDRESS : UP_KEY_PLAIN;
}
