/* What a source is, as far as it says how often something runs: by its name, and a few words where a name says too little. */
#include "base/glob.h"
#include "core/upgrade-script.h"
#include "match/deploy.h"

enum {
	HEAD_BYTES = 64 * 1024,
};

/* Names by glob; the first that fits. */
static const struct {
	const char *glob;
	enum up_deploy_form form;
} names[] = {
	{ "**/{Dockerfile,Dockerfile.*,*.Dockerfile,*.dockerfile,Containerfile,Containerfile.*}", UP_DEPLOY_DOCKERFILE },
	{ "**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}", UP_DEPLOY_GITHUB },
	{ "**/{{,*}.gitlab-ci*.{yml,yaml},.gitlab/ci/**}", UP_DEPLOY_GITLAB },
	{ "**/{.circleci/**.yml,azure-pipelines*.{yml,yaml},.azure*/**.{yml,yaml},.pipelines/"
	  "**.{yml,yaml},bitbucket-pipelines.yml,.travis.yml}",
	  UP_DEPLOY_CI },
	{ "**/{.drone.{yml,yaml},.woodpecker.{yml,yaml},.woodpecker/"
	  "**.{yml,yaml},Jenkinsfile,Jenkinsfile.*,cloudbuild*.{yml,yaml},buildspec*.{yml,yaml}}",
	  UP_DEPLOY_CI },
	{ "**/package.json", UP_DEPLOY_NPM },
	{ "**/{Makefile,makefile,GNUmakefile}", UP_DEPLOY_MAKE },
	{ "**/*.{service,timer}", UP_DEPLOY_UNIT },
	{ "**/{crontab,crontab.*,*.cron,*.crontab,cron.d/*,crontabs/*}", UP_DEPLOY_CRON },
	{ "**/{Procfile,Procfile.*}", UP_DEPLOY_PROCFILE },
	{ "**/fly{,.*}.toml", UP_DEPLOY_FLY },
	{ "**/*.nomad{,.hcl}", UP_DEPLOY_NOMAD },
	{ "**/render.{yaml,yml}", UP_DEPLOY_RENDER },
	{ "**/railway.{json,toml}", UP_DEPLOY_RAILWAY },
	{ "**/app.json", UP_DEPLOY_HEROKU },
	{ "**/{ecosystem*.{js,cjs,json},pm2*.{js,json,yml,yaml},process*.{json,yml,yaml}}", UP_DEPLOY_PM2 },
	{ "**/values{,[-_.]*}.{yaml,yml}", UP_DEPLOY_VALUES },
};

/* By words that stand in the first bytes of a name's kind. */
static const struct {
	const char *endings, *words[2];
	enum up_deploy_form form;
} contents[] = {
	{ "yml yaml", { "services:", NULL }, UP_DEPLOY_COMPOSE },
	{ "yml yaml json tpl", { "apiVersion", "kind" }, UP_DEPLOY_MANIFEST },
	{ "json yml yaml", { "ontainerDefinitions", NULL }, UP_DEPLOY_ECS },
	{ "json", { "desiredCount", "taskDefinition" }, UP_DEPLOY_ECS },
	{ "hcl", { "job \"", "group \"" }, UP_DEPLOY_NOMAD },
	{ "conf ini", { "[program:", NULL }, UP_DEPLOY_SUPERVISOR },
};

static up_str ending_of(up_str name)
{
	up_str base = up_str_basename(name);
	size_t dot = base.len;
	while (dot && base.s[dot - 1] != '.')
		dot--;
	return dot ? up_str_slice(base, dot, base.len) : UP_STR("");
}

static enum up_deploy_form by_content(const struct up_source *source, up_str below)
{
	up_str ending = ending_of(below), head = up_str_slice(source->bytes, 0, HEAD_BYTES);
	if (!ending.len)
		return UP_DEPLOY_NONE;
	bool is_compose = up_str_contains(below, UP_STR("compose")) || up_str_contains(below, UP_STR("stack"));
	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
		char word[8];
		if (ending.len >= sizeof word || (contents[i].form == UP_DEPLOY_COMPOSE && !is_compose))
			continue;
		bool fits = up_str_is_listed(ending, contents[i].endings) && up_str_contains(head, up_str_from(contents[i].words[0]));
		if (fits && (!contents[i].words[1] || up_str_contains(head, up_str_from(contents[i].words[1]))))
			return contents[i].form;
	}
	return UP_DEPLOY_NONE;
}

enum up_deploy_form up_deploy_form_of(const struct up_source *source, up_str below)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		up_str glob = up_str_from(names[i].glob);
		if (up_str_contains(below, up_glob_literal(glob)) && up_glob_match(glob, below))
			return names[i].form;
	}
	enum up_deploy_form form = by_content(source, below);
	if (form != UP_DEPLOY_NONE)
		return form;
	if (up_upgrade_script(source->name, source->bytes) == UP_UPGRADE_TASKS)
		return UP_DEPLOY_PLAYBOOK;
	up_str ending = ending_of(below);
	bool is_script = up_str_is_listed(ending, "sh bash ksh zsh") ||
			 (up_str_starts(source->bytes, UP_STR("#!")) &&
			  up_str_contains(up_str_slice(source->bytes, 0, up_str_find_byte(source->bytes, '\n', 0)), UP_STR("sh")));
	return is_script ? UP_DEPLOY_SCRIPT : UP_DEPLOY_NONE;
}

/* A folder of this name anywhere in the path. */
static bool has_folder(up_str path, const char *list)
{
	for (size_t start = 0;;) {
		size_t end = up_str_find_byte(path, '/', start);
		if (end == SIZE_MAX)
			return false;
		if (up_str_is_listed(up_str_slice(path, start, end), list))
			return true;
		start = end + 1;
	}
}

bool up_deploy_is_aside(up_str below)
{
	static const char folders[] = "test tests spec specs __tests__ testing testdata fixtures docs doc documentation example examples "
				      "samples node_modules vendor third_party site-packages dist-packages .venv venv .git e2e";
	static const char endings[] = "md mdx rst txt adoc html htm css scss less svg po pot c h cc cpp hpp cxx S s dts dtsi lock map sum "
				      "log csv tsv patch diff ipynb tex 1 3 5 7 8 in am m4";
	up_str base = up_str_basename(below), ending = ending_of(below);
	if (has_folder(below, folders) || (ending.len && up_str_is_listed(ending, endings)))
		return true;
	return up_str_starts(base, UP_STR("test_")) || up_str_starts(base, UP_STR("test.")) || up_str_starts(base, UP_STR("test-")) ||
	       up_str_contains(base, UP_STR("_test.")) || up_str_contains(base, UP_STR(".test.")) ||
	       up_str_contains(base, UP_STR(".spec.")) || up_str_contains(base, UP_STR("_spec.")) ||
	       up_str_contains(base, UP_STR("Tests.")) || up_str_contains(base, UP_STR("Test.")) || up_str_ends(base, UP_STR(".min.js"));
}
