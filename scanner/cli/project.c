/* Finding and reading .uplint.yaml. */
#include "cli/project.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"
#include "base/suggest.h"

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool complain(const char *path, const char *why)
{
	up_say("%s: %s", path, why);
	return false;
}

static bool read_open(int fd, const char *path, struct up_buf *text)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return complain(path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return complain(path, S_ISDIR(st.st_mode) ? strerror(EISDIR) : "not a regular file");
	ssize_t n = 0;
	while (text->len <= UP_LIMIT_RULE_FILE_BYTES && (n = read(fd, up_buf_reserve(text, 16384), 16384)) > 0)
		text->len += (size_t)n;
	if (n < 0)
		return complain(path, strerror(errno));
	return text->len <= UP_LIMIT_RULE_FILE_BYTES || complain(path, "larger than 4 MiB");
}

/* A link of a scanned tree could lead to any file, whose words would then stand in messages: it is not followed. */
static bool read_text(const char *path, bool is_asked, struct up_buf *text, bool *ret_found)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (is_asked ? 0 : O_NOFOLLOW));
	*ret_found = fd >= 0;
	if (fd < 0 && !is_asked && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (fd < 0 && !is_asked && errno == ELOOP)
		return complain(path, "a symbolic link is not followed here; name its target with --config FILE, or say --no-config");
	if (fd < 0)
		return complain(path, strerror(errno));
	bool fine = read_open(fd, path, text);
	close(fd);
	return fine;
}

bool up_project_read(const struct up_options *options, struct up_config **ret_config)
{
	if (options->no_config)
		return true;
	struct up_buf text = { 0 }, path = { 0 }, faults = { 0 };
	const char *root = options->project ? options->project : options->operands[0];
	bool of_root = !options->config && is_folder(root), found = false;
	if (options->config)
		up_buf_add_s(&path, options->config);
	else
		up_buf_printf(&path, "%s%s.uplint.yaml", of_root ? root : "",
			      of_root && !up_str_ends(up_str_from(root), UP_STR("/")) ? "/" : "");
	bool fine = read_text(path.bytes, options->config, &text, &found);
	if (fine && found) {
		*ret_config = up_config_read(up_buf_str(&path), up_buf_str(&text), &faults);
		fine = *ret_config != NULL;
		if (fine)
			(*ret_config)->is_of_root = of_root;
		else
			up_say_lines(up_buf_str(&faults));
	}
	up_buf_finish(&text);
	up_buf_finish(&path);
	up_buf_finish(&faults);
	return fine;
}

bool up_project_check(const struct up_config *config, const struct up_rules *rules)
{
	bool fine = true;
	for (size_t i = 0; config && i < config->n_products; i++) {
		const struct up_config_product *product = &config->products[i];
		struct up_ownership nobody = { 0 };
		if (up_rules_own_as(rules, product->product, &nobody))
			continue;
		struct up_suggest suggest;
		struct up_buf near = { 0 };
		up_suggest_init(&suggest, product->product);
		up_rules_suggest_product(rules, &suggest);
		up_suggest_write(&suggest, &near);
		up_say("%.*s: there is no product '%.*s'%.*s", UP_FMT(product->place), UP_FMT(product->product), UP_FMT(up_buf_str(&near)));
		up_buf_finish(&near);
		fine = false;
	}
	return fine;
}
