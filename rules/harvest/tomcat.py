"""Tomcat: the attributes of server.xml and context.xml in webapps/docs/config, of the last release of each line. Only pages that describe one element."""

import re

from sources import version_key
from tables import line_of

SOURCES = ["apache/tomcat"]
PAGES = {"http": "Connector", "ajp": "Connector", "http2": "UpgradeProtocol", "engine": "Engine", "host": "Host", "context": "Context", "executor": "Executor",
         "cluster": "Cluster", "loader": "Loader", "resources": "Resources", "server": "Server", "service": "Service", "cookie-processor": "CookieProcessor",
         "jar-scanner": "JarScanner", "jar-scan-filter": "JarScanFilter", "sessionidgenerator": "SessionIdGenerator", "globalresources": "GlobalNamingResources"}
MARK = re.compile(r'<(?:sub)?section name="([^"]*)"|<attribute name="([^"]+)"(?=[^>]*required)')
COMMENT = re.compile(r"<!--.*?-->", re.S)


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


def lasts(versions):
    found = {}
    for version, tag in versions:
        found[line_of(version)] = tag
    return sorted(found.items(), key=lambda item: version_key(item[0]))


def rows(source):
    tables = [(line, table_of(source, tag)) for line, tag in lasts(source.versions(r"(7|8|9|10|11)\.(\d+)\.(\d+)"))]
    out = []
    for element, attribute in sorted(set().union(*(table for _, table in tables))):
        known = [i for i, (_, table) in enumerate(tables) if (element, attribute) in table]
        if known[-1] == len(tables) - 1:
            continue
        out.append({"key": f"@{attribute}", "id": f"{element}.{attribute}", "title": f"{attribute} of <{element}>", "in": f"**/{element}", "removed": tables[known[-1] + 1][0],
                    "since": tables[known[0]][0] if known[0] else None, "source": "config"})
    return out
