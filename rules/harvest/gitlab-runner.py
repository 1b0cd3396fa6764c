"""GitLab Runner: the keys of config.toml at each release (fields of the Config struct and of what it holds), the flags of its commands, and its feature flags,
which are variables: of jobs, and in [runners.feature_flags]."""

import re

from go_packages import Structs, paths
from tables import removals

SOURCES = ["gitlabhq/gitlab-runner"]
FOLDERS = ("common", "helpers", "commands", "referees", "executors", "cache")
FLAG_FILE = "helpers/featureflags/flags.go"
FLAG = re.compile(r'"(FF_\w+|DOCKER_\w+)"')
USES = {"metrics_server": "listen_address", "runners.pre_clone_script": "pre_get_sources_script", "runners.post_clone_script": "post_get_sources_script",
        "--pre-clone-script": "--pre-get-sources-script", "--post-clone-script": "--post-get-sources-script",
        "runners.kubernetes.terminationGracePeriodSeconds": ["pod_termination_grace_period_seconds", "cleanup_grace_period_seconds"],
        **{f"runners.cache.{key}": f"runners.cache.s3.{key}" for key in ("AccessKey", "SecretKey", "ServerAddress", "BucketName", "BucketLocation", "Insecure")}}


def short(version):
    return ".".join(version.split(".")[:2])


def flags_of(structs, home, prefix="", seen=()):
    """Flags of a command: `long` of each field, below `namespace` of the structs that it stands in."""
    found = set()
    for name, type_name, tags, _ in structs.fields.get(home, ()):
        inner = structs.resolve(home[0], type_name)
        if "long" in tags:
            found.add(prefix + tags["long"].partition(",")[0])
        if inner and inner not in seen:
            below = prefix + tags["namespace"] + "-" if tags.get("namespace") else prefix
            if tags.get("namespace") or not name:
                found |= flags_of(structs, inner, below, seen + (inner,))
    return found


def rows(source):
    versions = source.versions(r"v(\d+\.\d+)\.0", "10.0")
    keys, flags, features = [], [], []
    for version, tag in versions:
        structs = Structs(source, tag, FOLDERS)
        keys.append((short(version), set(paths(structs, ("common", "Config"), untagged=True))))
        flags.append((short(version), flags_of(structs, ("commands", "RegisterCommand"))))
        features.append((short(version), set(FLAG.findall(source.read(tag, FLAG_FILE) or "")) | (features[-1][1] if features and not source.read(tag, FLAG_FILE) else set())))
    out = []
    gone = removals(keys)
    for path, (since, removed) in sorted(gone.items()):
        if path[:-1] in gone and gone[path[:-1]][1] == removed or not any(len(other) == len(path) and other[:-1] == path[:-1] for other in keys[-1][1]):
            continue  # its table went, or is read by a type of another module
        *home, key = path
        place = "/".join(part + ("/*" if part == "runners" and len(home) > 1 else "/[]" if part == "runners" else "") for part in home)
        out.append({"key": key, "id": ".".join(path), "title": ".".join(path), "in": place, "since": since, "removed": removed, "use": USES.get(".".join(path)), "source": "code"})
    for flag, (since, removed) in sorted(removals(flags).items()):
        out.append({"key": flag, "id": f"--{flag}", "title": f"--{flag}", "carrier": "flag", "since": since, "removed": removed, "use": USES.get(f"--{flag}"), "unknown_key": "refuse", "source": "code"})
    for name, (since, removed) in sorted(removals(features).items()):
        out.append({"key": name, "carrier": "variable", "since": since, "removed": removed, "source": "features"})
    return out
