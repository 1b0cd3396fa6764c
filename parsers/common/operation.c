/* Stating MIGRATION and OPERATION facts. */
#include "common/operation.h"

#include "schema/lock.h"

static up_str attribute(struct up_parse *p, const char *name, up_str value)
{
	value = up_str_trim(value);
	size_t most = value.len < UP_OPERATION_VALUE_BYTES ? value.len : UP_OPERATION_VALUE_BYTES, n = strlen(name);
	while (most < value.len && most && ((unsigned char)value.s[most] & 0xC0) == 0x80)
		most--;
	char *text = up_arena_alloc(up_parse_arena(p), n + most + 2);
	memcpy(text, name, n);
	text[n++] = '=';
	for (size_t i = 0; i < most; i++) {
		bool is_blank = up_is_space(value.s[i]);
		if (!is_blank || !up_is_space(value.s[i - 1]))
			text[n++] = is_blank ? ' ' : value.s[i];
	}
	text[n] = '\0';
	return (up_str){ text, n };
}

void up_migration_set(struct up_parse *p, struct up_migration *migration, const char *name, up_str value)
{
	if (migration->n_words < sizeof migration->words / sizeof *migration->words)
		migration->words[migration->n_words++] = value.len ? attribute(p, name, value) : up_str_from(name);
}

bool up_migration_state(struct up_parse *p, struct up_migration *migration, up_span at)
{
	struct up_word *words = up_arena_alloc(up_parse_arena(p), (migration->n_words + 1) * sizeof *words);
	up_str key = up_str_from(migration->runner);
	words[0] = (struct up_word){ .text = up_text_plain(key, at.start), .at = at };
	for (uint32_t i = 0; i < migration->n_words; i++)
		words[i + 1] = (struct up_word){ .text = up_text_plain(migration->words[i], at.start), .at = at };
	migration->scope = up_scope_new(p);
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_MIGRATION,
					     .scope = migration->scope,
					     .path = up_str_from(up_dialect_name(migration->dialect)),
					     .key = key,
					     .value = migration->version,
					     .key_at = at,
					     .value_at = at,
					     .words = words,
					     .n_words = migration->n_words + 1 });
}

static void add(struct up_operation *operation, up_str text)
{
	if (operation->n_words < UP_OPERATION_WORDS)
		operation->words[operation->n_words++] = (struct up_word){ .text = up_text_plain(text, operation->at.start),
									   .at = operation->at };
}

void up_operation_begin(struct up_operation *operation, struct up_parse *p, const struct up_migration *migration, const char *name,
			up_span at, up_span whole)
{
	operation->p = p;
	operation->migration = migration;
	operation->name = name;
	operation->dialect = migration ? migration->dialect : UP_DIALECT_NONE;
	operation->at = at;
	operation->whole = whole;
	operation->n_words = operation->flags = 0;
	add(operation, up_str_from(name));
}

void up_operation_flag(struct up_operation *operation, const char *name)
{
	if (!up_operation_has(operation, name))
		add(operation, up_str_from(name));
}

void up_operation_set(struct up_operation *operation, const char *name, up_str value)
{
	if (value.len)
		add(operation, attribute(operation->p, name, value));
}

bool up_operation_has(const struct up_operation *operation, const char *name)
{
	up_str wanted = up_str_from(name);
	for (uint32_t i = 1; i < operation->n_words; i++) {
		up_str word = operation->words[i].text.bytes;
		if (up_str_eq(up_str_slice(word, 0, up_str_find_byte(word, '=', 0)), wanted))
			return true;
	}
	return false;
}

bool up_operation_state(struct up_operation *operation)
{
	const struct up_migration *migration = operation->migration;
	if (migration && migration->is_down)
		up_operation_flag(operation, "down");
	if (migration && migration->is_orm)
		up_operation_flag(operation, "orm");
	if (migration && migration->is_asked)
		up_operation_flag(operation, "asked");
	if (migration && migration->is_outside)
		up_operation_flag(operation, "outside-transaction");
	if (operation->dialect == UP_DIALECT_POSTGRESQL)
		up_operation_set(operation, "lock-mode",
				 up_str_from(up_lock_name(up_lock_of(up_str_from(operation->name), operation->words, operation->n_words))));
	return up_emit(operation->p, &(struct up_fact){ .kind = UP_FACT_OPERATION,
							.flags = operation->flags,
							.scope = migration ? migration->scope : 0,
							.path = up_str_from(up_dialect_name(operation->dialect)),
							.key = up_str_from(operation->name),
							.value = up_parse_bytes(operation->p, operation->whole),
							.key_at = operation->at,
							.value_at = operation->whole,
							.words = operation->words, /* whoever keeps them makes a copy */
							.n_words = operation->n_words });
}
