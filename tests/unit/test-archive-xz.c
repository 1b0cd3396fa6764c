/* run/archive-xz: what is packed comes out, in pieces of any size; what is cut, damaged, or too greedy is said. */
#include "test.h"

#include <lzma.h>

#include "run/archive-xz.h"

struct source {
	const uint8_t *bytes;
	size_t len, at, step;
};

static ssize_t read_source(void *data, void *buffer, size_t size)
{
	struct source *source = data;
	size_t n = source->len - source->at;
	n = n < size ? n : size;
	n = n < source->step ? n : source->step;
	memcpy(buffer, source->bytes + source->at, n);
	source->at += n;
	return (ssize_t)n;
}

/* 100,000 bytes of text, packed with a dictionary of that size. */
static size_t pack(uint8_t *out, size_t size, uint32_t dictionary)
{
	static uint8_t text[100000];
	lzma_options_lzma options;
	size_t at = 0;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)('a' + i * i % 23);
	lzma_lzma_preset(&options, 0);
	options.dict_size = dictionary;
	lzma_filter filters[] = { { LZMA_FILTER_LZMA2, &options }, { LZMA_VLI_UNKNOWN, NULL } };
	assert_int_equal(lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC64, NULL, text, sizeof text, out, &at, size), LZMA_OK);
	return at;
}

static ssize_t unpack(struct source *source, up_str *ret_fault)
{
	char piece[777];
	struct up_xz *xz = up_xz_new();
	ssize_t n, total = 0;
	while ((n = up_xz_read(xz, read_source, source, piece, sizeof piece, ret_fault)) > 0)
		total += n;
	up_xz_free(xz);
	return n < 0 ? -1 : total;
}

static void pieces_of_any_size_come_out(void **state)
{
	static uint8_t packed[50000];
	size_t n = pack(packed, sizeof packed, 1 << 20);
	up_str fault = UP_STR("");
	for (size_t step = 1; step < n; step *= 7) {
		struct source source = { packed, n, 0, step };
		assert_int_equal(unpack(&source, &fault), 100000);
	}
}

static void faults_are_said(void **state)
{
	static uint8_t packed[50000];
	size_t n = pack(packed, sizeof packed, 1 << 20);
	up_str fault = UP_STR("");
	struct source cut = { packed, n - 20, 0, n };
	assert_int_equal(unpack(&cut, &fault), -1);
	assert_str(fault, "its packed bytes break off");
	packed[n / 2] ^= 1;
	struct source altered = { packed, n, 0, n };
	assert_int_equal(unpack(&altered, &fault), -1);
	assert_str(fault, "its packed bytes are damaged");
	n = pack(packed, sizeof packed, 256u << 20);
	struct source greedy = { packed, n, 0, n };
	assert_int_equal(unpack(&greedy, &fault), -1);
	assert_str(fault, "its dictionary needs more than 80 MiB of memory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_any_size_come_out),
		cmocka_unit_test(faults_are_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
