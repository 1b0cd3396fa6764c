/* What the files of endpoints share. */
#pragma once

#include "core/endpoint.h"

struct up_endpoint_call {
	const struct up_fact *fact;
	struct up_arena *arena;
	void (*state)(void *data, const struct up_fact *endpoint);
	void *data;
	bool is_command; /* it is contacted for sure: a name of one label counts */
};

/* An address as it is written: parts of the text, empty where there is none. */
struct up_address {
	up_str scheme, host, port, path;
};

/* States an address, unless its host is nobody's or this one. */
void up_endpoint_state(const struct up_endpoint_call *call, const struct up_address *address, up_span at);
/* Every URL of a text that begins a word of it, or stands behind a `=` or a quote. True: there was one, told or not. */
bool up_endpoint_urls(const struct up_endpoint_call *call, up_str text, up_span at);
/* The registry of an image that names one: "registry.corp.lan:5000/app". */
void up_endpoint_image(const struct up_endpoint_call *call, up_str image, up_span at);
/* `[user@]host[:port]`: splits it. False: it is something else. */
bool up_address_split(up_str word, struct up_address *ret_address);
/* endpoint-host.c */
/* Could it be a name or an address of a host at all: letters, digits, dots, dashes? */
bool up_host_is_plausible(up_str host);
/* A machine beside this one that somebody may mean? `any_label`: a name without a dot counts. */
bool up_host_is_external(up_str host, bool any_label);
bool up_host_is_ipv4(up_str host);
/* A name of several labels, the last one no ending of files, or an IPv4 address: what stands bare in settings. */
bool up_host_is_bare(up_str host);
/* endpoint-keys.c: what the name of a setting says of its value. */
enum up_key_sense {
	UP_KEY_PLAIN,   /* URLs in it count */
	UP_KEY_ADDRESS, /* a bare host or host:port is one */
	UP_KEY_NONE,    /* documentation, an identifier, prose, a script, an address of its own */
};
enum up_key_sense up_key_sense_of(up_str path, up_str key);
/* endpoint-commands.c */
void up_endpoints_of_command(struct up_endpoint_call *call);
