#!/usr/bin/env python3
"""Writes rules/releases/*.yaml: the version lines of products, and until when each of them is supported.

  rules/harvest/releases.py CHECKOUT           writes the files anew
  rules/harvest/releases.py --check CHECKOUT   shows what a refresh would change; exit status 1 where there is something

CHECKOUT is a git checkout (or a bare repository) of https://github.com/endoflife-date/endoflife.date (MIT). Only facts are taken: names, versions, dates,
names of images. Which products, under which ids, and by which further names an installed one is known stands here: an id is that of rules/products/
where there is such a file.
"""

import argparse
import difflib
import re
import subprocess
import sys
from pathlib import Path

import yaml

TARGET = Path(__file__).resolve().parent.parent / "releases"
PAGES = "https://endoflife.date/"

# Category: products as the source calls them, with our id behind '=' where it is another one.
PRODUCTS = {
    "operating-systems": """almalinux alpine-linux=alpine amazon-linux centos centos-stream debian devuan eurolinux fedora freebsd linuxmint mageia netbsd
        nixos openbsd opensuse openwrt oracle-linux oracle-solaris pop-os postmarketos proxmox-ve rhel rocky-linux slackware sles=suse
        suse-linux-micro ubuntu vmware-esxi vmware-photon=photon windows-server xcp-ng linux-kernel ibm-aix opnsense""",
    "databases": """apache-cassandra=cassandra apache-couchdb=couchdb apache-hadoop=hadoop arangodb clickhouse cockroachdb couchbase-server
        elasticsearch etcd hbase ibm-db2 influxdb mariadb memcached mongodb mssqlserver=sqlserver mysql neo4j opensearch oracle-database=oracle
        postgresql redis sqlite tarantool valkey vitess apache-solr=solr solr meilisearch duckdb""",
    "languages": """eclipse-temurin amazon-corretto azul-zulu bellsoft-liberica alibaba-dragonwell sapmachine microsoft-build-of-openjdk oracle-jdk
        ibm-semeru graalvm-ce elixir erlang ghc go apache-groovy=groovy julia kotlin lua nodejs perl php powershell python ruby rust scala dotnet deno
        bun jruby""",
    "frameworks": """angular apache-camel=camel apache-struts=struts bootstrap cakephp django dropwizard electron express grails hibernate-orm jquery
        laravel log4j micronaut nextjs nuxt numpy phoenix-framework quarkus-framework=quarkus react ruby-on-rails=rails spring-boot spring-framework
        spring-security spring-cloud svelte symfony vue wagtail twig openssl liquibase eslint strapi ffmpeg""",
    "web": """apache-http-server=apache-httpd nginx haproxy traefik caddy envoy squid vinyl-cache=varnish tomcat eclipse-jetty=jetty kong-gateway apache-apisix=apisix
        contour haproxy-ingress red-hat-jboss-eap""",
    "messaging": """apache-kafka=kafka rabbitmq apache-activemq=activemq apache-artemis=artemis apache-pulsar=pulsar zookeeper ibm-mq
        apache-nifi=nifi apache-flink=flink apache-spark=spark apache-airflow=airflow dovecot exim postfix proftpd roundcube pigeonhole""",
    "containers": """docker-engine containerd podman kubernetes red-hat-openshift=openshift rancher istio cilium calico cert-manager argo-cd argo-workflows
        flux harbor keda knative kyverno gatekeeper kuma longhorn metallb karpenter amazon-eks google-kubernetes-engine azure-kubernetes-service
        virtualbox ovirt vmware-vcenter nutanix-aos proxmox-backup-server""",
    "observability": """prometheus grafana grafana-loki=loki kibana logstash beats telegraf fluent-bit graylog splunk zabbix icinga icinga-web checkmk jaeger
        centreon""",
    "build": """jenkins gitlab gitlab-runner gradle apache-maven=maven apache-ant=ant composer yarn pnpm bazel nexus artifactory bitbucket bamboo gerrit
        azure-devops-server forgejo renovate apache-subversion=subversion sonarqube-server sonarqube-community teleport""",
    "automation": """ansible-core=ansible ansible=ansible-package puppet salt chef-infra-client chef-infra-server terraform opentofu hashicorp-vault=vault
        openbao consul nomad hashicorp-packer=packer boundary foreman cfengine red-hat-ansible-automation-platform red-hat-satellite
        suse-manager""",
    "applications": """keycloak nextcloud wordpress drupal joomla mediawiki moodle typo3 magento phpmyadmin matomo mattermost mastodon rocket-chat
        discourse redmine confluence jira-software craft-cms contao plone silverstripe umbraco shopware mautic backdrop concrete-cms authentik
        coldfusion msexchange sharepoint freebsd-ports dependency-track privatebin phpbb openvpn clamav isc-dhcp openzfs""",
}

# Names of images beside those that the source lists. The name alone is one of Docker Hub; `NAME/*` is any below it.
BITNAMI = """cassandra couchdb elasticsearch etcd grafana haproxy influxdb kafka keycloak kibana logstash mariadb memcached mongodb moodle mysql neo4j
    nginx node=nodejs php-fpm=php postgresql prometheus python rabbitmq redis redmine ruby solr spark tomcat valkey zookeeper wordpress drupal
    mediawiki joomla phpmyadmin apache=apache-httpd kubectl=kubernetes vault consul telegraf argo-cd redis-cluster=redis mariadb-galera=mariadb
    golang=go java=bellsoft-liberica opensearch clickhouse fluent-bit jenkins"""
IMAGES = {
    "almalinux": "almalinux almalinux/almalinux almalinux/8-base=8 almalinux/8-minimal=8 almalinux/9-base=9 almalinux/9-minimal=9",
    "alpine": "alpine", "amazon-linux": "amazonlinux public.ecr.aws/amazonlinux/amazonlinux", "centos": "centos quay.io/centos/centos",
    "centos-stream": "quay.io/centos/centos centos",
    "debian": """debian bitnami/minideb""" + "".join(f" gcr.io/distroless/{i}-debian{v}={v}" for v in (9, 10, 11, 12, 13)
        for i in ("base", "base-nossl", "static", "cc", "java", "java11", "java17", "java21", "java-base", "python3", "nodejs", "nodejs18", "nodejs20", "nodejs22")),
    "fedora": "fedora registry.fedoraproject.org/fedora registry.fedoraproject.org/fedora-minimal quay.io/fedora/fedora",
    "opensuse": "opensuse/leap registry.opensuse.org/opensuse/leap", "oracle-linux": "oraclelinux",
    "rhel": """registry.access.redhat.com/ubi7=7 registry.access.redhat.com/ubi7/*=7 registry.access.redhat.com/ubi8=8 registry.access.redhat.com/ubi8/*=8
        registry.access.redhat.com/ubi9=9 registry.access.redhat.com/ubi9/*=9 registry.access.redhat.com/ubi7-minimal=7 registry.access.redhat.com/ubi8-minimal=8
        registry.redhat.io/ubi7/*=7 registry.redhat.io/ubi8/*=8 registry.redhat.io/ubi9/*=9 registry.access.redhat.com/rhel7=7 redhat/ubi8=8 redhat/ubi9=9
        redhat/ubi8-minimal=8 redhat/ubi9-minimal=9 registry.access.redhat.com/ubi9-minimal=9 registry.access.redhat.com/rhel7/*=7""",
    "rocky-linux": "rockylinux rockylinux/rockylinux", "suse": "", "ubuntu": "ubuntu public.ecr.aws/ubuntu/ubuntu", "photon": "photon", "mageia": "mageia",
    "cassandra": "cassandra", "clickhouse": "clickhouse/clickhouse-server yandex/clickhouse-server", "cockroachdb": "cockroachdb/cockroach",
    "arangodb": "arangodb arangodb/arangodb", "elasticsearch": """elasticsearch docker.elastic.co/elasticsearch/elasticsearch
        docker.elastic.co/elasticsearch/elasticsearch-oss""", "etcd": "quay.io/coreos/etcd registry.k8s.io/etcd k8s.gcr.io/etcd gcr.io/etcd-development/etcd",
    "influxdb": "influxdb", "mongodb": "mongo circleci/mongo mongodb/mongodb-community-server", "neo4j": "neo4j",
    "mysql": "mysql/mysql-server circleci/mysql cimg/mysql container-registry.oracle.com/mysql/community-server", "mariadb": "circleci/mariadb",
    "sqlserver": "mcr.microsoft.com/mssql/server microsoft/mssql-server-linux", "opensearch": "opensearchproject/opensearch-dashboards",
    "postgresql": "circleci/postgres cimg/postgres postgis/postgis ghcr.io/cloudnative-pg/postgresql", "solr": "solr", "redis": "redis",
    "meilisearch": "getmeili/meilisearch", "couchdb": "couchdb",
    "eclipse-temurin": "eclipse-temurin", "azul-zulu": "azul/zulu-openjdk azul/zulu-openjdk-alpine azul/zulu-openjdk-debian azul/zulu-openjdk-centos",
    "sapmachine": "sapmachine", "elixir": "elixir", "erlang": "erlang", "ghc": "haskell", "groovy": "groovy", "julia": "julia", "perl": "perl",
    "php": "php circleci/php cimg/php", "python": "cimg/python", "ruby": "circleci/ruby cimg/ruby", "rust": "rust",
    "dotnet": """mcr.microsoft.com/dotnet/sdk mcr.microsoft.com/dotnet/aspnet mcr.microsoft.com/dotnet/runtime mcr.microsoft.com/dotnet/runtime-deps
        mcr.microsoft.com/dotnet/core/sdk mcr.microsoft.com/dotnet/core/aspnet mcr.microsoft.com/dotnet/core/runtime microsoft/dotnet
        mcr.microsoft.com/dotnet/core/runtime-deps""",
    "apache-httpd": "httpd", "nginx": "nginx nginxinc/nginx-unprivileged public.ecr.aws/nginx/nginx",
    "haproxy": "haproxy haproxytech/haproxy-alpine haproxytech/haproxy-debian haproxytech/haproxy-ubuntu", "tomcat": "tomcat", "jetty": "jetty",
    "kong-gateway": "", "kafka": "apache/kafka", "rabbitmq": "rabbitmq", "activemq": "apache/activemq-classic", "artemis": "apache/activemq-artemis",
    "pulsar": "apachepulsar/pulsar apachepulsar/pulsar-all", "spark": "apache/spark spark", "docker-engine": "docker",
    "kubernetes": """kindest/node registry.k8s.io/kube-apiserver registry.k8s.io/kube-proxy registry.k8s.io/kube-scheduler
        registry.k8s.io/kube-controller-manager k8s.gcr.io/kube-apiserver k8s.gcr.io/kube-proxy k8s.gcr.io/kube-scheduler
        k8s.gcr.io/kube-controller-manager k8s.gcr.io/hyperkube rancher/k3s registry.k8s.io/kubectl""",
    "cilium": "quay.io/cilium/cilium", "calico": "calico/node calico/kube-controllers docker.io/calico/typha quay.io/calico/node",
    "cert-manager": """quay.io/jetstack/cert-manager-controller quay.io/jetstack/cert-manager-webhook quay.io/jetstack/cert-manager-cainjector""",
    "metallb": "quay.io/metallb/controller quay.io/metallb/speaker metallb/controller metallb/speaker",
    "longhorn": "longhornio/longhorn-manager longhornio/longhorn-engine longhornio/longhorn-ui",
    "prometheus": "quay.io/prometheus/prometheus", "grafana": "grafana/grafana grafana/grafana-oss grafana/grafana-enterprise",
    "kibana": "kibana docker.elastic.co/kibana/kibana docker.elastic.co/kibana/kibana-oss", "telegraf": "telegraf",
    "logstash": "logstash docker.elastic.co/logstash/logstash docker.elastic.co/logstash/logstash-oss",
    "beats": """docker.elastic.co/beats/filebeat docker.elastic.co/beats/metricbeat docker.elastic.co/beats/packetbeat docker.elastic.co/beats/heartbeat
        docker.elastic.co/beats/auditbeat docker.elastic.co/beats/filebeat-oss docker.elastic.co/beats/metricbeat-oss""",
    "fluent-bit": "cr.fluentbit.io/fluent/fluent-bit", "graylog": "graylog/graylog", "splunk": "splunk/splunk splunk/universalforwarder",
    "zabbix": """zabbix/zabbix-server-mysql zabbix/zabbix-server-pgsql zabbix/zabbix-agent zabbix/zabbix-agent2 zabbix/zabbix-web-nginx-mysql
        zabbix/zabbix-web-nginx-pgsql zabbix/zabbix-web-apache-mysql zabbix/zabbix-web-apache-pgsql zabbix/zabbix-proxy-mysql
        zabbix/zabbix-proxy-sqlite3 zabbix/zabbix-java-gateway""",
    "jaeger": "jaegertracing/all-in-one jaegertracing/jaeger-collector jaegertracing/jaeger-query jaegertracing/jaeger-agent",
    "jenkins": "jenkins/jenkins", "gitlab": "gitlab/gitlab-ce gitlab/gitlab-ee", "gradle": "gradle", "maven": "maven",
    "nexus": "sonatype/nexus3", "teleport": "public.ecr.aws/gravitational/teleport quay.io/gravitational/teleport",
    "terraform": "hashicorp/terraform", "vault": "vault hashicorp/vault", "consul": "hashicorp/consul", "nomad": "hashicorp/nomad",
    "packer": "hashicorp/packer", "boundary": "hashicorp/boundary", "keycloak": "quay.io/keycloak/keycloak jboss/keycloak",
    "nextcloud": "nextcloud", "joomla": "joomla", "mediawiki": "mediawiki", "redmine": "redmine", "phpmyadmin": "phpmyadmin/phpmyadmin",
    "mattermost": "mattermost/mattermost-team-edition mattermost/mattermost-enterprise-edition", "rocket-chat": "rocket.chat rocketchat/rocket.chat",
    "confluence": "atlassian/confluence-server atlassian/confluence", "jira-software": "atlassian/jira-software",
    "bitbucket": "atlassian/bitbucket-server atlassian/bitbucket", "dovecot": "dovecot/dovecot", "clamav": "clamav/clamav", "podman": "quay.io/podman/stable",
    "loki": "grafana/promtail", "dependency-track": "dependencytrack/apiserver dependencytrack/frontend", "squid": "ubuntu/squid",
    "forgejo": "codeberg.org/forgejo/forgejo", "hadoop": "apache/hadoop", "memcached": "memcached",
}
# Images whose tags are not the product's versions, or are nobody's but one person's.
NOT_IMAGES = re.compile(
    r"^(discourse/base|networkboot/|fehrenbacher/|bbriggs/|cgr\.dev/|dhi\.io/|ubuntu/loki|istio/app$|istio/base$|rapidfort/|tootsuite/|linuxserver/|"
    r"lscr\.io|microsoft/windows|bitnami/golang|sourcegraph/|mondoo/|ubuntu/redis|nirmata/)"
)

# ID of os-release, and NAME where it takes both to know; the product's lines are those of VERSION_ID.
OS = {
    "almalinux": "almalinux", "alpine": "alpine", "amazon-linux": "amzn", "centos": "centos", "centos-stream": "centos/CentOS Stream", "debian": "debian raspbian",
    "devuan": "devuan", "eurolinux": "eurolinux", "fedora": "fedora", "freebsd": "freebsd", "linuxmint": "linuxmint", "mageia": "mageia", "nixos": "nixos",
    "opensuse": "opensuse-leap", "openwrt": "openwrt", "oracle-linux": "ol", "photon": "photon", "rhel": "rhel", "rocky-linux": "rocky", "suse": "sles sled sles_sap",
    "suse-linux-micro": "sle-micro sl-micro", "ubuntu": "ubuntu", "pop-os": "pop", "postmarketos": "postmarketos", "xcp-ng": "xcp-ng", "slackware": "slackware",
}
# Systems that images are built on: their names and releases stand in the tags of others (3.8-slim-buster, 16-alpine3.12).
BASES = {"debian", "ubuntu", "alpine", "fedora", "almalinux", "rocky-linux", "amazon-linux", "centos", "photon"}

# Debian packages that the vendor builds, each the one that stands for its product; behind it what its version holds where a distribution has one of that name.
CODENAMES = "stretch buster bullseye bookworm trixie bionic focal jammy noble".split()
DEB = {
    "docker-engine": ["docker-ce"], "containerd": ["containerd.io"], "mongodb": ["mongodb-org-server", "mongodb-enterprise-server"],
    "mysql": ["mysql-community-server"], "elasticsearch": ["elasticsearch"], "kibana": ["kibana"], "logstash": ["logstash"],
    "beats": ["filebeat", "metricbeat", "auditbeat", "packetbeat", "heartbeat-elastic"], "grafana": ["grafana", "grafana-enterprise"],
    "jenkins": ["jenkins"], "gitlab": ["gitlab-ce", "gitlab-ee"], "kubernetes": ["kubelet", "kubeadm"], "proxmox-ve": ["pve-manager"],
    "proxmox-backup-server": ["proxmox-backup-server"], "vault": ["vault"], "terraform": ["terraform"], "opensearch": ["opensearch"],
    "postgresql": [f"postgresql-{v} pgdg" for v in ("9.3 9.4 9.5 9.6 10 11 12 13 14 15 16 17 18").split()], "nodejs": ["nodejs nodesource"],
    "mariadb": [f"{p} +maria" for p in ["mariadb-server"] + [f"mariadb-server-{v}" for v in "10.1 10.2 10.3 10.4 10.5 10.6".split()]],
    "nginx": [f"nginx -1~{c}" for c in CODENAMES], "redis": ["redis-server rl1"], "neo4j": ["neo4j", "neo4j-enterprise"],
    "php": [f"php{v}-common {mark}" for v in "5.6 7.0 7.1 7.2 7.3 7.4 8.0 8.1 8.2 8.3 8.4".split() for mark in ("+0~", "sury.org")],
    "puppet": [f"puppet-agent 1{c}" for c in CODENAMES], "couchdb": [f"couchdb ~{c}" for c in CODENAMES],
    "clickhouse": ["clickhouse-server"], "influxdb": ["influxdb2"], "splunk": ["splunk", "splunkforwarder"], "teleport": ["teleport"],
    "graylog": ["graylog-server"], "dotnet": [f"dotnet-runtime-{v}" for v in "2.1 3.1 5.0 6.0 7.0 8.0 9.0 10.0".split()],
    "eclipse-temurin": [f"temurin-{v}-jdk" for v in (8, 11, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25)],
    "zabbix": [f"zabbix-{p} +{m}" for p in ("server-mysql", "server-pgsql", "agent", "agent2")
                                                              for m in ("debian", "ubuntu", *CODENAMES)],
}

# Words of tags by which a line is known beside its number and its name.
TAGS = {
    "centos": {"7": ["centos7"], "8": ["centos8"], "6": ["centos6"], "5": ["centos5"]}, "centos-stream": {"8": ["stream8"], "9": ["stream9"], "10": ["stream10"]},
    "nodejs": {"4": ["argon"], "6": ["boron"], "8": ["carbon"], "10": ["dubnium"], "12": ["erbium"], "14": ["fermium"], "16": ["gallium"], "18": ["hydrogen"],
               "20": ["iron"], "22": ["jod"], "24": ["krypton"]},
}
# Products that everybody calls by their year, which stands in the label alone.
BY_YEAR = {"mssqlserver"}
# What the source calls extended is the ordinary end; or is for everyone who has the product, not for subscribers.
ORDINARY = {"apache-pulsar"}
FOR_EVERYONE = {"debian"}
NAMES = {"debian": "Debian LTS", "ubuntu": "Ubuntu Pro (ESM)", "rhel": "Extended Life Cycle Support", "sles": "Long Term Service Pack Support"}
TITLES = {"red-hat-openshift": "OpenShift", "vinyl-cache": "Varnish Cache", "amazon-eks": "Amazon EKS", "ansible-core": "ansible-core", "ansible": "Ansible (community package)"}

# What the source does not have: the image openjdk, of which no tag but those of early access is built anew since July 2022.
OWN = {
    "languages": """
  - product: openjdk-image
    title: OpenJDK image
    page: https://hub.docker.com/_/openjdk
    policy: https://github.com/docker-library/docs/blob/master/openjdk/deprecated.md
    images: [openjdk]
    lines:
      - {line: "18", released: 2022-03-22, until: 2022-07-31}
      - {line: "17", released: 2021-09-14, until: 2022-07-31}
      - {line: "11", released: 2018-09-25, until: 2022-07-31}
      - {line: "8", released: 2014-03-18, until: 2022-07-31}
"""
}


def git(checkout, *arguments):
    done = subprocess.run(["git", "-C", str(checkout), *arguments], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def front_matter(text):
    return yaml.safe_load(text.split("\n---\n", 1)[0].lstrip("-"))


def image_of(purl):
    """pkg:docker/library/postgres → postgres; pkg:oci/etcd?repository_url=quay.io/coreos → quay.io/coreos/etcd"""
    kind, _, rest = purl.removeprefix("pkg:").partition("/")
    name, _, qualifiers = rest.partition("?")
    if kind == "oci":
        host = dict(q.split("=", 1) for q in qualifiers.split("&") if "=" in q).get("repository_url", "")
        return f"{host.replace('quay.io/repository/', 'quay.io/').rstrip('/')}/{name}" if host else None
    if kind == "docker" and not qualifiers:
        return name.removeprefix("library/")
    return None


def plain(text):
    return re.sub(r"<[^>]*>", "", text).strip()


def images_of(page, product):
    """Names of images, and by line those that say it in their name."""
    names = [image_of(i["purl"]) for i in page.get("identifiers") or [] if "purl" in i]
    names = [n for n in names if n and not NOT_IMAGES.match(n)] + IMAGES.get(product, "").split()
    for word in BITNAMI.split():
        image, _, other = word.partition("=")
        if (other or image) == product:
            names.append(f"bitnami/{image}")
    plain_names = sorted({n.removeprefix("docker.io/").removeprefix("library/") for n in names if "=" not in n})
    of_line = {}
    for name in names:
        image, equals, line = name.partition("=")
        if equals:
            of_line.setdefault(line, []).append(image)
    return plain_names, of_line


def date_or(value, words):
    if isinstance(value, bool):
        return words[value]
    return str(value) if value is not None else None


def line_of(slug, product, release, of_line, dropped):
    name = re.sub(r"^(releng|stable)/", "", str(release["releaseCycle"]))
    if slug in BY_YEAR:
        year = re.match(r"(\d{4})\b(.*)", release.get("releaseLabel") or "")
        name = year[1] + ("R2" if "R2" in year[2] else "") if year else name
        release = {**release, "codename": None}
    if str(release["releaseCycle"]).startswith("stable/") or not re.fullmatch(r"\d[0-9A-Za-z.+~-]*", name):
        dropped.append(f"{slug} {release['releaseCycle']}")
        return None
    until = release.get("eol")
    extended = release.get("eoes")
    if slug in ORDINARY and extended is not None:
        until, extended = extended, None
    row = {"line": name, "name": release.get("codename"), "released": str(release["releaseDate"])}
    row["active"] = date_or(release.get("eoas"), (None, None))
    row["until"] = date_or(until, ("open", "ended"))
    row["extended"] = date_or(extended, (None, None))
    if row["until"] and row["until"] < row["released"]:
        row["until"] = row["released"]
    if row["active"] and row["until"] and row["active"] > row["until"]:
        row["active"] = None
    if row["extended"] and (row["until"] in ("open", "ended") or row["extended"] <= row["until"]):
        row["extended"] = None
    row["latest"] = release.get("latest")
    if row["latest"] == name:
        row["latest"] = None
    row["lts"] = True if release.get("lts") else None
    row["tags"] = TAGS.get(product, {}).get(name)
    row["images"] = of_line.get(name)
    return row


def quoted(text):
    if text is True:
        return "true"
    text = str(text)
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9 _./()-]*", text) and text.lower() not in ("yes", "no", "true", "false", "on", "off", "null"):
        return text
    return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flow(values, indent):
    """[a, b, c], in lines of 150"""
    lines, line = [], ""
    for i, value in enumerate(values):
        item = quoted(value) + (", " if i + 1 < len(values) else "")
        if line and len(line) + len(item) > 150 - indent:
            lines.append(line.rstrip())
            line = ""
        line += item
    lines.append(line)
    return "[" + ("\n" + " " * indent).join(lines) + "]"


def write_product(slug, product, page, out, dropped):
    images, of_line = images_of(page, product)
    rows = [line_of(slug, product, r, of_line, dropped) for r in page["releases"]]
    rows = [r for r in rows if r]
    first = {}
    for row in rows:
        first[row["line"]] = min(row["released"], first.get(row["line"], row["released"]))
    for row in rows:
        row["released"] = first[row["line"]]
    seen = set()
    rows = [r for r in rows if not (r["line"] in seen or seen.add(r["line"]))]
    if not rows:
        return False
    out.append(f"  - product: {product}")
    out.append(f"    title: {quoted(TITLES.get(slug, page['title']))}")
    out.append(f"    page: {PAGES}{slug}")
    link = page.get("releasePolicyLink")
    if link:
        out.append(f"    policy: {link}")
    if any(r["extended"] for r in rows):
        label = page.get("eoesColumn")
        name = NAMES.get(slug) or (plain(label) if isinstance(label, str) else "extended support")
        out.append(f"    extended: {quoted(name)}")
        if slug in FOR_EVERYONE:
            out.append("    extended_for: everyone")
    for key, values in (("images", images), ("os", OS.get(product, "").split("\n")[0]), ("deb", DEB.get(product))):
        if key == "os" and values:
            values = [values] if "/" in values else values.split()
        if values:
            out.append(f"    {key}: {flow(values, 6 + len(key) + 1)}")
    if product in BASES:
        out.append("    base: true")
    out.append("    lines:")
    for row in rows:
        cells = []
        for key, value in row.items():
            if value:
                cells.append(f"{key}: {'[' + ', '.join(map(quoted, value)) + ']' if isinstance(value, list) else quoted(value)}")
        text = "      - {" + ", ".join(cells) + "}"
        if len(text) > 150 and row["images"]:
            at = text.index("images: ")
            text = text[:at].rstrip() + "\n         " + text[at:]
        out.append(text)
    return True


def build(checkout):
    commit = git(checkout, "rev-parse", "HEAD").strip()
    date = git(checkout, "log", "-1", "--format=%cs").strip()
    files, dropped, missing, n_products, n_lines = {}, [], [], 0, 0
    for category, words in PRODUCTS.items():
        out = [
            f"# Version lines of products and until when they are supported: {category.replace('-', ' ')}.",
            f"# Facts of https://github.com/endoflife-date/endoflife.date (MIT), commit {commit[:12]} of {date}, by rules/harvest/releases.py, which has the names of",
            "# images and packages that the source does not list. Dates change: write the script's tables, not this file.",
            f"releases: {category}",
            f"as_of: {date}",
            "products:",
        ]
        for word in words.split():
            slug, _, product = word.partition("=")
            text = git(checkout, "show", f"HEAD:products/{slug}.md")
            if text is None:
                missing.append(slug)
                continue
            before = len(out)
            if write_product(slug, product or slug, front_matter(text), out, dropped):
                n_products += 1
                n_lines += sum(1 for line in out[before:] if line.startswith("      - {"))
        out += OWN.get(category, "").strip("\n").splitlines()
        files[f"{category}.yaml"] = "\n".join(out) + "\n"
    return files, dropped, missing, n_products, n_lines


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkout", metavar="CHECKOUT")
    options.add_argument("--check", action="store_true", help="write nothing; exit status 1 where a refresh would change something")
    asked = options.parse_args()
    if git(asked.checkout, "rev-parse", "HEAD") is None:
        sys.exit(f"{asked.checkout} is no git checkout")
    files, dropped, missing, n_products, n_lines = build(asked.checkout)
    old = {p.name: p.read_text() for p in sorted(TARGET.glob("*.yaml"))} if TARGET.is_dir() else {}
    drift = False
    for name in sorted({*files, *old}):
        before, after = old.get(name, ""), files.get(name, "")
        if before == after:
            continue
        drift = True
        if asked.check:
            sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"rules/releases/{name}", f"{name} (upstream)"))
        elif after:
            TARGET.mkdir(exist_ok=True)
            (TARGET / name).write_text(after)
        else:
            (TARGET / name).unlink()
    print(f"{n_products} products, {n_lines} lines; left out, as they are no versions: {len(dropped)}", file=sys.stderr)
    if missing:
        print("not in the source: " + ", ".join(missing), file=sys.stderr)
    return 1 if asked.check and drift else 0


if __name__ == "__main__":
    sys.exit(main())
