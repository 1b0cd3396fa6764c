"""Logback: the classes that a configuration file can name, at each release, and the elements that its reader knows."""

import re

from tables import line_of, removals

SOURCES = ["qos-ch/logback"]
CLASS = re.compile(r"logback-(?:core|classic)/src/main/(?:java|groovy)/(ch/qos/logback/.*)\.(?:java|groovy)$")
# What stands in `class="…"`; abstract bases do not.
NAMED = re.compile(r"(Appender|Layout|Encoder|Filter|Policy|Listener|Evaluator|Converter|Receiver|Discriminator|Definer|Namer|FNATP|Hook|ConnectionSource)$")
RULES = re.compile(r'addRule\(\s*new (?:ElementSelector|Pattern)\(\s*"([^"*]+)"\)')
NOT_NAMED = re.compile(r"\.(joran|spi)\.|Server(Socket)?Listener$|\.Abstract\w+$|\.(ReceiverBase|ConnectionSource|StatusChecker)$|\.(InPlay|StatusListenerConfigHelper)")
# Read under the new name.
KEPT = {"ch.qos.logback.core.hook.DelayingShutdownHook"}
FIXES = {
    "ch.qos.logback.core.rolling.SizeAndTimeBasedFNATP": "Write SizeAndTimeBasedFileNamingAndTriggeringPolicy, or SizeAndTimeBasedRollingPolicy with maxFileSize, instead.",
    "ch.qos.logback.classic.db.DBAppender": "Add ch.qos.logback.db:logback-classic-db, which brings it now.",
    "ch.qos.logback.classic.turbo.ReconfigureOnChangeFilter": 'Write `scan="true"` in <configuration> instead.',
    "ch.qos.logback.classic.boolex.JaninoEventEvaluator": "Write an evaluator or a filter of your own, or OnMarkerEvaluator.",
}


def rows(source):
    classes, elements = [], []
    for version, ref in source.versions(r"v_(1\.\d+\.\d+)", "1.0.13"):
        paths = source.files(ref, "logback-core", "logback-classic")
        classes.append((version, {match.group(1).replace("/", ".") for match in map(CLASS.match, paths) if match}))
        readers = [path for path in paths if re.search(r"/main/.*JoranConfigurator(Base)?\.java$", path)]
        elements.append((version, {rule for _, text in source.read_all(ref, readers) for rule in RULES.findall(text)}))
    first = {}
    for version, _ in classes:
        first.setdefault(line_of(version), version)
    name = {version: line_of(version) if first[line_of(version)] == version else version for version, _ in classes}
    found = []
    for one, (since, removed) in removals(classes).items():
        if NAMED.search(one) and not NOT_NAMED.search(one) and one not in KEPT:
            short = one.rpartition(".")[2]
            found.append({"key": "@class", "id": f"class.{short}", "title": f"the class {short}", "value": one, "since": name.get(since), "removed": name[removed],
                          "fix": FIXES.get(one), "source": "code"})
    # `*/property` and its kin are found at any depth since 1.3, and are still there.
    still = {"property", "variable", "substitutionProperty", "appender", "sift"}
    for one, (since, removed) in removals(elements).items():
        element = one.rpartition("/")[2]
        if element not in still:
            found.append({"key": element, "title": f"<{element}>", "in": "configuration", "since": name.get(since), "removed": name[removed], "source": "code"})
    return found
