"""Linux-PAM: the modules of each release."""

from changes import rows_of, tables_of

SOURCES = ["linux-pam/linux-pam"]
REPLACED = {"pam_cracklib": "pam_pwquality", "pam_tally": "pam_faillock", "pam_tally2": "pam_faillock", "pam_radius": "pam_radius_auth"}
# Said in NEWS: still there in 1.4, though no longer built by default.
SAID = {"pam_cracklib": {"deprecated": "1.4.0"}, "pam_tally": {"deprecated": "1.4.0"}, "pam_tally2": {"deprecated": "1.4.0"}}
TYPES = ["auth", "-auth", "account", "-account", "password", "-password", "session", "-session"]


def table_of(source, ref):
    return {path.split("/")[1]: {} for path in source.files(ref, "modules/") if path.startswith("modules/pam_") and path.count("/") > 1}


def rows(source):
    versions = list(source.versions(r"Linux-PAM-(1)[_.](\d)[_.](\d)")) + list(source.versions(r"v(1\.\d\.\d)"))
    tables = tables_of(source, list(dict(versions).items()), lambda ref: table_of(source, ref))
    result = []
    for row in rows_of(tables, "modules", uses=REPLACED, more=SAID):
        module = row["key"]
        row.update(key=TYPES, id=module, title=f"{module}.so", value=f"/\\b{module}\\.so\\b/")
        result.append(row)
    return result
