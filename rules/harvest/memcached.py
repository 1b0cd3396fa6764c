"""memcached: words of -o and long flags at each release, from the tables of its C sources, and defaults of what a flag sets."""

import re

from changes import life

SOURCES = ["memcached/memcached"]
TABLE = re.compile(r"char \*(?:const )?\w*subopts\w*\[\] = \{(.*?)\};", re.S)
WORD = re.compile(r'\] = "([\w-]+)"')
FLAG = re.compile(r'\{"([\w-]+)", *(?:no|required|optional)_argument')
SETTINGS = re.compile(r"static void settings_init\(void\) \{(.*?)\n\}", re.S)
SET = re.compile(r"settings\.(\w+) = ([^;]+);")
FLAGS = {"udpport": "U"}  # settings whose default changed as one flag alone sets them: those of -o have no line of their own
USES = {"hot_max_age": "hot_max_factor"}


def rows(source):
    words, flags, defaults = [], [], {}
    found = []
    for version, tag in source.versions(r"(1\.[3-9]\.\d+)", "1.4.0"):
        texts = [text for _, text in source.read_all(tag, [path for path in source.files(tag) if re.fullmatch(r"\w+\.c", path)])]
        words.append((version, {word: {} for text in texts for table in TABLE.findall(text) for word in WORD.findall(table)}))
        flags.append((version, {name: {} for text in texts for name in FLAG.findall(text)}))
        for body in (match for text in texts for match in SETTINGS.findall(text)):
            for name, value in SET.findall(body):
                if name in FLAGS and name in defaults and defaults[name] != value:
                    found.append({"key": FLAGS[name], "id": f"{name}-default-{version}", "carrier": "both", "note": "the port of UDP; 0 is none", "changed": version, "default": [defaults[name], value], "source": "code"})
                defaults[name] = value
    for word in sorted({word for _, table in words for word in table}):
        since, _, _, removed = life(words, word)
        if removed:
            use = f"-o {USES[word]}" if word in USES else None
            found.append({"key": ["o", "extended"], "id": word, "title": f"-o {word}", "carrier": "both", "value": rf"/\b{word}\b/", "since": since, "removed": removed, "use": use,
                          "source": "code"})
    tables = [(version, table) for version, table in flags if table]
    for name in sorted({name for _, table in tables for name in table}):
        since, _, _, removed = life(tables, name)
        if removed:
            found.append({"key": name, "carrier": "both", "title": f"--{name}", "since": since, "removed": removed, "source": "code"})
    return found
