"""The Helm chart of Argo CD: its values at each minor release of the chart. Below `configs.params`, `configs.cm` and `server.config` users write keys of Argo CD."""

from chart_values import Chart, chart_rows

SOURCES = ["argoproj/argo-helm"]
HOME = "charts/argo-cd"
ELSEWHERE = ("configs.params", "configs.cm", "server.config", "configs.rbac", "redis-ha.haproxy.image",
          "server.additionalApplications", "server.additionalProjects")  # the last two by hand
USES = {
    "applicationSet.args": "configs.params",
    "configs.gpgKeys": "configs.gpg.keys",
    "configs.gpgKeysAnnotations": "configs.gpg.annotations",
    "configs.knownHosts": "configs.ssh.knownHosts",
    "configs.knownHostsAnnotations": "configs.ssh.annotations",
    "configs.repositoryCredentials": "configs.credentialTemplates",
    "configs.secret.argocdServerTlsConfig": "server.certificate",
    "configs.tlsCerts": "configs.tls.certificates",
    "configs.tlsCertsAnnotations": "configs.tls.annotations",
    "controller.args": "configs.params",
    "controller.clusterAdminAccess": "createClusterRoles",
    "controller.containerPort": "controller.containerPorts",
    "dex.containerPortGrpc": "dex.containerPorts.grpc",
    "dex.containerPortHttp": "dex.containerPorts.http",
    "dex.containerPortMetrics": "dex.containerPorts.metrics",
    "dex.extraVolumeMounts": "dex.volumeMounts",
    "dex.extraVolumes": "dex.volumes",
    "installCRDs": "crds.install",
    "redis.containerPort": "redis.containerPorts.redis",
    "redis.metrics.containerPort": "redis.containerPorts.metrics",
    "redis.metrics.containerSecurityContext": "redis.exporter.containerSecurityContext",
    "redis.metrics.image": "redis.exporter.image",
    "repoServer.clusterAdminAccess": "createClusterRoles",
    "repoServer.containerPort": "repoServer.containerPorts",
    "server.GKEbackendConfig": "server.ingress.gke.backendConfig",
    "server.GKEfrontendConfig": "server.ingress.gke.frontendConfig",
    "server.GKEmanagedCertificate": "server.ingress.gke.managedCertificate",
    "server.clusterAdminAccess": "createClusterRoles",
    "server.configAnnotations": "configs.cm.annotations",
    "server.configEnabled": "configs.cm.create",
    "server.containerPort": "server.containerPorts",
    "server.extensions.contents": "server.extensions.extensionList",
    "server.ingressGrpc.awsALB": "server.ingress.aws",
    "server.ingressGrpc.isAWSALB": "server.ingress.controller",
    "server.rbacConfig": "configs.rbac",
    "server.rbacConfigAnnotations": "configs.rbac.annotations",
    "server.rbacConfigCreate": "configs.rbac.create",
}


def rows(source):
    lines = source.versions(r"argo-cd-(\d+\.\d+)\.\d+")
    releases = []
    for version, tag in lines:
        values = source.read(tag, f"{HOME}/values.yaml")
        if values:
            releases.append((version, values, [text for _, text in source.read_all(tag, source.files(tag, f"{HOME}/templates"))]))
    return chart_rows(Chart(releases), "values", below=["argo-cd", "argocd"], uses=USES, skip=ELSEWHERE)
