/* The commands: functions of sh, the same in every file, and one call for each statement with its names as arguments. Which options are traps is said where
 * they stand. */
#include "package/escalation-private.h"

static const char functions[] = "# Files to compare with, from a channel that you trust: ROOTS=vendor-root.pem KEY=vendor-key.asc sh FILE\n"
				"ROOTS=${ROOTS-}\n"
				"KEY=${KEY-}\n"
				"home=\n"
				"trap '[ -z \"$home\" ] || rm -rf \"$home\"' EXIT\n"
				"\n"
				"run() {\n"
				"\tprintf '\\n$ %s\\n' \"$*\"\n"
				"\t\"$@\" || printf '(exit status %s)\\n' \"$?\"\n"
				"}\n"
				"\n"
				"# has WHAT FILE: is it here?\n"
				"has() {\n"
				"\t[ -f \"$2\" ] && return 0\n"
				"\tprintf '\\nNot here, so nothing was looked at: %s\\n' \"$1\"\n"
				"\tprintf 'Take it out of the package first, into this folder: bsdtar -xf PACKAGE MEMBER\\n'\n"
				"\treturn 1\n"
				"}\n"
				"\n"
				"# check_bytes DIGEST FILE\n"
				"check_bytes() {\n"
				"\thas \"$2\" \"$2\" || return 0\n"
				"\tprintf '\\n$ sha256sum FILE\\n'\n"
				"\tfound=$(sha256sum <\"$2\")\n"
				"\tfound=${found%% *}\n"
				"\tif [ \"$found\" = \"$1\" ]; then\n"
				"\t\tprintf 'The bytes are those that the message names: %s\\n' \"$found\"\n"
				"\telse\n"
				"\t\tprintf 'NOT THE SAME BYTES: %s here, %s in the message\\n' \"$found\" \"$1\"\n"
				"\tfi\n"
				"}\n";

static const char cms[] = "\n"
			  "# check_cms SIGNATURE FILE\n"
			  "# A trap: without -purpose, openssl asks for a certificate of e-mail (smimesign) and refuses one that is "
			  "rightly for code signing.\n"
			  "# Another: with -noverify it says \"successful\" for any certificate at all. OpenSSL 3.2 knows the purpose "
			  "codesign; before it, the\n"
			  "# line \"Code Signing\" must stand in what is printed of the certificate.\n"
			  "check_cms() {\n"
			  "\thas \"$1\" \"$1\" && has \"$2\" \"$2\" || return 0\n"
			  "\tform=DER\n"
			  "\tif grep -q -e '-----BEGIN' \"$1\"; then form=PEM; fi\n"
			  "\tcase $(openssl version) in\n"
			  "\t'OpenSSL 3.'[01].*) purpose=any ;;\n"
			  "\t*) purpose=codesign ;;\n"
			  "\tesac\n"
			  "\tprintf '\\n$ openssl pkcs7 -print_certs | openssl x509 -noout -fingerprint -sha256\\n'\n"
			  "\topenssl pkcs7 -inform \"$form\" -in \"$1\" -print_certs |\n"
			  "\t\topenssl x509 -noout -subject -issuer -serial -dates -ext extendedKeyUsage -fingerprint -sha256\n"
			  "\tif [ -n \"$ROOTS\" ]; then\n"
			  "\t\trun openssl cms -verify -binary -inform \"$form\" -in \"$1\" -content \"$2\" -CAfile \"$ROOTS\" -purpose "
			  "\"$purpose\" -out /dev/null\n"
			  "\t\trun openssl x509 -noout -subject -fingerprint -sha256 -in \"$ROOTS\"\n"
			  "\telse\n"
			  "\t\tprintf 'Set ROOTS to the root that the vendor confirmed, to verify the signature.\\n'\n"
			  "\tfi\n"
			  "}\n";

static const char openpgp[] = "\n"
			      "# check_openpgp SIGNATURE FILE: with a keyring of its own, so that yours stays as it is. \"Good signature\" "
			      "alone says only that the\n"
			      "# key made it: compare the fingerprint with the one that the vendor confirmed.\n"
			      "check_openpgp() {\n"
			      "\thas \"$1\" \"$1\" || return 0\n"
			      "\tif [ -z \"$home\" ]; then home=$(mktemp -d); fi\n"
			      "\tif [ -n \"$KEY\" ]; then\n"
			      "\t\trun gpg --batch --no-auto-key-retrieve --homedir \"$home\" --show-keys --with-fingerprint \"$KEY\"\n"
			      "\t\trun gpg --batch --no-auto-key-retrieve --homedir \"$home\" --quiet --import \"$KEY\"\n"
			      "\telse\n"
			      "\t\tprintf 'Set KEY to the key that the vendor confirmed, to verify the signature.\\n'\n"
			      "\tfi\n"
			      "\tif [ \"$1\" = \"$2\" ]; then\n"
			      "\t\trun gpg --batch --no-auto-key-retrieve --homedir \"$home\" --verify \"$1\"\n"
			      "\telif has \"$2\" \"$2\"; then\n"
			      "\t\trun gpg --batch --no-auto-key-retrieve --homedir \"$home\" --verify \"$1\" \"$2\"\n"
			      "\tfi\n"
			      "}\n";

static const char jar[] = "\n"
			  "# check_jar FILE: look for \"jar verified\" and for entries that are not signed.\n"
			  "check_jar() {\n"
			  "\tif has \"$1\" \"$1\"; then run jarsigner -verify -verbose:summary -certs -strict \"$1\"; fi\n"
			  "}\n";

static const char rpm[] = "\n"
			  "# check_rpm FILE: NOKEY is not BAD: it says that the key is not known here.\n"
			  "check_rpm() {\n"
			  "\tif has \"$1\" \"$1\"; then run rpmkeys --checksig --verbose \"$1\"; fi\n"
			  "}\n";

static const char minisign[] = "\n"
			       "# check_minisign SIGNATURE FILE: only the trusted comment is signed.\n"
			       "check_minisign() {\n"
			       "\thas \"$1\" \"$1\" && has \"$2\" \"$2\" || return 0\n"
			       "\tif [ -n \"$KEY\" ]; then run minisign -V -p \"$KEY\" -x \"$1\" -m \"$2\"; fi\n"
			       "}\n";

static const char checksums[] =
	"\n"
	"# check_list LIST: SHA256SUMS and its kin. Whoever can change the files can change a list that is not signed.\n"
	"check_list() {\n"
	"\tif has \"$1\" \"$1\"; then run sha256sum --ignore-missing -c \"$1\"; fi\n"
	"}\n";

struct kind {
	const char *kinds, *functions, *call;
	bool has_signature, has_subject; /* its arguments */
};

static const struct kind kinds[] = {
	{ "CMS", cms, "check_cms", true, true },
	{ "OpenPGP InRelease", openpgp, "check_openpgp", true, true },
	{ "JAR", jar, "check_jar", false, true },
	{ "RPM", rpm, "check_rpm", false, true },
	{ "minisign", minisign, "check_minisign", true, true },
	{ "checksums", checksums, "check_list", true, false },
};

static const struct kind *kind_of(const struct up_statement *statement)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_str_is_listed(up_str_from(statement->kind), kinds[i].kinds))
			return &kinds[i];
	return NULL;
}

/* Where it lies once it is taken out: its own name, in this folder. A name cannot begin an option. */
static void file_argument(struct up_buf *out, up_str path)
{
	up_str name = up_str_basename(path);
	struct up_buf local = { 0 };
	up_buf_add_s(&local, "./");
	up_buf_add(&local, name);
	up_buf_add_byte(out, ' ');
	escalation_quoted(out, up_buf_str(&local));
	up_buf_finish(&local);
}

static void call(const struct up_escalation *escalation, const struct up_statement *statement, struct up_buf *out)
{
	const struct kind *kind = kind_of(statement);
	if (!kind) {
		up_buf_printf(out, "# no command is known for signatures of the kind %s\n", statement->kind);
		return;
	}
	up_buf_add_s(out, "# ");
	escalation_value(out, statement->by);
	up_buf_printf(out, "\n%s", kind->call);
	if (kind->has_signature)
		file_argument(out, statement->by);
	if (kind->has_subject)
		file_argument(out, statement->subject.len ? statement->subject : escalation->name);
	up_buf_add_byte(out, '\n');
}

static bool is_used(const struct up_escalation *escalation, const struct kind *kind)
{
	size_t n = 0;
	for (size_t i = 0; i < escalation->statements->n && n < ESCALATION_STATEMENTS; i++) {
		n += escalation_has_fault(&escalation->statements->items[i]);
		if (escalation_has_fault(&escalation->statements->items[i]) && kind_of(&escalation->statements->items[i]) == kind)
			return true;
	}
	return false;
}

void escalation_commands(const struct up_escalation *escalation, struct up_buf *out)
{
	up_buf_add_s(out, functions);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (is_used(escalation, &kinds[i]))
			up_buf_add_s(out, kinds[i].functions);
	up_buf_add_s(out, "\nmessage\n");
	if (escalation->sha256) {
		up_buf_add_s(out, "check_bytes ");
		for (size_t i = 0; i < 32; i++)
			up_buf_printf(out, "%02x", escalation->sha256[i]);
		file_argument(out, escalation->name);
		up_buf_add_byte(out, '\n');
	}
	size_t n = 0;
	for (size_t i = 0; i < escalation->statements->n && n < ESCALATION_STATEMENTS; i++) {
		if (!escalation_has_fault(&escalation->statements->items[i]))
			continue;
		call(escalation, &escalation->statements->items[i], out);
		n++;
	}
}
