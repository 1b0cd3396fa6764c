/* Runners of migrations, as far as more than one room speaks of them: what their pages say, and what sources say of who runs them and how often. A matcher
 * tells the latter at the end of each source, as facts FORM with the keys below; they go to the ledger, and estate/runners.c joins them.
 *
 *   path    the object in the source that it is said of: "Deployment/web", a service of Compose, a target of make; empty: the source as a whole
 *   value   as the comment beside the key says, words with a blank between
 *   words   the line, for reports
 *   flags   those of the command */
#pragma once

#include "base/arena.h"

#define UP_DEPLOY_MIGRATES "deploy-migrates"       /* SIGN COMMAND…: it runs a runner */
#define UP_DEPLOY_LOCKED "deploy-locked"           /* SIGN: here a lock is taken round it */
#define UP_DEPLOY_LOCK_OFF "deploy-lock-off"       /* SIGN TEXT…: its lock is switched off */
#define UP_DEPLOY_LOCK_BROKEN "deploy-lock-broken" /* SIGN TEXT…: its lock does not hold */
#define UP_DEPLOY_VERSION "deploy-version"         /* SIGN VERSION: the tree uses this version of it */
#define UP_DEPLOY_RUNS                                                                                                                     \
	"deploy-runs" /* file NAME, npm SCRIPT, make TARGET, build FOLDER, image NAME, container NAME: what the object runs */
#define UP_DEPLOY_SHAPE "deploy-shape"     /* CLASS PHRASE…: how often the object runs */
#define UP_DEPLOY_SCALES "deploy-scales"   /* CLASS OBJECT PHRASE…: another object runs as often as this says */
#define UP_DEPLOY_ALLOWED "deploy-allowed" /* RULE REASON…: a comment allows findings of the rule on this line */

/* How often an object runs at a time; the later, the worse. */
enum up_deploy_class {
	UP_DEPLOY_ONCE,    /* a step of its own: once for each release */
	UP_DEPLOY_ONE,     /* one, and the next one starts when it is gone */
	UP_DEPLOY_UNSEEN,  /* as often as somebody starts it; who does was not seen */
	UP_DEPLOY_START,   /* with every instance of the program; how many there are was not seen */
	UP_DEPLOY_OVERLAP, /* one, but the next one starts beside it; or whoever starts it may do so twice */
	UP_DEPLOY_MANY,    /* several at once */
	_UP_DEPLOY_CLASS_MAX,
};
extern const char *const up_deploy_classes[_UP_DEPLOY_CLASS_MAX]; /* "once", … */

enum up_runner_lock {
	UP_RUNNER_LOCK_NONE, /* it has none */
	UP_RUNNER_LOCK_OFF,  /* only where it is asked for */
	UP_RUNNER_LOCK_ON,
};

/* What something in a source says of a runner. */
enum up_sign_role {
	UP_SIGN_RUNS,
	UP_SIGN_LOCKED_BY,
	UP_SIGN_LOCK_OFF,
	UP_SIGN_LOCK_BROKEN,
	UP_SIGN_VERSION,
};

struct up_runner {
	up_str id, title, since; /* since: the version from which on it locks; else empty */
	enum up_runner_lock lock;
};

struct up_sign {
	uint32_t runner; /* its index */
	enum up_sign_role role;
	bool is_command; /* of a command, which runs where it stands */
	bool is_shared;  /* says nothing of the runner itself */
	up_str detail;   /* a clause; may be empty */
};

/* Of all rules of a run. Signs are numbered as the matcher numbers them. */
struct up_runners {
	const struct up_runner *list;
	size_t n;
	const struct up_sign *signs;
	size_t n_signs;
};
