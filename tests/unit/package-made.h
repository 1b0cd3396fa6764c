/* A package in memory, for tests of verifiers: members with their bytes, a reader over them, and what was stated as text. */
#pragma once

#include <stdlib.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "package/verify.h"

enum {
	MADE_MEMBERS = 4000,
};

struct made {
	struct up_package package;
	struct up_package_reader reader;
	struct up_trust trust;
	struct up_statements statements;
	struct up_verify verify;
	up_str contents[MADE_MEMBERS];
	struct up_buf forms, notes; /* "key: value: detail: path:line\n" */
	unsigned n_again;
	bool is_gone; /* it cannot be read again */
};

struct made_stream {
	up_str bytes;
	size_t at;
};

static ssize_t made_read(void *data, void *buffer, size_t size)
{
	struct made_stream *stream = data;
	size_t n = stream->bytes.len - stream->at;
	/* In uneven pieces. */
	n = n < size ? n : size;
	n = n < 777 ? n : 777;
	if (n)
		memcpy(buffer, stream->bytes.s + stream->at, n);
	stream->at += n;
	return (ssize_t)n;
}

static bool made_again(void *data, bool (*wants)(void *user, uint32_t member),
		       void (*got)(void *user, uint32_t member, struct up_stream *stream), void *user)
{
	struct made *made = data;
	made->n_again++;
	for (uint32_t i = 0; !made->is_gone && i < made->package.n_members; i++) {
		if (!wants(user, i))
			continue;
		struct made_stream bytes = { .bytes = made->contents[i] };
		struct up_stream stream = { &bytes, made_read };
		got(user, i, &stream);
	}
	return !made->is_gone;
}

static void made_state(void *data, const struct up_form *form)
{
	struct made *made = data;
	up_buf_printf(&made->forms, "%.*s: %.*s: %.*s: %.*s:%u\n", UP_FMT(form->key), UP_FMT(form->value), UP_FMT(form->detail),
		      UP_FMT(form->path), form->at.line);
}

static void made_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	struct made *made = data;
	up_buf_printf(&made->notes, "%s: %.*s: %.*s\n", up_note_reason_name(reason), UP_FMT(path), UP_FMT(detail));
}

static inline struct made *made_new(void)
{
	struct made *made = up_alloc_zero(1, sizeof *made);
	struct up_arena *arena = up_arena_new();
	made->package.arena = made->statements.arena = made->trust.arena = arena;
	made->package.containers = up_alloc_zero(20, sizeof *made->package.containers);
	made->package.members = up_alloc_zero(MADE_MEMBERS, sizeof *made->package.members);
	made->trust.files = up_alloc_zero(20, sizeof *made->trust.files);
	made->trust.now = UP_STR("2026-11-26");
	made->trust.now_seconds = 1795651200;
	made->reader = (struct up_package_reader){ made, made_again };
	made->verify = (struct up_verify){
		&made->package, &made->reader, &made->trust, &made->statements, { made, made_state, made_note }
	};
	return made;
}

static inline void made_free(struct made *made)
{
	up_statements_finish(&made->statements);
	up_free(made->package.containers);
	up_free(made->package.members);
	up_free(made->trust.files);
	up_buf_finish(&made->forms);
	up_buf_finish(&made->notes);
	up_arena_free(made->package.arena);
	up_free(made);
}

static inline uint32_t made_container(struct made *made, enum up_container_kind kind, const char *path)
{
	made->package.containers[made->package.n_containers] = (struct up_container){ .kind = kind,
										      .path = up_str_from(path),
										      .member = UINT32_MAX };
	return (uint32_t)made->package.n_containers++;
}

/* Its bytes are kept where `is_kept`, and its digest is known. */
static inline struct up_member *made_add(struct made *made, uint32_t container, const char *name, up_str bytes, bool is_kept)
{
	uint32_t number = (uint32_t)made->package.n_members++;
	struct up_member *member = &made->package.members[number];
	up_str outer = made->package.containers[container].path;
	*member = (struct up_member){
		.container = container, .name = up_str_from(name), .mode = S_IFREG | 0644, .size = bytes.len, .has_digest = true
	};
	member->path = up_arena_printf(made->package.arena, "%.*s!/%s", UP_FMT(outer), name);
	made->contents[number] = up_arena_copy(made->package.arena, bytes);
	if (is_kept)
		member->bytes = made->contents[number];
	up_sha256(bytes, member->sha256);
	return member;
}

static inline void made_trust(struct made *made, const char *path, up_str bytes)
{
	made->trust.files[made->trust.n_files++] = (struct up_trust_file){ .path = up_str_from(path),
									   .bytes = up_arena_copy(made->package.arena, bytes) };
}

/* "integrity|authenticity|trust|freshness" as words, for one statement. */
static inline const char *made_said(const struct made *made, size_t number)
{
	static const char letters[_UP_SAID_MAX] = { '-', '+', '?', '!' };
	if (number >= made->statements.n)
		return "none";
	const struct up_statement *statement = &made->statements.items[number];
	char said[] = { letters[statement->integrity.said], letters[statement->authenticity.said], letters[statement->trust.said],
			letters[statement->freshness.said], '\0' };
	return up_arena_copy(made->package.arena, up_str_from(said)).s;
}

/* For people who look at a failed test. */
static inline void made_print(const struct made *made)
{
	for (size_t i = 0; i < made->statements.n; i++) {
		const struct up_statement *statement = &made->statements.items[i];
		print_message("%s %s of %.*s by %.*s\n  %.*s\n  %.*s\n  %.*s\n  %.*s\n", made_said(made, i), statement->kind,
			      UP_FMT(statement->subject), UP_FMT(statement->by), UP_FMT(statement->integrity.text),
			      UP_FMT(statement->authenticity.text), UP_FMT(statement->trust.text), UP_FMT(statement->freshness.text));
	}
	print_message("%.*s%.*s", UP_FMT(up_buf_str(&made->forms)), UP_FMT(up_buf_str(&made->notes)));
}

#define assert_forms(made, literal)                                                                                                        \
	do {                                                                                                                               \
		if (!up_str_eq(up_buf_str(&(made)->forms), UP_STR(literal)))                                                               \
			made_print(made);                                                                                                  \
		assert_str(up_buf_str(&(made)->forms), literal);                                                                           \
	} while (0)
#define assert_said(made, number, literal)                                                                                                 \
	do {                                                                                                                               \
		if (strcmp(made_said(made, number), literal) != 0)                                                                         \
			made_print(made);                                                                                                  \
		assert_string_equal(made_said(made, number), literal);                                                                     \
	} while (0)
