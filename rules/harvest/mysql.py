"""MySQL: the table of system variables that MySQL Shell's upgrade checker has: introduced, deprecated, removed, replaced, defaults and allowed values."""

import json
import re

SOURCES = ["mysql/mysql-shell"]

SECTIONS = ["mysqld", "mysqld-*", "mysqld[0-9]*", "server"]
SAME_AS_NOT_SET = {"null", "''", "empty", "empty string", "none"}
NONE_IS_A_VALUE = {"innodb_change_buffering"}
# What the table gets wrong, by the manual.
WRONG = {
    "myisam_repair_threads": {"removal": None},  # it is there, and takes only 1 without a warning
    "log_slave_updates": {"replacement": "log_replica_updates"},
    "log_syslog_facility": {"replacement": "syseventlog.facility"},
}
# Values of a whole list: whether a list is allowed is told of its items, not of a value.
LISTS = {"sql_mode", "optimizer_switch"}


def of_platform(by_platform):
    """What holds on Linux of 64 bits, or None."""
    for platform in ("all", "linux", "unix"):
        for kind in ("default", "allowed", "forbidden"):
            if kind in by_platform.get(platform, {}):
                return {kind: values.get("all", values.get("64")) for kind, values in by_platform[platform].items()}
    return {}


OF_PLUGINS = re.compile(r"audit_log|authentication_|clone_|component_|firewall_|group_replication_|keyring_|ndb|rpl_semi_sync|telemetry\.|thread_pool_|validate_password")


def plain(default, name=None):
    """`31536000 (1 Year)` is 31536000; a formula stays as it is."""
    if default is None:
        return None
    text = str(default)
    match = re.fullmatch(r"(\S+) \([^()]*\)", text)
    text = match.group(1) if match and not text.startswith("(") else re.sub(r" \(Bytes\)$", "", text)
    return "" if text.lower() in SAME_AS_NOT_SET and name not in NONE_IS_A_VALUE else text


# The first release of each line that was meant for use. What changed in the milestones before it changed with the line.
GENERAL = {"5.5": 8, "5.6": 10, "5.7": 9, "8.0": 11}


def told_version(version):
    line, _, patch = version.rpartition(".")
    return line if int(patch or 0) <= GENERAL.get(line, 0) else version


def default_rows(variable, name):
    """One row for each line or release that changed the default; what a line changed and changed back is none."""
    history = list(default_history(variable, name))
    for i, (version, was, now) in enumerate(history):
        if i and history[i - 1][0] == version:
            continue
        last = [later for later in history if later[0] == version][-1][2]
        if was.lower() != last.lower():
            yield {"key": name, "id": f"{name}-default-{version}", "changed": version, "default": [was, last]}

USE = {"expire_logs_days": "binlog_expire_logs_seconds", "log_warnings": "log_error_verbosity", "storage_engine": "default_storage_engine",
       "master_verify_checksum": "source_verify_checksum", "innodb_log_file_size": "innodb_redo_log_capacity", "innodb_log_files_in_group": "innodb_redo_log_capacity"}


def default_history(variable, name):
    known = plain(of_platform(variable.get("initial", {})).get("default"), name)
    for change in variable.get("changes", []):
        now = plain(of_platform({platform: value for platform, value in change.items() if platform != "version"}).get("default"), name)
        if now is None or now == "configuration-dependent default":
            continue
        if known is not None and known.lower() != now.lower() and len(now) < 200:
            yield told_version(change["version"]), known, now
        known = now


def value_rows(variable, name):
    """Values that a release no longer takes. Lists that only grew give none."""
    if name in LISTS or name.startswith("keyring_"):
        return
    known = of_platform(variable.get("initial", {})).get("allowed")
    for change in variable.get("changes", []):
        now = of_platform({platform: value for platform, value in change.items() if platform != "version"})
        gone = list(now.get("forbidden", []))
        if known and now.get("allowed"):
            gone += [value for value in known if value and value not in now["allowed"]]
        for value in gone:
            yield {"key": name, "id": f"{name}-{value.lower() or 'empty'}", "value": str(value), "removed": change["version"]}
        known = now.get("allowed", known)


def use_of(name):
    """What takes over where the table does not say it: of semi-synchronous replication the words alone changed."""
    return re.sub("slave", "replica", name.replace("master", "source")) if name.startswith(("rpl_semi_sync_master", "rpl_semi_sync_slave")) else USE.get(name)


def rows(shell):
    version, tag = shell.versions(r"(9\.\d+\.\d+)")[-1]
    table = json.loads(shell.read(tag, "res/upgrade_checker/sysvars.json"))
    found, seen = [], set()
    for variable in table:
        name = variable["name"].replace("-", "_")
        if name in seen:  # two are there twice
            continue
        seen.add(name)
        variable = variable | WRONG.get(name, {})
        common = {"in": SECTIONS, "carrier": "both", "source": "checker"}
        life = {"key": name, "since": variable.get("version"), "removed": variable.get("removal"), "use": variable.get("replacement") or use_of(name)}
        if life["use"] and variable.get("deprecation") and not name.startswith("tx_") and re.search("slave", name):
            life["renamed"] = variable["deprecation"]
        else:
            life["deprecated"] = variable.get("deprecation")
        if variable.get("deprecation") or variable.get("removal"):
            found.append(life | common)
        # A variable that is gone has no default any more, and nobody waits for what is said of one that never left.
        # Who has no such plug-in sets none of its variables, and is not told of their defaults.
        defaults = () if OF_PLUGINS.match(name) else default_rows(variable, name)
        found += [row | common for row in (*defaults, *value_rows(variable, name))]
    # What goes in the line in which its default changed is not missed for its default.
    gone = {row["key"]: row["removed"] for row in found if row.get("removed") and "value" not in row}
    return [row for row in found if "default" not in row or line(gone.get(row["key"])) != line(row["changed"])]


def line(version):
    return version and tuple(version.split(".")[:2])
