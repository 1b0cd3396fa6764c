"""OpenTofu: arguments of its backends at each release, and experiments that are over."""

from terraform_backends import rows_from

SOURCES = ["opentofu/opentofu"]
USES = {
    "s3": {"dynamodb_endpoint": "endpoints.dynamodb", "iam_endpoint": "endpoints.iam", "endpoint": "endpoints.s3", "sts_endpoint": "endpoints.sts",
           "shared_credentials_file": "shared_credentials_files", "force_path_style": "use_path_style", "role_arn": "assume_role.role_arn",
           "session_name": "assume_role.session_name", "external_id": "assume_role.external_id", "assume_role_duration_seconds": "assume_role.duration",
           "assume_role_policy": "assume_role.policy", "assume_role_policy_arns": "assume_role.policy_arns", "assume_role_tags": "assume_role.tags",
           "assume_role_transitive_tag_keys": "assume_role.transitive_tag_keys"},
}


def rows(source):
    return rows_from(source, "1.6.0", USES, with_first=True)
