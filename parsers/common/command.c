/* Commands: from an argument vector to COMMAND facts, through wrappers and into the text that shells are given. */
#include "common/command.h"
#include "common/request.h"

#include "common/command-private.h"
#include "common/shell-word.h"

struct emitter {
	struct up_parse *p;
	const struct up_command_names *names;
	const struct up_word *targets;
	uint32_t n_targets, depth;
	bool is_list;    /* the words are items of a list: what stands between them is no part of the command */
	bool is_program; /* behind a wrapper, which knows nothing of functions and aliases */
	up_str image;    /* the program of the image that is handed the command */
};

static bool emit_command(struct emitter *emitter, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags);

bool up_command_is_shell(up_str name)
{
	return up_command_listed("sh bash dash ash zsh ksh ksh93 mksh rbash posh yash", name);
}

static bool is_dynamic(const struct up_word *word)
{
	return word->flags & UP_WORD_DYNAMIC;
}

static up_str name_of(const struct up_word *word)
{
	up_str name = word->text.bytes;
	/* "$DIR/prog": the raw text keeps its quotes. */
	if (is_dynamic(word) && name.len > 2 && name.s[0] == '"' && name.s[name.len - 1] == '"')
		name = up_str_slice(name, 1, name.len - 1);
	if (is_dynamic(word) && (up_str_contains(name, UP_STR("$(")) || up_str_find_byte(name, '`', 0) != SIZE_MAX))
		return name;
	up_str base = up_str_basename(name);
	/* "${CMD:-/usr/bin/prog}": the slash is the expansion's own. */
	bool inside_expansion = is_dynamic(word) && up_str_find_byte(base, '}', 0) < up_str_find_byte(base, '{', 0);
	return base.len && !inside_expansion ? base : name;
}

/* sh [-eux] [-o pipefail] [--rcfile F] -c TEXT */
static void look_shell(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	bool text_follows = false;
	uint32_t i = 1;
	for (; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		if (up_str_eq(word, UP_STR("--"))) {
			i++;
			break;
		}
		if (word.len < 2 || is_dynamic(&words[i]) || (word.s[0] != '-' && word.s[0] != '+'))
			break;
		if (word.s[1] == '-') {
			i += up_command_listed("--rcfile --init-file", word);
			continue;
		}
		text_follows |= word.s[0] == '-' && up_str_find_byte(word, 'c', 1) != SIZE_MAX;
		/* -o NAME, also at the end of a cluster: -euo pipefail */
		i += word.s[word.len - 1] == 'o' || word.s[word.len - 1] == 'O';
	}
	if (text_follows && i < n_words) {
		ret->text = i;
		ret->text_end = i + 1;
		return;
	}
	/* `sh -` and `sh -s ARGS` read standard input; `sh FILE` does not. */
	ret->reads_shell = i >= n_words || up_str_eq(words[i].text.bytes, UP_STR("-"));
	for (uint32_t k = 1; k < i && k < n_words; k++) {
		up_str word = words[k].text.bytes;
		ret->reads_shell |= word.len >= 2 && word.s[0] == '-' && word.s[1] != '-' && up_str_find_byte(word, 's', 1) != SIZE_MAX;
	}
}

/* Looks for `-c TEXT`, `-lc TEXT`, `--command TEXT`, `--command=TEXT` anywhere; false when there is none. */
static bool look_option_text(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	static const char *const longs[] = { "--command=", "--session-command=" };
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		for (size_t k = 0; k < sizeof longs / sizeof *longs; k++) {
			up_str option = up_str_from(longs[k]);
			if (up_str_starts(word, option) && !is_dynamic(&words[i])) {
				ret->text = i;
				ret->text_end = i + 1;
				ret->text_skip = (uint32_t)option.len;
				return true;
			}
		}
		bool is_long = up_str_eq(word, UP_STR("--command")) || up_str_eq(word, UP_STR("--session-command"));
		bool is_short = word.len >= 2 && word.len <= 4 && word.s[0] == '-' && word.s[1] != '-' && word.s[word.len - 1] == 'c';
		if ((is_long || is_short) && i + 1 < n_words) {
			ret->text = i + 1;
			ret->text_end = i + 2;
			return true;
		}
	}
	return false;
}

static void look_su(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	ret->privileged = true;
	if (!look_option_text(words, n_words, ret))
		ret->reads_shell = true;
}

static void look_ssh(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	const struct up_command_wrapper ssh = { .shorts = "BbcDEeFIiJLlmOopQRSWw" };
	bool bare;
	ret->far = true;
	uint32_t host = up_command_skip_options(&ssh, words, n_words, 1, &bare);
	if (host >= n_words)
		return;
	uint32_t i = up_command_skip_options(&ssh, words, n_words, host + 1, &bare);
	ret->text = i;
	ret->text_end = n_words;
	ret->reads_shell = i >= n_words;
	/* ssh host 'bash -s': the far shell reads what is put in here. */
	if (i < n_words && !is_dynamic(&words[i])) {
		up_str first = words[i].text.bytes;
		up_str name = up_str_basename(up_str_slice(first, 0, up_str_find_byte(first, ' ', 0)));
		ret->reads_shell = up_command_is_shell(name) && !up_str_contains(first, UP_STR("-c"));
	}
}

/* `ip netns exec NAME CMD`; `lxc exec NAME -- CMD` and others that put `--` before the command. */
static void look_after_dashes(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	for (uint32_t i = 1; i + 1 < n_words; i++) {
		if (up_str_eq(words[i].text.bytes, UP_STR("--"))) {
			ret->command = i + 1;
			return;
		}
	}
}

static void look_ip(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	for (uint32_t i = 1; i + 3 < n_words && i < 6; i++) {
		if (up_str_eq(words[i].text.bytes, UP_STR("netns")) && up_str_eq(words[i + 1].text.bytes, UP_STR("exec"))) {
			ret->command = i + 3;
			return;
		}
	}
}

/* start-stop-daemon --start --exec /usr/sbin/x -- ARGS: the program alone; its arguments stand elsewhere. */
static void look_start_stop(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	bool start = false;
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		start |= up_str_eq(word, UP_STR("--start")) || up_str_eq(word, UP_STR("-S"));
		if (start && i + 1 < n_words && up_command_listed("--exec -x --startas -a", word)) {
			ret->command = i + 1;
			ret->end = i + 2;
			return;
		}
		if (up_str_eq(word, UP_STR("--")))
			return;
	}
}

/* A single word is for a shell. */
static void look_lock_service(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	uint32_t i = up_command_lock_service(words, n_words);
	ret->locked = i < n_words;
	if (i + 1 == n_words) {
		ret->text = i;
		ret->text_end = n_words;
	} else {
		ret->command = i;
	}
}

static void look_watch(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	const struct up_command_wrapper watch = { .shorts = "nq", .longs = "interval equexit", .bare = "x" };
	bool exec;
	uint32_t i = up_command_skip_options(&watch, words, n_words, 1, &exec);
	for (uint32_t k = 1; k < i && k < n_words; k++)
		exec |= up_str_eq(words[k].text.bytes, UP_STR("--exec"));
	if (exec) {
		ret->command = i;
	} else {
		ret->text = i;
		ret->text_end = n_words;
	}
}

/* GNU parallel puts its words together and gives them to a shell: parallel -j4 'gzip -9 {}' ::: *.log */
static void look_parallel(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	const struct up_command_wrapper parallel = {
		.shorts = "aCdDEIiJjLlnNPSsTUxX",
		.longs = "arg-file arg-sep arg-file-sep basefile bf block colsep delay env jobs joblog load max-args max-chars max-procs "
			 "max-replace-args memfree nice profile replace results retries return shebang-wrap sshdelay sshlogin "
			 "sshloginfile tagstring timeout tmpdir tmux workdir wd",
	};
	bool bare;
	ret->text = up_command_skip_options(&parallel, words, n_words, 1, &bare);
	ret->text_end = ret->text;
	while (ret->text_end < n_words && !up_str_starts(words[ret->text_end].text.bytes, UP_STR(":::")))
		ret->text_end++;
}

static void look_wrapper(const struct up_command_wrapper *wrapper, const struct up_word *words, uint32_t n_words,
			 struct up_command_inside *ret)
{
	bool bare;
	up_str name = up_str_from(wrapper->name);
	uint32_t i = up_command_skip_options(wrapper, words, n_words, 1, &bare);
	ret->privileged = wrapper->flags & UP_WRAPPER_PRIVILEGED;
	if (bare)
		return;
	ret->locked = up_command_locks(wrapper, words, i);
	if (up_str_eq(name, UP_STR("flock")) && (ret->text = up_command_flock_text(words, n_words, i))) {
		ret->text_end = ret->text + 1;
		return;
	}
	if (up_str_eq(name, UP_STR("env")) && n_words > 2 && up_command_listed("-S --split-string", words[1].text.bytes)) {
		ret->text = 2;
		ret->text_end = n_words;
		return;
	}
	for (uint32_t operand = 0; operand < wrapper->operands && i < n_words; operand++)
		i++;
	/* timeout 5 -- CMD */
	if (wrapper->operands && i < n_words && up_str_eq(words[i].text.bytes, UP_STR("--")))
		i++;
	ret->command = i;
	/* sudo -i, sudo -s: a shell. */
	if (i >= n_words && up_str_eq(name, UP_STR("sudo")))
		ret->reads_shell = true;
}

static bool look_special(up_str name, const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	static const struct {
		const char *names;
		void (*look)(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret);
	} looks[] = {
		{ "sh bash dash ash zsh ksh ksh93 mksh rbash posh yash", look_shell },
		{ "su", look_su },
		{ "ssh autossh slogin", look_ssh },
		{ "docker podman nerdctl docker-compose podman-compose", up_command_look_docker },
		{ "kubectl oc microk8s.kubectl", up_command_look_kubectl },
		{ "lxc incus lxc-attach schroot multipass aws-vault doppler op chamber", look_after_dashes },
		{ "ip", look_ip },
		{ "consul etcdctl", look_lock_service },
		{ "start-stop-daemon", look_start_stop },
		{ "watch", look_watch },
		{ "parallel", look_parallel },
	};
	if (!name.len || !strchr("sbdazkmrypnoliwce", name.s[0]))
		return false;
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		if (up_command_listed(looks[i].names, name)) {
			looks[i].look(words, n_words, ret);
			return true;
		}
	}
	return false;
}

static struct up_command_inside look_inside(up_str name, const struct up_word *words, uint32_t n_words)
{
	struct up_command_inside inside = { .command = n_words, .end = n_words };
	const struct up_command_wrapper *wrapper = up_command_wrapper(name);
	if (up_str_eq(name, UP_STR("eval"))) {
		inside.text = 1;
		inside.text_end = n_words;
	} else if (up_command_listed("script sg", name)) {
		look_option_text(words, n_words, &inside);
	} else if (up_str_eq(name, UP_STR("runuser"))) {
		bool bare, as_user = false;
		for (uint32_t i = 1; i < n_words && !as_user; i++)
			as_user = up_str_starts(words[i].text.bytes, UP_STR("-u")) || up_str_starts(words[i].text.bytes, UP_STR("--user"));
		if (as_user)
			inside.command = up_command_skip_options(wrapper, words, n_words, 1, &bare);
		else
			look_su(words, n_words, &inside);
		inside.privileged = true;
	} else if (wrapper) {
		look_wrapper(wrapper, words, n_words, &inside);
	} else {
		look_special(name, words, n_words, &inside);
	}
	if (inside.command > n_words)
		inside.command = n_words;
	return inside;
}

/* What a word gives to the shell that is run. Only words of a shell are raw where they hold an expansion. */
static struct up_text opened(struct emitter *emitter, const struct up_word *word)
{
	return is_dynamic(word) && emitter->names ? up_shell_word_open(up_parse_arena(emitter->p), word) : word->text;
}

static struct up_text joined_text(struct emitter *emitter, const struct up_word *words, const struct up_command_inside *inside)
{
	struct up_text first = opened(emitter, &words[inside->text]);
	first = up_text_slice(&first, inside->text_skip, (uint32_t)first.bytes.len);
	if (inside->text_end - inside->text == 1)
		return first;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(emitter->p));
	up_text_append(&builder, &first);
	for (uint32_t i = inside->text + 1; i < inside->text_end; i++) {
		struct up_text text = opened(emitter, &words[i]);
		up_text_put(&builder, UP_STR(" "), words[i].at.start);
		up_text_append(&builder, &text);
	}
	return up_text_end(&builder);
}

/* Is the text nothing but an expansion: eval "$cmd", sh -c "$@"? There is nothing to read then. */
static bool is_only_expansion(up_str text)
{
	text = up_str_trim(text);
	return text.len && text.s[0] == '$' && up_shell_skip_expansion(text, 0) >= text.len;
}

/* What holds for what stands inside. */
static uint32_t inside_flags(const struct up_command_inside *inside)
{
	return (inside->privileged ? UP_FACT_PRIVILEGED : 0) | (inside->locked ? UP_FACT_LOCKED : 0);
}

static void embed_text(struct emitter *emitter, up_str name, const struct up_word *words, const struct up_command_inside *inside,
		       uint32_t flags)
{
	struct up_arena *arena = up_parse_arena(emitter->p);
	struct up_text text = joined_text(emitter, words, inside);
	if (is_only_expansion(text.bytes))
		return;
	/* sudo ssh host: the far machine knows nothing of it. */
	if (inside->far)
		flags &= ~(uint32_t)(UP_FACT_PRIVILEGED | UP_FACT_FALLBACK | UP_FACT_ASKED);
	const char *sudo = flags & UP_FACT_PRIVILEGED ? "sudo " : "";
	const char *option = up_command_is_shell(name) || up_command_listed("su runuser script sg flock", name) ? " -c" : "";
	/* The name is a few bytes of the source, which may hold anything. */
	up_str origin = up_arena_printf(arena, "%s%.*s%s", sudo, UP_FMT(name), option);
	const struct up_command_context context = {
		.names = inside->far ? NULL : emitter->names,
		.flags = (flags & (UP_FACT_PRIVILEGED | UP_FACT_FALLBACK | UP_FACT_ASKED | UP_FACT_LOCKED)) | inside_flags(inside),
		.same_shell = up_str_eq(name, UP_STR("eval")),
	};
	up_embed_as(emitter->p, &(struct up_embedded){ .parser = "shell", .text = &text, .origin = origin.s, .context = &context });
}

/* find … -exec CMD {} ; or + : each one is a command. */
static bool emit_find(struct emitter *emitter, const struct up_word *words, uint32_t n_words, uint32_t flags)
{
	for (uint32_t i = 1; i < n_words; i++) {
		if (!up_command_listed("-exec -execdir -ok -okdir", words[i].text.bytes))
			continue;
		uint32_t start = i + 1, end = start;
		while (end < n_words && !up_str_eq(words[end].text.bytes, UP_STR(";")) && !up_str_eq(words[end].text.bytes, UP_STR("+")))
			end++;
		struct emitter own = *emitter;
		own.is_program = true;
		if (end > start &&
		    !emit_command(&own, words + start, end - start, (up_span){ words[start].at.start, words[end - 1].at.end }, flags))
			return false;
		i = end;
	}
	return true;
}

/* "registry:5000/library/postgres:11@sha256:…" runs postgres. */
static up_str image_program(up_str image)
{
	image = up_str_basename(up_str_slice(image, 0, up_str_find_byte(image, '@', 0)));
	return up_str_slice(image, 0, up_str_find_byte(image, ':', 0));
}

static up_str joined_words(struct up_parse *p, const struct up_word *words, uint32_t n_words)
{
	size_t len = n_words - 1;
	for (uint32_t i = 0; i < n_words; i++)
		len += words[i].text.bytes.len;
	char *bytes = up_arena_alloc(up_parse_arena(p), len + 1), *end = bytes;
	for (uint32_t i = 0; i < n_words; i++) {
		up_str text = up_parse_written(p, &words[i]);
		if (i)
			*end++ = ' ';
		if (text.len)
			memcpy(end, text.s, text.len);
		end += text.len;
	}
	return (up_str){ bytes, len };
}

static bool emit_fact(struct emitter *emitter, up_str name, const struct up_word *words, uint32_t n_words, uint32_t n_own, up_span whole,
		      uint32_t flags)
{
	const struct up_command_names *names = emitter->names;
	if (names && names->flags_of)
		flags |= names->flags_of(names->data, name) & ~(uint32_t)(emitter->is_program ? UP_FACT_DEFINED : 0);
	for (uint32_t i = 0; i < n_words; i++)
		if (is_dynamic(&words[i]))
			flags |= UP_FACT_DYNAMIC;
	return up_emit(emitter->p, &(struct up_fact){ .kind = UP_FACT_COMMAND,
						      .flags = flags,
						      .key = name,
						      .value = emitter->is_list ? joined_words(emitter->p, words, n_words)
										: up_parse_bytes(emitter->p, whole),
						      .key_at = words[0].at,
						      .value_at = whole,
						      .words = words,
						      .n_words = n_words,
						      .targets = emitter->targets,
						      .n_targets = emitter->n_targets,
						      .image = emitter->image,
						      .n_own = n_own });
}

/* The words before the command or the text that is inside. Where that is a word in the middle (start-stop-daemon --exec PROGRAM), all are own. */
static uint32_t own_words(const struct up_command_inside *inside, uint32_t n_words)
{
	if (inside->text < inside->text_end && inside->text_end == n_words && !inside->text_skip)
		return inside->text;
	return inside->command < inside->end && inside->end == n_words ? inside->command : n_words;
}

/* The words of the command whose first one stands among the options of the wrapper, in an array of their own. */
static const struct up_word *with_program(struct emitter *emitter, const struct up_word *words, const struct up_command_inside *inside)
{
	uint32_t n = inside->end - inside->command;
	struct up_word *made = up_arena_alloc(up_parse_arena(emitter->p), (n + 1) * sizeof *made);
	made[0] = words[inside->program];
	if (inside->program_skip) {
		made[0].text = up_text_slice(&made[0].text, inside->program_skip, (uint32_t)made[0].text.bytes.len);
		made[0].at.start = up_text_at(&made[0].text, 0);
	}
	if (n)
		memcpy(made + 1, words + inside->command, n * sizeof *made);
	return made;
}

/* Goes on to the command that is inside. False: there is none. */
static bool go_inside(struct emitter *emitter, const struct up_command_inside *inside, const struct up_word **words, uint32_t *n_words,
		      up_span *whole)
{
	if (inside->command >= inside->end && !inside->program)
		return false;
	emitter->image = inside->image ? image_program((*words)[inside->image].text.bytes) : emitter->image;
	*n_words = inside->end - inside->command;
	if (inside->program) {
		*words = with_program(emitter, *words, inside);
		++*n_words;
		emitter->is_list = true;
	} else {
		*words += inside->command;
	}
	whole->start = (*words)[0].at.start;
	up_span last = (*words)[*n_words - 1].at;
	if (last.end > whole->start && (last.end < whole->end || whole->end <= whole->start))
		whole->end = last.end;
	if (whole->end <= whole->start)
		whole->end = (*words)[0].at.end;
	return true;
}

/* One command and what it wraps. Each turn goes one wrapper further in; `find` alone recurses, since it may hold several commands. */
static bool emit_command(struct emitter *emitter, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags)
{
	uint32_t own = flags;
	up_str image = image_program(words[0].text.bytes);
	bool is_elsewhere = false;
	while (n_words) {
		if (++emitter->depth > up_parse_limits(emitter->p)->depth) {
			up_note_limit(emitter->p, words[0].at.start, "commands within commands are nested too deeply", "--max-depth");
			return false;
		}
		up_str name = own & UP_FACT_IMAGE ? image : name_of(&words[0]);
		struct up_command_inside inside = look_inside(name, words, n_words);
		const struct up_command_said said = { whole, own, emitter->names, is_elsewhere };
		if (!emit_fact(emitter, name, words, n_words, own_words(&inside, n_words), whole, own) ||
		    !up_command_emit_units(emitter->p, name, words, n_words, &said))
			return false;
		up_command_emit_sql(emitter->p, name, words, n_words, own);
		if (!up_request_emit_command(emitter->p, name, words, n_words, whole))
			return false;
		/* What was said of the wrapper's name does not hold for the command behind it; the privilege does. */
		own &= ~(uint32_t)(UP_FACT_GUARDED | UP_FACT_DEFINED | UP_FACT_DYNAMIC | UP_FACT_IMAGE);
		if (up_command_listed("find gfind", name) && !emit_find(emitter, words, n_words, own))
			return false;
		if (inside.text < inside.text_end && inside.text_end <= n_words)
			embed_text(emitter, name, words, &inside, own);
		own |= inside_flags(&inside);
		is_elsewhere |= up_command_listed(
			"docker podman nerdctl docker-compose podman-compose kubectl oc lxc incus lxc-attach schroot "
			"multipass chroot arch-chroot nsenter systemd-nspawn",
			name);
		if (!go_inside(emitter, &inside, &words, &n_words, &whole))
			break;
		emitter->is_program |= !up_command_listed("time noglob nocorrect", name);
		if (inside.is_image) {
			image = image_program(words[0].text.bytes);
			own |= UP_FACT_IMAGE;
		}
	}
	return !up_parse_stopped(emitter->p);
}

bool up_command_emit_given(struct up_parse *p, const struct up_command_given *given)
{
	struct emitter emitter = { .p = p,
				   .names = given->names,
				   .targets = given->targets,
				   .n_targets = given->n_targets,
				   .is_list = given->is_list,
				   .image = given->image };
	return !given->n_words || emit_command(&emitter, given->words, given->n_words, given->whole, given->flags);
}

bool up_command_emit(struct up_parse *p, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags)
{
	return up_command_emit_given(p, &(struct up_command_given){ .words = words, .n_words = n_words, .whole = whole, .flags = flags });
}

uint32_t up_command_reads_shell(const struct up_word *words, uint32_t n_words)
{
	uint32_t reads = UP_COMMAND_READS;
	for (uint32_t turns = 0; n_words && turns < 16; turns++) {
		struct up_command_inside inside = look_inside(name_of(&words[0]), words, n_words);
		reads |= (inside.privileged ? UP_COMMAND_READS_PRIVILEGED : 0) | (inside.locked ? UP_COMMAND_READS_LOCKED : 0);
		if (inside.far)
			reads = UP_COMMAND_READS | UP_COMMAND_READS_FAR | (reads & UP_COMMAND_READS_LOCKED);
		if (inside.reads_shell)
			return reads;
		if (inside.program)
			return 0;
		if (up_command_reads_sql(name_of(&words[0]), words, n_words)) {
			struct up_command_context context = { 0 };
			up_command_sql_engine(name_of(&words[0]), &context);
			return UP_COMMAND_READS_SQL | (reads & UP_COMMAND_READS_LOCKED) |
			       (context.is_foreign ? UP_COMMAND_READS_FOREIGN : 0) | (uint32_t)context.dialect << UP_COMMAND_READS_DIALECT;
		}
		n_words = inside.end - inside.command;
		words += inside.command;
	}
	return 0;
}

bool up_command_emit_list(struct up_parse *p, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags)
{
	return up_command_emit_given(
		p, &(struct up_command_given){ .words = words, .n_words = n_words, .whole = whole, .flags = flags, .is_list = true });
}
