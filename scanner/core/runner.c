#include "core/runner.h"

const char *const up_deploy_classes[_UP_DEPLOY_CLASS_MAX] = { "once", "one", "unseen", "start", "overlap", "many" };
