/* core/endpoint: which hosts a setting or a command contacts, and which texts only look like one. */
#include "test.h"

#include "core/endpoint.h"

struct told {
	struct up_arena *arena;
	struct up_buf text;
};

static void on_endpoint(void *data, const struct up_fact *endpoint)
{
	struct told *told = data;
	assert_int_equal(endpoint->kind, UP_FACT_ENDPOINT);
	up_buf_printf(&told->text, "%s%.*s %.*s %.*s%s", told->text.len ? ", " : "", UP_FMT(endpoint->path), UP_FMT(endpoint->key),
		      UP_FMT(endpoint->value), endpoint->flags & UP_FACT_CONTACTED ? "!" : "");
}

static up_str told_of(struct up_arena *arena, const struct up_fact *fact)
{
	struct told told = { .arena = arena };
	up_endpoints_of(fact, arena, on_endpoint, &told);
	return up_arena_take(arena, &told.text);
}

struct setting {
	const char *path, *key, *value, *told;
};

static const struct setting settings[] = {
	/* URLs, whatever the key */
	{ "", "HOOK", "https://Hooks.Vendor.example:8443/in?token=x#y",
	  "HOOK hooks.vendor.example:8443 https://hooks.vendor.example:8443/in" },
	{ "server", "proxy_pass", "http://10.0.3.7:8080", "server/proxy_pass 10.0.3.7:8080 http://10.0.3.7:8080" },
	{ "db", "dsn", "postgres://app:s3cret@db.corp.lan:5432/app?sslmode=require",
	  "db/dsn db.corp.lan:5432 postgres://db.corp.lan:5432/app" },
	{ "", "jdbcUrl", "jdbc:mysql://db1.corp.lan/shop", "jdbcUrl db1.corp.lan mysql://db1.corp.lan/shop" },
	{ "", "mongo", "mongodb://a.x.lan:27017,b.x.lan:27018/d",
	  "mongo a.x.lan:27017 mongodb://a.x.lan:27017, mongo b.x.lan:27018 mongodb://b.x.lan:27018" },
	{ "", "deb", "[arch=amd64] https://deb.debian.org/debian bookworm main", "deb deb.debian.org https://deb.debian.org/debian" },
	{ "", "v6", "http://[2001:db8::5]:8080/x", "v6 [2001:db8::5]:8080 http://[2001:db8::5]:8080/x" },
	{ "", "bucket", "s3://backups/daily", "bucket backups s3://backups/daily" },
	{ "", "list", "http://a.x.lan http://b.x.lan", "list a.x.lan http://a.x.lan, list b.x.lan http://b.x.lan" },
	{ "", "clone", "https://x-access-token:${{ secrets.TOKEN }}@github.com/a/b", "clone github.com https://github.com/a/b" },
	{ "", "hook", "https://hooks.vendor.example/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
	  "hook hooks.vendor.example https://hooks.vendor.example/services/" },
	/* bare hosts, where the key means them */
	{ "", "bootstrap.servers", "k1.x.lan:9092,k2.x.lan:9092",
	  "bootstrap.servers k1.x.lan:9092 k1.x.lan:9092, bootstrap.servers k2.x.lan:9092 k2.x.lan:9092" },
	{ "", "server", "0.debian.pool.ntp.org iburst", "server 0.debian.pool.ntp.org 0.debian.pool.ntp.org" },
	{ "", "nameserver", "9.9.9.9", "nameserver 9.9.9.9 9.9.9.9" },
	{ "env", "DB_HOST", "db.corp.lan", "env/DB_HOST db.corp.lan db.corp.lan" },
	{ "", "relayhost", "[smtp.corp.lan]:587", "relayhost smtp.corp.lan:587 smtp.corp.lan:587" },
	{ "", "whatever", "10.1.2.3:9100", "whatever 10.1.2.3:9100 10.1.2.3:9100" },
	/* this machine, the cluster, nobody's */
	{ "", "url", "http://localhost:8080/x", "" },
	{ "", "url", "http://127.0.0.1/x", "" },
	{ "", "url", "http://[::1]:80/x", "" },
	{ "", "url", "redis://redis:6379/0", "" },
	{ "", "url", "http://api.prod.svc.cluster.local", "" },
	{ "", "url", "https://example.com/x", "" },
	{ "", "url", "https://your-domain.example.org/", "" },
	{ "", "url", "https://${HOST}/x", "" },
	{ "", "url", "https://{{ .Values.host }}/x", "" },
	{ "", "url", "unix:///run/x.sock", "" },
	{ "", "url", "file:///etc/x", "" },
	{ "", "host", "0.0.0.0", "" },
	{ "", "addr", ":8080", "" },
	/* what only looks like one */
	{ "", "Documentation", "https://www.vendor.example/manual", "" },
	{ "", "homepage", "https://vendor.example/", "" },
	{ "", "HOME_URL", "https://www.debian.org/", "" },
	{ "project", "@xmlns", "http://maven.apache.org/POM/4.0.0", "" },
	{ "x", "@xsi:schemaLocation", "http://maven.apache.org/xsd/settings-1.0.0.xsd", "" },
	{ "", "$schema", "https://json.schemastore.org/package", "" },
	{ "repository", "url", "git+https://github.com/a/b.git", "" },
	{ "", "kind", "http://www.w3.org/2001/XMLSchema", "" },
	{ "", "apiVersion", "networking.k8s.io/v1", "" },
	{ "spec/rules/[]", "host", "shop.corp.lan", "" },
	{ "ingress/hosts/[]", "host", "shop.corp.lan", "" },
	{ "", "listen", "10.0.0.1:80", "" },
	{ "", "bind_address", "10.0.0.1:80", "" },
	{ "server", "server_name", "www.corp.lan", "" },
	{ "server", "return", "301 https://www.corp.lan/", "" },
	{ "", "server", "main.py", "" },
	{ "", "driver_host", "org.Apache.Driver", "" },
	{ "", "version_server", "1.2.3", "" },
	{ "env", "REGISTRY", "${{ github.registry }}", "" },
	{ "", "text", "see https://www.vendor.example/", "" },
	{ "", "reason", "It is said that one may read about it at https://www.vendor.example/", "" },
	{ "steps/[]", "run", "curl https://api.vendor.example/", "" }, /* the command tells it */
};

static void hosts_of_settings(void **state)
{
	struct up_arena *arena = up_arena_new();
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		const struct setting *setting = &settings[i];
		const struct up_fact fact = { .kind = UP_FACT_SETTING,
					      .path = up_str_from(setting->path),
					      .key = up_str_from(setting->key),
					      .value = up_str_from(setting->value) };
		print_message("# %s = %s\n", setting->key, setting->value);
		assert_str_at(told_of(arena, &fact), up_str_from(setting->told), __FILE__, __LINE__);
	}
	up_arena_free(arena);
}

struct command {
	const char *text, *told; /* words with a blank between */
};

static const struct command commands[] = {
	{ "curl -fsSL https://get.vendor.example/install.sh", "curl get.vendor.example https://get.vendor.example/install.sh!" },
	{ "curl -o out.tgz -u me:pw api.vendor.example/v1/x", "curl api.vendor.example http://api.vendor.example/v1/x!" },
	{ "wget -q --output-document=x http://1.vendor.example:81/y", "wget 1.vendor.example:81 http://1.vendor.example:81/y!" },
	{ "pip install --index-url=https://pypi.corp.lan/simple x", "pip pypi.corp.lan https://pypi.corp.lan/simple!" },
	{ "ssh -p 2222 -i key backup@nas", "ssh nas:2222 ssh://nas:2222!" },
	{ "scp -P 22 a.tgz ops@nas.corp.lan:/srv/", "scp nas.corp.lan ssh://nas.corp.lan!" },
	{ "rsync -a --exclude x:y /srv/ nas::dump", "rsync nas rsync://nas!" },
	{ "nc -z -w 3 db01 5432", "nc db01:5432 db01:5432!" },
	{ "psql -h db.corp.lan -p 5433 -U app", "psql db.corp.lan:5433 db.corp.lan:5433!" },
	{ "mysqldump --host=db2 -uroot -psecret shop", "mysqldump db2 db2!" },
	{ "redis-cli -h cache01 ping", "redis-cli cache01 cache01!" },
	{ "ping -c 1 10.0.0.9", "ping 10.0.0.9 10.0.0.9!" },
	{ "dig @9.9.9.9 vendor.example", "dig 9.9.9.9 dns://9.9.9.9!" },
	{ "openssl s_client -connect ldap.corp.lan:636", "openssl ldap.corp.lan:636 ldap.corp.lan:636!" },
	{ "mount -t nfs nas.corp.lan:/export /mnt", "mount nas.corp.lan nfs://nas.corp.lan!" },
	{ "mount -t cifs //files/share /mnt", "mount files smb://files!" },
	{ "git clone git@git.corp.lan:a/b.git", "git git.corp.lan ssh://git.corp.lan!" },
	{ "helm repo add x https://charts.vendor.example", "helm charts.vendor.example https://charts.vendor.example!" },
	{ "docker pull registry.corp.lan:5000/app:1", "docker registry.corp.lan:5000 https://registry.corp.lan:5000!" },
	{ "podman login registry.corp.lan", "podman registry.corp.lan https://registry.corp.lan!" },
	{ "gpg --keyserver keys.corp.lan --recv-keys 0x1", "gpg keys.corp.lan keys.corp.lan!" },
	/* none */
	{ "docker run -v /srv/a.b/c:/d library/nginx", "" },
	{ "curl http://localhost:9200/_cluster/health", "" },
	{ "curl -o file.com -d a=b.example", "" },
	{ "echo https://www.vendor.example/", "" },
	{ "grep -q https://www.vendor.example/ x", "" },
	{ "sed -i s|http://a.lan|http://b.lan| x", "" },
	{ "ssh -V", "" },
	{ "scp a b", "" },
	{ "nc -l 8080", "" },
	{ "mysql -uroot shop", "" },
	{ "psql -h /run/postgresql shop", "" },
	{ "mount /dev/sda1 /mnt", "" },
	{ "git checkout main", "" },
};

static void hosts_of_commands(void **state)
{
	struct up_arena *arena = up_arena_new();
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct up_word words[16] = { 0 };
		uint32_t n = 0;
		up_str rest = up_str_from(commands[i].text);
		for (; rest.len && n < 16; n++) {
			size_t blank = up_str_find_byte(rest, ' ', 0);
			words[n].text.bytes = up_str_slice(rest, 0, blank);
			rest = blank == SIZE_MAX ? UP_STR("") : up_str_slice(rest, blank + 1, rest.len);
		}
		const struct up_fact fact = { .kind = UP_FACT_COMMAND, .key = words[0].text.bytes, .words = words, .n_words = n };
		print_message("# %s\n", commands[i].text);
		assert_str_at(told_of(arena, &fact), up_str_from(commands[i].told), __FILE__, __LINE__);
	}
	up_arena_free(arena);
}

static void other_kinds(void **state)
{
	struct up_arena *arena = up_arena_new();
	const struct up_fact comment = { .kind = UP_FACT_COMMENT, .value = UP_STR("# https://api.vendor.example/") };
	assert_str(told_of(arena, &comment), "");
	const struct up_fact image = {
		.kind = UP_FACT_COMPONENT, .path = UP_STR("spec/containers/[]"), .key = UP_STR("image:ghcr.io/a/b"), .value = UP_STR("1.2")
	};
	assert_str(told_of(arena, &image), "image ghcr.io https://ghcr.io");
	const struct up_fact hub = { .kind = UP_FACT_COMPONENT, .key = UP_STR("image:library/nginx") };
	assert_str(told_of(arena, &hub), "");
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(hosts_of_settings), cmocka_unit_test(hosts_of_commands),
					    cmocka_unit_test(other_kinds) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
