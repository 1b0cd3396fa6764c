/* A package in memory for tests of the verifiers: members with all of their bytes, some of them kept, and what was stated of them. */
#pragma once

#include "test.h"

#include "base/memory.h"
#include "package/verify.h"

enum {
	SAMPLE_MEMBERS = 32,
	SAMPLE_FORMS = 64,
};

struct sample {
	struct up_arena *arena;
	struct up_package package;
	struct up_container containers[8];
	struct up_member members[SAMPLE_MEMBERS];
	up_str whole[SAMPLE_MEMBERS]; /* bytes behind the reader */
	struct up_trust trust;
	struct up_trust_file files[8];
	struct up_statements statements;
	struct up_package_reader reader;
	struct up_verify verify;
	struct {
		up_str path, key, value, detail;
	} forms[SAMPLE_FORMS];
	size_t n_forms, n_notes, n_rounds;
	up_str last_note;
};

struct sample_memory {
	up_str bytes;
	size_t at;
};

static inline ssize_t sample_read(void *data, void *buffer, size_t size)
{
	struct sample_memory *memory = data;
	/* Short reads, as decompression gives them. */
	up_str part = up_str_slice(memory->bytes, memory->at, memory->at + (size > 1000 ? 1000 : size));
	if (part.len)
		memcpy(buffer, part.s, part.len);
	memory->at += part.len;
	return (ssize_t)part.len;
}

static inline bool sample_again(void *data, bool (*wants)(void *user, uint32_t member),
				void (*got)(void *user, uint32_t member, struct up_stream *stream), void *user)
{
	struct sample *sample = data;
	sample->n_rounds++;
	for (uint32_t i = 0; i < sample->package.n_members; i++) {
		struct sample_memory memory = { .bytes = sample->whole[i] };
		struct up_stream stream = { .data = &memory, .read = sample_read };
		if (wants(user, i))
			got(user, i, &stream);
	}
	return true;
}

static inline void sample_state(void *data, const struct up_form *form)
{
	struct sample *sample = data;
	assert_true(sample->n_forms < SAMPLE_FORMS);
	sample->forms[sample->n_forms].path = up_arena_copy(sample->arena, form->path);
	sample->forms[sample->n_forms].key = up_arena_copy(sample->arena, form->key);
	sample->forms[sample->n_forms].value = up_arena_copy(sample->arena, form->value);
	sample->forms[sample->n_forms++].detail = up_arena_copy(sample->arena, form->detail);
}

static inline void sample_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	struct sample *sample = data;
	(void)reason, (void)path;
	sample->n_notes++;
	sample->last_note = up_arena_copy(sample->arena, detail);
}

/* The folder is container 0. */
static inline void sample_init(struct sample *sample, int64_t now)
{
	*sample = (struct sample){ .arena = up_arena_new() };
	sample->containers[0] = (struct up_container){ .kind = UP_CONTAINER_FOLDER, .member = UINT32_MAX };
	sample->package = (struct up_package){ .arena = sample->arena,
					       .path = UP_STR("package.zip"),
					       .containers = sample->containers,
					       .n_containers = 1,
					       .members = sample->members };
	sample->trust = (struct up_trust){ .files = sample->files, .arena = sample->arena, .now_seconds = now };
	sample->statements.arena = sample->arena;
	sample->reader = (struct up_package_reader){ .data = sample, .again = sample_again };
	sample->verify = (struct up_verify){
		.package = &sample->package,
		.reader = &sample->reader,
		.trust = &sample->trust,
		.statements = &sample->statements,
		.sink = { .data = sample, .state = sample_state, .note = sample_note },
	};
}

static inline void sample_finish(struct sample *sample)
{
	up_statements_finish(&sample->statements);
	up_arena_free(sample->arena);
}

static inline uint32_t sample_container(struct sample *sample, enum up_container_kind kind, uint32_t member)
{
	sample->containers[sample->package.n_containers] = (struct up_container){ .kind = kind,
										  .member = member,
										  .path = sample->members[member].path };
	return (uint32_t)sample->package.n_containers++;
}

static inline uint32_t sample_member(struct sample *sample, uint32_t container, const char *name, up_str bytes, bool is_kept)
{
	uint32_t number = (uint32_t)sample->package.n_members++;
	assert_true(number < SAMPLE_MEMBERS);
	up_str path = up_str_from(name);
	if (container)
		path = up_arena_printf(sample->arena, "%.*s!/%s", UP_FMT(sample->containers[container].path), name);
	sample->whole[number] = bytes;
	sample->members[number] = (struct up_member){
		.container = container, .name = up_str_from(name), .path = path, .size = bytes.len, .bytes = is_kept ? bytes : UP_STR("")
	};
	return number;
}

static inline void sample_trust(struct sample *sample, const char *path, up_str bytes)
{
	sample->files[sample->trust.n_files++] = (struct up_trust_file){ .path = up_str_from(path), .bytes = bytes };
}

/* How often a form with this key was stated. */
static inline size_t sample_count(const struct sample *sample, const char *key)
{
	size_t n = 0;
	for (size_t i = 0; i < sample->n_forms; i++)
		n += up_str_eq(sample->forms[i].key, up_str_from(key));
	return n;
}
