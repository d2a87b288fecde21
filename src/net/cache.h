/*
 * cache.h - answers of servers kept on disk, a file each.
 *
 * A file is named by a hash of its key (address, what was accepted, whose credential: as
 * a hash of it) and says the key again, so that a hash in common is no harm. It is written
 * beside its place and renamed, so a reader sees all of one or of the other; a sum tells
 * damage. So it may be shared by processes, interrupted, deleted, and nothing here fails:
 * what cannot be read is not there, what cannot be written is not kept.
 *
 * When the folder holds more than it may, what was not used for longest goes first.
 */
#ifndef NET_CACHE_H
#define NET_CACHE_H

#include <time.h>

#include "strata/arena.h"
#include "strata/buf.h"

struct net_cache;

struct net_cache_key {
	struct strata_str url;    /* with what it has of user and password left out */
	struct strata_str accept; /* "" for anything */
	struct strata_str whose;  /* of a credential: net_whose; "" without one */
	struct strata_str name;   /* net_cache_name's answer, for who asks more than once */
};

struct net_cached {
	struct strata_str validator;
	time_t fetched, fresh_until;
	time_t modified; /* by the server, of the last change; 0: it does not tell */
	bool immutable;
	bool missing; /* the server says that there is no such thing */
	struct strata_str body; /* in the buffer that net_cache_get or net_cache_peek was given */
};

/* The name of a key's file below the folder. */
struct strata_str net_cache_name(const struct net_cache_key *key, struct strata_arena *arena);

/* folder is made when the first answer is kept. most: bytes; 0: the limit. */
struct net_cache *net_cache_open(struct strata_str folder, uint64_t most);
void net_cache_close(struct net_cache *cache); /* NULL is allowed; lets go what is too much */

/*
 * Whether there is an entry. The file is read into bytes, where its body stays; NULL: the
 * body is not read, nor its sum checked.
 */
bool net_cache_get(struct net_cached *out, struct strata_buf *bytes, struct net_cache *cache,
		   const struct net_cache_key *key, struct strata_arena *arena);

/*
 * Whether there is an entry, of which the body is not needed yet: a small one is read as a
 * whole all the same, since that costs no more, and a large one has no body here.
 */
bool net_cache_peek(struct net_cached *out, struct strata_buf *bytes, struct net_cache *cache,
		    const struct net_cache_key *key, struct strata_arena *arena);

void net_cache_put(struct net_cache *cache, const struct net_cache_key *key,
		   const struct net_cached *entry, struct strata_str body);

/* The server says that what is there still holds: the times of entry are those from now on. */
void net_cache_renew(struct net_cache *cache, const struct net_cache_key *key,
		     const struct net_cached *entry);

/* What was found to be wrong in itself. */
void net_cache_forget(struct net_cache *cache, const struct net_cache_key *key);

/* A name for who asks that does not tell the credential: a part of its SHA-256. */
struct strata_str net_whose(struct strata_arena *arena, struct strata_str authorization);

#endif
