"""Tomcat: the attributes of server.xml and context.xml in webapps/docs/config, of the last release of each line. Only pages that describe one element.
And the classes that `className` may name: those of the source tree. What is below a heading with "(deprecated)" is called so."""

import re

from sources import version_key
from tables import line_of

SOURCES = ["apache/tomcat", "apache/tomcat80"]
PAGES = {"http": "Connector", "ajp": "Connector", "http2": "UpgradeProtocol", "engine": "Engine", "host": "Host", "context": "Context", "executor": "Executor",
         "cluster": "Cluster", "loader": "Loader", "resources": "Resources", "server": "Server", "service": "Service", "cookie-processor": "CookieProcessor",
         "jar-scanner": "JarScanner", "jar-scan-filter": "JarScanFilter", "sessionidgenerator": "SessionIdGenerator", "globalresources": "GlobalNamingResources"}
MARK = re.compile(r'<(?:sub)?section name="([^"]*)"|<attribute name="([^"]+)"(?=[^>]*required)')
COMMENT = re.compile(r"<!--.*?-->", re.S)
COMPONENT = re.compile(r"java/(org/apache/(?:catalina|naming|tomcat/util/scan|tomcat/util/http|jasper)/(?:\w+/)*\w+"
                       r"(?:Valve|Listener|Realm|Manager|Loader|Interceptor|Authenticator|Store|Database|Processor|Generator|Matcher|Handler|DirContext|Cluster))\.java")


def classes_of(source, tag):
    """The full names of what may stand in className."""
    found = (COMPONENT.fullmatch(path) for path in source.files(tag, "java/org/apache/catalina", "java/org/apache/naming", "java/org/apache/tomcat/util", "java/org/apache/jasper"))
    return {match.group(1).replace("/", ".") for match in found if match and "/Abstract" not in match.group(1)}


def table_of(source, tag):
    """{(element, attribute)}"""
    found = set()
    for page, element in PAGES.items():
        now = element
        for section, attribute in MARK.findall(COMMENT.sub("", source.read(tag, f"webapps/docs/config/{page}.xml") or "")):
            if section:
                now = "SSLHostConfig" if section.endswith("SSLHostConfig") else "Certificate" if section.endswith("Certificate") else \
                    None if "Nested" in section or "Special" in section else element
            elif now and re.fullmatch(r"[A-Za-z][\w.]*", attribute):
                found.add((now, attribute))
    return found


def deprecated_of(source, tag):
    """{(element, attribute)} below a heading of the connectors' pages that ends with "(deprecated)"."""
    found = set()
    for page in ("http", "ajp"):
        old = False
        for section, attribute in MARK.findall(COMMENT.sub("", source.read(tag, f"webapps/docs/config/{page}.xml") or "")):
            if section:
                old = section.endswith("(deprecated)")
            elif old and re.fullmatch(r"[A-Za-z][\w.]*", attribute):
                found.add((PAGES[page], attribute))
    return found


def lasts(versions):
    found = {}
    for version, tag in versions:
        found[line_of(version)] = tag
    return sorted(found.items(), key=lambda item: version_key(item[0]))


def rows(source, old):
    lines = [(line, source, tag) for line, tag in lasts(source.versions(r"(7|8|9|10|11)\.(\d+)\.(\d+)"))]
    lines += [(line, old, tag) for line, tag in lasts(old.versions(r"TOMCAT_(8)_(0)_(\d+)"))]
    lines.sort(key=lambda item: version_key(item[0]))
    tables = [(line, table_of(checkout, tag)) for line, checkout, tag in lines]
    warned = {}
    for line, checkout, tag in lines:
        for place in deprecated_of(checkout, tag):
            warned.setdefault(place, line)
    out = []
    for element, attribute in sorted(set().union(*(table for _, table in tables))):
        known = [i for i, (_, table) in enumerate(tables) if (element, attribute) in table]
        if known[-1] == len(tables) - 1:
            continue
        out.append({"key": f"@{attribute}", "id": f"{element}.{attribute}", "title": f"{attribute} of <{element}>", "in": f"**/{element}", "removed": tables[known[-1] + 1][0],
                    "deprecated": warned.get((element, attribute)), "use": "SSLHostConfig" if (element, attribute) in warned else None,
                    "since": tables[known[0]][0] if known[0] else None, "source": "config"})
    known = [(line, classes_of(checkout, tag)) for line, checkout, tag in lines]
    for name in sorted(set().union(*(names for _, names in known)) - known[-1][1]):
        last = max(i for i, (_, names) in enumerate(known) if name in names)
        line, checkout, _ = lines[last + 1]
        left = line
        if checkout is source:  # some left with a later release of the line
            tags = [(version, tag) for version, tag in source.versions(r"(7|8|9|10|11)\.(\d+)\.(\d+)") if line_of(version) == line]
            having = [version for version, tag in tags if source.read(tag, "java/" + name.replace(".", "/") + ".java") is not None]
            left = next((version for version, _ in tags if having and version_key(version) > version_key(having[-1])), line)
        out.append({"key": "@className", "id": "class." + name.rsplit(".", 1)[1], "title": name, "value": name, "removed": left, "unknown_key": "refuse",
                    "source": "javadoc"})
    return out
