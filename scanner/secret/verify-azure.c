/* Microsoft's identifiable keys. Formulas, signatures and seeds are stated in microsoft/security-utilities: IdentifiableMetadata.cs,
 * IdentifiableSecrets.cs, LegacyCommonAnnotatedSecurityKey.cs, Marvin.Net5.cs, all under src/Microsoft.Security.Utilities.Core. */
#include "secret/decode.h"
#include "secret/marvin.h"
#include "secret/trial.h"

enum {
	SIGNATURE = 4,
	SUM_BYTES = 4,
	SUM_TEXT = 6, /* characters of base64 that follow the signature */
	KEY_MAX = 128,
};

static uint32_t rotate(uint32_t value, unsigned by)
{
	return value << by | value >> (32 - by);
}

static void mix(uint32_t state[2])
{
	state[1] ^= state[0];
	state[0] = rotate(state[0], 20) + state[1];
	state[1] = rotate(state[1], 9) ^ state[0];
	state[0] = rotate(state[0], 27) + state[1];
	state[1] = rotate(state[1], 19);
}

uint32_t up_marvin32(up_str bytes, uint64_t seed)
{
	uint32_t state[2] = { (uint32_t)seed, (uint32_t)(seed >> 32) }, word = 0;
	size_t i = 0;
	for (; i < bytes.len; i++) {
		word |= (uint32_t)(unsigned char)bytes.s[i] << 8 * (i % 4);
		if (i % 4 == 3) {
			state[0] += word;
			mix(state);
			word = 0;
		}
	}
	state[0] += word | (uint32_t)0x80 << 8 * (i % 4);
	mix(state);
	mix(state);
	return state[0] ^ state[1];
}

/* Seeds by their eight characters, as their owners name them. */
static uint64_t seed_of(const char *name)
{
	uint64_t seed = 0;
	for (unsigned i = 0; i < 8; i++)
		seed = seed << 8 | (unsigned char)name[i];
	return seed;
}

struct owner {
	char signature[SIGNATURE + 1];
	const char *name;
	const char *seeds[8]; /* ended by NULL */
};

static const struct owner owners[] = {
	{ "+ABa", "Azure Batch", { "AbAcct00" } },
	{ "+ACR", "Azure Container Registry", { "ACRDflt0" } },
	{ "+AEh", "Azure Event Hubs", { "Send0000", "Listen00", "Manage00", "System00", "Unknown0" } },
	{ "+AMC", "Azure Machine Learning", { "Classic0" } },
	{ "+ARm", "Azure Relay", { "Send0000", "Listen00", "Manage00", "System00", "Unknown0" } },
	{ "+ASb", "Azure Service Bus", { "Send0000", "Listen00", "Manage00", "System00", "Unknown0" } },
	{ "+ASt", "Azure Storage", { "Default0" } },
	{ "+SQL", "Azure SQL", { "UsrPwd00" } },
	{ "ACDb", "Azure Cosmos DB", { "MastRO00", "MastRW00", "SysAll00", "SystRO00", "SystRW00", "Resour00", "Encryp00" } },
	{ "AIoT", "Azure IoT", { "IoTHub00", "DpsKey00", "Device00" } },
	{ "APIM", "Azure API Management", { "IoTHub00", "Tenant00", "Gatewy00", "GitKey00" } },
	{ "AZEG", "Azure Event Grid", { "SendRecv", "Default0" } },
	{ "AzCa", "Azure Cache for Redis", { "Access00" } },
	{ "AzFu", "Azure Functions", { "Master00", "System00", "Functi00" } },
	{ "AzSe", "Azure AI Search", { "Query000", "PAdmin00" } },
};

static const struct owner *owner_of(up_str signature)
{
	for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
		if (up_str_eq(signature, (up_str){ owners[i].signature, SIGNATURE }))
			return &owners[i];
	return NULL;
}

static uint32_t little_endian(const unsigned char bytes[4])
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Redis puts letters in the place of what a URL would not take, in the checksum too; what stood before them is of no account then. */
static bool is_redis_spelling(uint32_t sum, up_str told)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789PF";
	/* 32 bytes: the first of the six characters has four bits of the sum, the others 28, and two that are zero. */
	uint64_t bits = (uint64_t)__builtin_bswap32(sum) << 2;
	const char *first = strchr(alphabet, told.s[0]);
	if (!first || ((uint64_t)(first - alphabet) & 15) != bits >> 30)
		return false;
	for (unsigned i = 1; i < SUM_TEXT; i++)
		if (told.s[i] != alphabet[bits >> (30 - 6 * i) & 63])
			return false;
	return true;
}

void up_try_azure(struct up_trial *trial)
{
	unsigned char bytes[KEY_MAX];
	size_t len = 0, n_pads = 0;
	up_str secret = trial->secret;
	while (n_pads < secret.len && secret.s[secret.len - 1 - n_pads] == '=')
		n_pads++;
	up_str text = up_str_slice(secret, 0, secret.len - n_pads);
	if (text.len < 24 || up_base64_room(secret.len) > sizeof bytes || !up_base64_to(secret, bytes, &len)) {
		up_trial_doubt(trial, "not the base64 of a key: altered or made up");
		return;
	}
	const struct owner *owner = owner_of(up_str_slice(text, text.len - SUM_TEXT - SIGNATURE, text.len - SUM_TEXT));
	if (!owner)
		return; /* issued without a checksum, or with a signature that is not known here */
	uint32_t told = little_endian(bytes + len - SUM_BYTES);
	up_str body = { (const char *)bytes, len - SUM_BYTES };
	bool holds = false;
	for (size_t i = 0; owner->seeds[i] && !holds; i++) {
		uint32_t sum = up_marvin32(body, seed_of(owner->seeds[i]));
		holds = sum == told || (strcmp(owner->signature, "AzCa") == 0 && len == 32 &&
					is_redis_spelling(sum, up_str_slice(text, text.len - SUM_TEXT, SIZE_MAX)));
	}
	up_trial_checksum(trial, holds);
	up_trial_add(trial, "key of %s", owner->name);
}

/* The checksum's four bytes as a number of base 62, its leading zero bytes kept as zeros, "0" behind it up to six digits. */
static void write_annotated_sum(uint32_t sum, char ret_digits[SUM_TEXT])
{
	uint32_t number = __builtin_bswap32(sum);
	unsigned n_zeros = 0, n = 1;
	for (uint32_t rest = number; n_zeros < 3 && !(rest >> 24); rest <<= 8)
		n_zeros++;
	for (uint64_t scale = 62; number >= scale; scale *= 62)
		n++;
	memset(ret_digits, '0', SUM_TEXT);
	if (n_zeros + n <= SUM_TEXT)
		up_base62_write(number, ret_digits + n_zeros, n);
}

static void add_annotations(struct up_trial *trial, up_str secret)
{
	enum {
		KIND = 57,
		DATE = 58,
		PROVIDER = 76,
	};
	static const char years[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	const char *year = strchr(years, secret.s[DATE]);
	if (secret.s[KIND] != '9')
		up_trial_add(trial, secret.s[KIND] == 'D' ? "derived from another key" : "hash under a key");
	if (year && secret.s[DATE + 1] >= 'A' && secret.s[DATE + 1] <= 'L')
		up_trial_add(trial, "created in %04d-%02d", 2024 + (int)(year - years), secret.s[DATE + 1] - 'A' + 1);
	up_trial_add_claim(trial, "provider", up_str_slice(secret, PROVIDER, PROVIDER + SIGNATURE));
}

/* 52 random characters, JQQJ9 and the kind of key, date (2), platform (12), provider (4), signature of the provider (4): 80 characters for 60 bytes;
 * then Marvin32 of these with the seed "Default0" as digits of base 62, or in base64; four characters, or eight with padding. */
void up_try_azure_annotated(struct up_trial *trial)
{
	enum {
		BODY = 80,
		SHORT = 84,
		LONG = 88,
	};
	up_str secret = trial->secret;
	unsigned char bytes[KEY_MAX];
	size_t len = 0;
	if ((secret.len != SHORT && secret.len != LONG) || !up_str_eq(up_str_slice(secret, 52, 57), UP_STR("JQQJ9")) ||
	    !up_base64_to(up_str_slice(secret, 0, BODY), bytes, &len)) {
		up_trial_doubt(trial, "not of the shape that is issued: altered or made up");
		return;
	}
	uint32_t sum = up_marvin32((up_str){ (const char *)bytes, len }, seed_of("Default0"));
	char digits[SUM_TEXT];
	write_annotated_sum(sum, digits);
	unsigned char told[8], digit_bytes[8];
	size_t n_told = 0, n_digits = 0;
	bool holds = false;
	/* Both forms are compared as bytes, three or four: base64 cannot keep all of the sixth digit. */
	if (up_base64_to(up_str_slice(secret, BODY, SIZE_MAX), told, &n_told) && n_told == (secret.len == SHORT ? 3 : SUM_BYTES) &&
	    up_base64_to((up_str){ digits, SUM_TEXT }, digit_bytes, &n_digits)) {
		const unsigned char raw[] = { (unsigned char)sum, (unsigned char)(sum >> 8), (unsigned char)(sum >> 16),
					      (unsigned char)(sum >> 24) };
		holds = memcmp(told, digit_bytes, n_told) == 0 || memcmp(told, raw, n_told) == 0;
	}
	up_trial_checksum(trial, holds);
	add_annotations(trial, secret);
}

/* Client secrets of Entra applications: three characters, 7Q~ or 8Q~, then random ones. Those of 8Q~ end in the first three of six digits of Marvin32
 * of all before them, in an alphabet of 66. */
void up_try_entra(struct up_trial *trial)
{
	enum {
		SUM = 3,
		LONG = 40,
		BASE = 66,
	};
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
	up_str secret = trial->secret, signature = up_str_slice(secret, 3, 6);
	if (up_str_eq(signature, UP_STR("7Q~")) && secret.len == 37)
		return; /* issued without a checksum */
	if (!up_str_eq(signature, UP_STR("8Q~")) || secret.len != LONG) {
		up_trial_doubt(trial, "not of the shape that is issued: altered or made up");
		return;
	}
	uint32_t sum = up_marvin32(up_str_slice(secret, 0, LONG - SUM), seed_of("AadPwd00"));
	char digits[SUM_TEXT];
	for (size_t i = SUM_TEXT; i--; sum /= BASE)
		digits[i] = alphabet[sum % BASE];
	up_trial_checksum(trial, memcmp(digits, secret.s + LONG - SUM, SUM) == 0);
}
