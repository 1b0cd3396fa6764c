#include "run/include-paths.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/limits.h"

#include "test.h"

/* A tree on disk, and what is asked of it. */
struct world {
	char root[64];
	struct up_arena *arena;
	up_str *files;
	size_t n;
	unsigned steps;
};

static struct world world_new(void)
{
	struct world world = { .root = "/tmp/uplint-include-XXXXXX", .arena = up_arena_new(), .steps = UP_LIMIT_INCLUDE_STEPS };
	assert_non_null(mkdtemp(world.root));
	return world;
}

static void put(const struct world *world, const char *below)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", world->root, below);
	for (char *slash = path + strlen(world->root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void put_link(const struct world *world, const char *target, const char *below)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", world->root, below);
	assert_int_equal(symlink(target, path), 0);
}

static enum up_include_fault find(struct world *world, const char *from, const char *target)
{
	static const up_str bases[] = { UP_STR("etc/demo") }, suffixes[] = { UP_STR(".conf") };
	const struct up_include_request request = { .root = world->root,
						    .below = up_str_from(from),
						    .target = up_str_from(target),
						    .bases = bases,
						    .n_bases = 1,
						    .is_folder = target[strlen(target) - 1] == '/',
						    .suffixes = suffixes,
						    .n_suffixes = 1,
						    .steps = &world->steps };
	return up_include_find(&request, world->arena, &world->files, &world->n);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	return remove(path);
}

static void world_finish(struct world *world)
{
	assert_int_equal(nftw(world->root, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	up_arena_free(world->arena);
}

#define ONE(world, path)                                                                                                                   \
	do {                                                                                                                               \
		assert_int_equal((world).n, 1);                                                                                            \
		assert_str((world).files[0], path);                                                                                        \
	} while (0)

static void paths_of_a_host(void **state)
{
	struct world world = world_new();
	put(&world, "etc/demo/demo.conf");
	put(&world, "etc/demo/more/a.conf");
	put(&world, "etc/demo/more/b.other");
	put(&world, "etc/demo/more/.c.conf");
	put(&world, "srv/x");
	put(&world, "files/etc/demo/sub/demo.conf");
	put(&world, "files/srv/y");
	assert_int_equal(find(&world, "etc/demo/demo.conf", "/srv/x"), UP_INCLUDE_FOUND);
	ONE(world, "srv/x");
	assert_int_equal(find(&world, "etc/demo/demo.conf", "more/*.conf"), UP_INCLUDE_FOUND);
	ONE(world, "etc/demo/more/a.conf");
	assert_int_equal(find(&world, "etc/demo/demo.conf", "./more//../more/"), UP_INCLUDE_FOUND);
	ONE(world, "etc/demo/more/a.conf");
	assert_int_equal(find(&world, "etc/demo/demo.conf", "more/*.none"), UP_INCLUDE_FOUND);
	assert_int_equal(world.n, 0);
	assert_int_equal(find(&world, "files/etc/demo/sub/demo.conf", "/srv/y"), UP_INCLUDE_FOUND);
	ONE(world, "files/srv/y");
	assert_int_equal(find(&world, "files/etc/demo/sub/demo.conf", "demo.conf"), UP_INCLUDE_MISSING);
	world_finish(&world);
}

static void links(void **state)
{
	struct world world = world_new();
	put(&world, "etc/demo/demo.conf");
	put(&world, "srv/x");
	put_link(&world, "../../srv/x", "etc/demo/relative");
	put_link(&world, "/srv", "etc/demo/absolute");
	put_link(&world, "../../../x", "etc/demo/out");
	put_link(&world, "round", "etc/demo/round");
	put_link(&world, "*", "etc/demo/star");
	assert_int_equal(find(&world, "etc/demo/demo.conf", "relative"), UP_INCLUDE_FOUND);
	ONE(world, "srv/x");
	assert_int_equal(find(&world, "etc/demo/demo.conf", "absolute/x"), UP_INCLUDE_FOUND);
	ONE(world, "srv/x");
	assert_int_equal(find(&world, "etc/demo/demo.conf", "out"), UP_INCLUDE_OUTSIDE);
	assert_int_equal(find(&world, "etc/demo/demo.conf", "../../../x"), UP_INCLUDE_OUTSIDE);
	assert_int_equal(find(&world, "etc/demo/demo.conf", "round"), UP_INCLUDE_MANY);
	/* A star in a link is a name. */
	assert_int_equal(find(&world, "etc/demo/demo.conf", "star"), UP_INCLUDE_MISSING);
	world_finish(&world);
}

static void more_steps_than_the_limit(void **state)
{
	struct world world = world_new();
	put(&world, "etc/demo/a/demo.conf");
	put(&world, "etc/demo/b/demo.conf");
	/* Ways that lead to the same folder are one. */
	assert_int_equal(find(&world, "etc/demo/demo.conf", "*/../*/../*/../*/../*/../a/*"), UP_INCLUDE_FOUND);
	ONE(world, "etc/demo/a/demo.conf");
	assert_true(UP_LIMIT_INCLUDE_STEPS - world.steps < 100);
	world.steps = 5;
	assert_int_equal(find(&world, "etc/demo/demo.conf", "*/*"), UP_INCLUDE_MANY);
	world_finish(&world);
}

static void more_than_the_limit(void **state)
{
	struct world world = world_new();
	for (int i = 0; i <= UP_LIMIT_INCLUDED; i++) {
		char name[64];
		snprintf(name, sizeof name, "etc/demo/more/%04d.conf", i);
		put(&world, name);
	}
	assert_int_equal(find(&world, "etc/demo/demo.conf", "more/*"), UP_INCLUDE_MANY);
	assert_int_equal(world.n, UP_LIMIT_INCLUDED);
	world_finish(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_of_a_host),
		cmocka_unit_test(links),
		cmocka_unit_test(more_steps_than_the_limit),
		cmocka_unit_test(more_than_the_limit),
	};
	return cmocka_run_group_tests_name("include-paths", tests, NULL, NULL);
}
