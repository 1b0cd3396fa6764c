/* What tests of CMS share: a vendor with a root, an authority and a signer, and a folder with what it ships. */
#pragma once

#include "x509-made.h"

/* A root, an authority below it, a signer of code below that; and a folder with x.zip. */
struct world {
	struct made *made;
	struct made_identity root, middle, signer;
	up_str content;
};

static inline struct world world_of(struct made_wish signer)
{
	struct world world = { .made = made_new(), .content = UP_STR("PK: a package\nof two lines\n") };
	made_container(world.made, UP_CONTAINER_FOLDER, ".");
	made_add(world.made, 0, "x.zip", world.content, false);
	world.root = made_identity(world.made, (struct made_wish){ .name = "Root", .is_authority = true });
	world.middle = made_identity(world.made, (struct made_wish){ .name = "Middle", .issuer = &world.root, .is_authority = true });
	signer.name = signer.name ? signer.name : "Signer";
	signer.issuer = &world.middle;
	world.signer = made_identity(world.made, signer);
	return world;
}

static inline struct world usual(void)
{
	return world_of((struct made_wish){ 0 });
}

static inline void verify(struct world *world)
{
	up_verify_cms(&world->made->verify);
}

static inline void end(struct world *world)
{
	made_identity_free(&world->root);
	made_identity_free(&world->middle);
	made_identity_free(&world->signer);
	made_free(world->made);
}

/* x.zip.p7s by the signer, with the authority above it. */
static inline void sign(struct world *world)
{
	made_add(world->made, 0, "x.zip.p7s", made_signature(world->made, world->content, &world->signer, &world->middle), true);
}

static inline void trust(struct world *world, const struct made_identity *identity)
{
	made_trust(world->made, "trust/root.pem", made_pem(world->made, identity));
}

/* The same with the root itself. */
static inline void sign_with_all(struct world *world)
{
	STACK_OF(X509) *others = sk_X509_new_null();
	sk_X509_push(others, world->root.certificate);
	sk_X509_push(others, world->middle.certificate);
	BIO *content = BIO_new_mem_buf(world->content.s, (int)world->content.len);
	CMS_ContentInfo *message = CMS_sign(world->signer.certificate, world->signer.key, others, content, CMS_DETACHED | CMS_BINARY);
	made_add(world->made, 0, "x.zip.p7s", made_der(world->made, message), true);
	BIO_free(content);
	sk_X509_free(others);
}

static inline void pinned(struct world *world, const struct made_identity *identity, const char *before, const char *behind)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len;
	char hex[65];
	X509_digest(identity->certificate, EVP_sha256(), digest, &len);
	up_digest_hex(digest, 32, hex);
	made_trust(world->made, "pins.txt", up_arena_printf(world->made->package.arena, "%s%s%s", before, hex, behind));
}
