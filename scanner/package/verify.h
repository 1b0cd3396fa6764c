/* The verifiers of signatures and checksums, one file each. They look at what the package is made of, read members again where they must, add what can be
 * said, and state forms where something is wrong (`package/…` rules in rules/packages/). */
#pragma once

#include "core/form.h"
#include "package/package.h"
#include "package/statement.h"
#include "package/trust.h"

struct up_verify {
	const struct up_package *package;
	const struct up_package_reader *reader;
	struct up_trust *trust;
	struct up_statements *statements;
	struct up_form_sink sink;
};

void up_verify_checksums(struct up_verify *verify); /* SHA256SUMS and kin, Release, md5sums of deb, wheels' RECORD */
void up_verify_rpm(struct up_verify *verify);       /* digests of header and payload */
void up_verify_openpgp(struct up_verify *verify);   /* detached, inline, InRelease; signatures of rpm headers and of deb */
void up_verify_minisign(struct up_verify *verify);
void up_verify_cms(struct up_verify *verify); /* PKCS#7 beside a file, or with the file in it */
void up_verify_jar(struct up_verify *verify);
