/* Commands that run others in containers: what stands behind an image or a pod. */
#include "common/command-private.h"

/* `--entrypoint PROGRAM` or `--entrypoint=PROGRAM` among the options. */
static void find_option(const struct up_word *words, uint32_t first, uint32_t end, const char *option, struct up_command_inside *ret)
{
	up_str name = up_str_from(option);
	for (uint32_t k = first; k < end; k++) {
		up_str text = words[k].text.bytes;
		if (up_str_eq(text, name) && k + 1 < end) {
			ret->program = k + 1;
			ret->program_skip = 0;
		} else if (up_str_starts(text, name) && text.len > name.len && text.s[name.len] == '=') {
			ret->program = k;
			ret->program_skip = (uint32_t)name.len + 1;
		}
	}
	/* An empty one takes the entry point away. */
	if (ret->program && (words[ret->program].text.bytes.len == ret->program_skip || words[ret->program].flags & UP_WORD_DYNAMIC))
		ret->program = 0;
}

static bool begins_with_option(const struct up_word *words, uint32_t n_words, uint32_t i)
{
	return i < n_words && up_str_starts(words[i].text.bytes, UP_STR("-"));
}

/* `IMAGE CMD`, `IMAGE --flag`: what is behind an image are arguments of its own program, unless another one is named. */
static void look_image(const struct up_word *words, uint32_t n_words, uint32_t first, uint32_t i, struct up_command_inside *ret)
{
	find_option(words, first, i, "--entrypoint", ret);
	ret->command = i + 1;
	if (ret->program)
		return;
	bool is_dynamic = words[i].flags & UP_WORD_DYNAMIC;
	if (begins_with_option(words, n_words, i + 1)) {
		ret->command = is_dynamic ? n_words : i;
		ret->is_image = !is_dynamic;
	} else if (!is_dynamic) {
		ret->image = i;
	}
}

/* `docker service create [OPTIONS] IMAGE [CMD]` */
static void look_service_create(const struct up_word *words, uint32_t n_words, uint32_t first, struct up_command_inside *ret)
{
	const struct up_command_wrapper options = {
		.shorts = "eluwp",
		.longs = "cap-add cap-drop config constraint container-label credential-spec dns dns-option dns-search endpoint-mode "
			 "entrypoint env env-file generic-resource group health-cmd health-interval health-retries health-start-interval "
			 "health-start-period health-timeout host hostname isolation label limit-cpu limit-memory limit-pids log-driver "
			 "log-opt max-concurrent mode mount name network placement-pref publish replicas replicas-max-per-node "
			 "reserve-cpu reserve-memory restart-condition restart-delay restart-max-attempts restart-window rollback-delay "
			 "rollback-failure-action rollback-max-failure-ratio rollback-monitor rollback-order rollback-parallelism secret "
			 "stop-grace-period stop-signal sysctl ulimit update-delay update-failure-action update-max-failure-ratio "
			 "update-monitor update-order update-parallelism user workdir"
	};
	bool bare;
	uint32_t i = up_command_skip_options(&options, words, n_words, first, &bare);
	if (i < n_words)
		look_image(words, n_words, first, i, ret);
}

/* `docker exec CONTAINER CMD`, `docker run IMAGE CMD`, `docker compose exec SERVICE CMD`, and podman and their kin. */
void up_command_look_docker(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	const struct up_command_wrapper outer = { .shorts = "HlcfpD",
						  .longs = "host log-level config context file project-name project-directory profile "
							   "env-file ansi namespace root runroot storage-driver" };
	const struct up_command_wrapper inner = {
		.shorts = "aceumhlpvw",
		.longs =
			"add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-count cpu-period "
			"cpu-quota cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule dns dns-option dns-search "
			"domainname entrypoint env env-file expose gpus group-add health-cmd health-interval health-retries "
			"health-timeout health-start-period hostname ip ip6 ipc isolation label label-file link log-driver log-opt "
			"mac-address memory memory-reservation memory-swap mount name network network-alias net oom-score-adj pid "
			"pids-limit platform pod publish pull restart runtime security-opt shm-size stop-signal stop-timeout "
			"storage-opt sysctl tmpfs ulimit user userns uts volume volumes-from workdir secret arch authfile index"
	};
	bool bare;
	uint32_t i = up_command_skip_options(&outer, words, n_words, 1, &bare);
	bool is_compose = up_str_ends(words[0].text.bytes, UP_STR("-compose"));
	while (i < n_words && up_command_listed("compose container stack", words[i].text.bytes)) {
		is_compose |= up_str_eq(words[i].text.bytes, UP_STR("compose"));
		i = up_command_skip_options(&outer, words, n_words, i + 1, &bare);
	}
	if (i + 1 < n_words && up_str_eq(words[i].text.bytes, UP_STR("service")) && up_str_eq(words[i + 1].text.bytes, UP_STR("create"))) {
		look_service_create(words, n_words, i + 2, ret);
		return;
	}
	if (i >= n_words || !up_command_listed("exec run create", words[i].text.bytes))
		return;
	bool takes_image = !is_compose && !up_str_eq(words[i].text.bytes, UP_STR("exec"));
	uint32_t first = i + 1;
	i = up_command_skip_options(&inner, words, n_words, first, &bare);
	if (i >= n_words)
		return;
	if (takes_image)
		look_image(words, n_words, first, i, ret);
	else if (!begins_with_option(words, n_words, i + 1))
		ret->command = i + 1;
}

/* `kubectl run NAME --image=IMAGE -- CMD`: without --command what follows are arguments of the image. */
static void look_kubectl_run(const struct up_word *words, uint32_t n_words, uint32_t dashes, struct up_command_inside *ret)
{
	ret->command = dashes + 1;
	for (uint32_t i = 1; i < dashes; i++)
		if (up_str_eq(words[i].text.bytes, UP_STR("--command")) || up_str_eq(words[i].text.bytes, UP_STR("--command=true")))
			return;
	struct up_command_inside image = { 0 };
	find_option(words, 1, dashes, "--image", &image);
	if (!image.program)
		return;
	if (begins_with_option(words, n_words, dashes + 1)) {
		ret->program = image.program;
		ret->program_skip = image.program_skip;
		ret->is_image = true;
	}
}

/* `kubectl exec POD -- CMD`; without `--` the command follows the pod. */
void up_command_look_kubectl(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret)
{
	const struct up_command_wrapper options = { .shorts = "ncfsv",
						    .longs = "namespace container filename context cluster kubeconfig server user token "
							     "as as-group image request-timeout pod-running-timeout target profile" };
	bool bare, exec = false, run = false;
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		exec |= up_command_listed("exec debug run rsh", word);
		run |= up_str_eq(word, UP_STR("run"));
		if (exec && up_str_eq(word, UP_STR("--"))) {
			ret->command = i + 1;
			if (run)
				look_kubectl_run(words, n_words, i, ret);
			return;
		}
	}
	uint32_t i = up_command_skip_options(&options, words, n_words, 1, &bare);
	if (i >= n_words || !up_command_listed("exec rsh", words[i].text.bytes))
		return;
	i = up_command_skip_options(&options, words, n_words, i + 1, &bare);
	if (i < n_words)
		ret->command = up_command_skip_options(&options, words, n_words, i + 1, &bare);
}
