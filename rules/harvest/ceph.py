"""Ceph: the table of its options at each stable release, src/common/config_opts.h up to 11.2 (names alone), src/common/options.cc up to 16.2 and
src/common/options/*.yaml.in from 17.2 on, with their levels, defaults and what they say of themselves. Options of developers' tests do not count."""

import re

import yaml
from changes import same
from sources import version_key
from tables import call_arguments, line_of, removals

SOURCES = ["ceph/ceph"]
CODE = "src/common/options.cc"
TABLES = "src/common/options"
NAMES = re.compile(r"^(?:OPTION|SAFE_OPTION|SUBSYS_OPTION)\((\w+),", re.M)
OPTION = re.compile(r'\bOption\("(\w+)",\s*Option::TYPE_\w+,\s*Option::LEVEL_(\w+)\)')
CALL = re.compile(r"\.(set_default|set_daemon_default|set_description|set_long_description)\s*\(")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
TIMES = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "min": 60, "hr": 3600, "day": 86400}
# What a test of the sources, or nobody but a developer, sets.
INTERNAL = re.compile(r"^(crimson|seastore)_|_(inject|debug)_|^(inject|debug|mds_inject|ms_inject|heartbeat_inject)_|_(inject|test|dump)_[a-z_]+$|_debug$|_for_testing|^filestore_debug|^objectstore_debug")
SUCCESSOR = re.compile(r"[Uu]se ``?(\w+)``? instead|The (\w+)(?: option)? should be used instead")
# Options of the shell of CephFS, once in the table of all.
SHELL = {"allow_ansi", "colors", "continuation_prompt", "echo", "editor", "feedback_to_output", "max_completion_items", "prompt", "quiet", "timing"}
# Left the table, and is still read by the scripts that start daemons.
STAYS = {"max_open_files"}
# Of the many defaults that change, those that change what a cluster does; others are tuned from release to release, and nobody is to pin them.
WEIGHTY = {
    "bluefs_buffered_io", "bluestore_allocator", "bluestore_min_alloc_size_hdd", "bluestore_min_alloc_size_ssd", "cephx_cluster_require_version",
    "cephx_service_require_version", "mon_osd_initial_require_min_compat_client", "osd_client_message_cap", "osd_max_scrubs", "osd_mclock_profile",
    "osd_objectstore", "osd_op_num_shards_hdd", "osd_op_num_threads_per_shard_hdd", "osd_op_queue", "osd_op_queue_cut_off",
    "osd_pool_default_erasure_code_profile", "osd_pool_default_pg_autoscale_mode", "osd_pool_default_pg_num", "osd_scrub_load_threshold", "rgw_frontends",
    "rgw_max_listing_results", "rgw_ops_log_rados",
}
# What takes the place, where the release notes, or the names in the next table, say it.
USES = {
    "auth_supported": ["auth_cluster_required", "auth_service_required", "auth_client_required"],
    "mds_cache_size": "mds_cache_memory_limit",
    "mds_max_ratio_caps_per_client": "mds_max_caps_per_client",
    "mds_max_retries_on_remount_failure": "client_max_retries_on_remount_failure",
    "mon_cluster_log_file_level": "mon_cluster_log_level",
    "mon_cluster_log_to_syslog_level": "mon_cluster_log_level",
    "mgr_modules": "mgr_initial_modules",
    "mon_osd_max_op_age": "mon_osd_warn_op_age",
    "mon_osd_pool_ec_fast_read": "osd_pool_default_ec_fast_read",
    "mon_pg_warn_max_per_osd": "mon_max_pg_per_osd",
    "mon_warn_not_deep_scrubbed": "mon_warn_pg_not_deep_scrubbed_ratio",
    "mon_warn_not_scrubbed": "mon_warn_pg_not_scrubbed_ratio",
    "ms_async_max_op_threads": "ms_async_op_threads",
    "osd_calc_pg_upmaps_max_stddev": "mgr/balancer/upmap_max_deviation",
    "osd_mclock_max_capacity_iops": ["osd_mclock_max_capacity_iops_hdd", "osd_mclock_max_capacity_iops_ssd"],
    "osd_pool_default_crush_replicated_ruleset": "osd_pool_default_crush_rule",
    "osd_pool_erasure_code_stripe_width": "osd_pool_erasure_code_stripe_unit",
    "osd_mon_report_interval_min": "osd_mon_report_interval",
    "rbd_rwl_enabled": "rbd_persistent_cache_mode",
    "rbd_rwl_path": "rbd_persistent_cache_path",
    "rbd_rwl_size": "rbd_persistent_cache_size",
}
NOTES = {
    "mds_cache_size": "the limit is in bytes of memory, no longer in inodes",
    "mds_max_file_size": "it is set for each file system: ceph fs set NAME max_file_size",
    "mds_session_autoclose": "it is set for each file system: ceph fs set NAME session_autoclose",
    "mds_session_timeout": "it is set for each file system: ceph fs set NAME session_timeout",
    "mds_standby_replay": "ceph fs set NAME allow_standby_replay true takes its place",
    "mon_warn_not_deep_scrubbed": "a share of the interval, no longer seconds",
    "mon_warn_not_scrubbed": "a share of the interval, no longer seconds",
    "rgw_host": "host and port are words of rgw_frontends",
    "rgw_port": "host and port are words of rgw_frontends",
}


def number(text):
    """4_M and 60*60 as numbers, else None."""
    product = 1.0
    for factor in str(text).split("*"):
        match = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)(?:[uUlLf]*)(?:_(\w+))?\s*", factor)
        if not match or match.group(2) and match.group(2) not in TIMES:
            return None
        product *= float(match.group(1)) * TIMES.get(match.group(2), 1)
    return product


def plain(value):
    """A default as text: numbers written out, None where it is an expression."""
    if value is None:
        return None
    text = str(value).strip()
    if isinstance(value, bool):
        return str(value).lower()
    found = number(text)
    if found is not None:
        return f"{found:.10g}" if found != int(found) else str(int(found))
    return text


def literal(text):
    """A default of C++: a literal as text, None where it is an expression."""
    if re.fullmatch(r'\s*(?:"(?:[^"\\]|\\.)*"\s*)+', text):
        return "".join(TEXT.findall(text))
    return plain(text) if text in ("true", "false") or number(text) is not None else None


def options_of_code(text):
    """{name: {level, default, daemon, about}} of options.cc."""
    text = re.sub(r"^\s*//.*$", "", text, flags=re.M)
    starts = list(OPTION.finditer(text))
    found = {}
    for match, behind in zip(starts, [start.start() for start in starts[1:]] + [len(text)]):
        body = text[match.end() : behind]
        facts = found.setdefault(match.group(1), {"level": match.group(2).lower(), "default": None, "daemon": None, "about": ""})
        for call in CALL.finditer(body):
            arguments = call_arguments(body[call.end() :])
            if call.group(1) == "set_default" and arguments:
                facts["default"] = literal(arguments[0])
            elif call.group(1) == "set_daemon_default" and arguments:
                facts["daemon"] = literal(arguments[0])
            elif arguments:
                facts["about"] += " " + "".join(TEXT.findall(arguments[0]))
    return found


def options_of_yaml(text):
    loaded = yaml.load(re.sub(r"@(\w+)@", r"\1", text), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    found = {}
    for option in loaded.get("options") or []:
        about = " ".join(str(option.get(part) or "") for part in ("desc", "long_desc", "fmt_desc", "note"))
        found[option["name"]] = {"level": option.get("level", ""), "default": plain(option.get("default")), "daemon": plain(option.get("daemon_default")), "about": about}
    return found


def table_of(source, ref):
    found = {}
    for path, text in source.read_all(ref, [path for path in source.files(ref, TABLES) if path.endswith(".yaml.in")]):
        found.update(options_of_yaml(text))
    code = source.read(ref, CODE)
    if code and not found:
        found = options_of_code(code)
    if len(found) < 500:
        names = NAMES.findall(source.read(ref, "src/common/config_opts.h") or "")
        found = {name: {"level": "", "default": None, "daemon": None, "about": ""} for name in names}
    return found


def is_old(facts):
    return re.search(r"(?i)^\W*\(?(deprecated|obsolete)\b|\(deprecated\)|Obsolete config option|This parameter is DEPRECATED", facts["about"].strip())


def named(versions):
    """{release: as rows say it}: the first one at hand of a line is the line."""
    first = {}
    for version in versions:
        first.setdefault(line_of(version), version)
    return {version: line_of(version) if first[line_of(version)] == version else version for version in versions}


def has_default(facts):
    return facts is not None and facts["default"] is not None


def is_same(was, now):
    flags = {"0": "false", "1": "true"}
    one, other = ([flags.get(text, text) if {was, now} & {"true", "false"} else text] for text in (was, now))
    return same(one[0], other[0]) or sorted(re.split(r"[\s,]+", was)) == sorted(re.split(r"[\s,]+", now))


def default_changes(tables):
    """(key, release, was, now) from the last release of a line to the last of the next, so that what went to and fro in between does not count. The release is
    the first of its line that has the new default."""
    lines = {}
    for version, table in tables:
        lines.setdefault(line_of(version), []).append((version, table))
    ends = list(lines.items())
    for (_, before), (_, after) in zip(ends, ends[1:]):
        old, new = before[-1][1], after[-1][1]
        for key in sorted(set(old) & set(new)):
            was, now = old[key], new[key]
            if not (key in WEIGHTY and has_default(was) and has_default(now)):
                continue
            if was["daemon"] == now["daemon"] and not is_same(was["default"], now["default"]):
                first = next(version for version, table in after if table.get(key, {}).get("default") == now["default"])
                yield key, first, was["default"], now["default"]


def successor(key, last):
    if key in USES:
        return USES[key]
    other = key.replace("blacklist", "blocklist")
    return other if other != key and other in last else None


def rows(source):
    tables = [(version, table_of(source, ref)) for version, ref in source.versions(r"v(\d+)\.(2)\.(\d+)", "10.2.0")]
    tables = [(version, table) for version, table in tables if len(table) > 500]
    name = named([version for version, _ in tables])
    last = tables[-1][1]
    out = {}
    for version, table in tables:
        for key, facts in table.items():
            if is_old(facts) and key not in out:
                match = SUCCESSOR.search(facts["about"])
                use = next((group for group in match.groups() if group), None) if match else None
                out[key] = {"key": key, "deprecated": name[version], "use": use if use in last else None}
    for key, (since, removed) in removals([(version, set(table)) for version, table in tables]).items():
        if INTERNAL.search(key) or key in SHELL | STAYS or key.startswith("internal_"):
            out.pop(key, None)
            continue
        row = out.setdefault(key, {"key": key})
        row |= {"since": name.get(since), "removed": name[removed], "use": successor(key, last) or row.get("use"), "note": NOTES.get(key)}
        if row.get("deprecated") and row["deprecated"] in (row["removed"], row["since"]):
            row.pop("deprecated")
    found = [row | {"carrier": "both", "source": "options"} for row in out.values()]
    changes = [change for change in default_changes(tables) if change[0] in last]
    for key, version, was, now in changes:
        again = sum(1 for change in changes if change[0] == key) > 1
        at = name[version]
        found.append({"key": key, "id": f"{key}-default{f'-{at}' if again else ''}", "changed": at, "default": [was, now], "carrier": "both", "source": "options"})
    return sorted(found, key=lambda row: version_key(row.get("removed") or row.get("changed") or row.get("deprecated")))
