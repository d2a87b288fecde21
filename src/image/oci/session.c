/* session.c - questions to registries; see session.h. */
#include "image/oci/session.h"

#include "image/oci/challenge.h"
#include "strata/limits.h"

enum { TRIES = 3 }; /* without a token, with one, with a new one in the place of one that ran out */

struct oci *oci_open(const struct oci_options *options)
{
	struct oci *oci = strata_malloc(sizeof(*oci));

	*oci = (struct oci){ .options = *options };
	oci->by_url = STRATA_MAP_INIT(&oci->arena);
	if (options->cache.len)
		oci->cache = net_cache_open(options->cache, 0);
	return oci;
}

void oci_close(struct oci *oci)
{
	if (!oci)
		return;
	net_many_close(oci->net);
	net_cache_close(oci->cache);
	strata_arena_release(&oci->arena);
	free(oci);
}

static void show_waiting(void *payload)
{
	struct oci *oci = payload;

	if (oci->options.progress)
		oci->options.progress(&oci->progress, oci->options.payload);
}

void oci_drop(struct oci *oci, const struct net_reply *reply, unsigned ticket)
{
	if (reply)
		net_many_drop(oci->net, ticket);
}

static struct net_reply *send(unsigned *ticket, struct oci *oci, const struct oci_question *q,
			      const struct net_credential *credential)
{
	struct net_ask ask = {
		.url = q->url,
		.accept = q->accept,
		.validator = q->validator,
		.credential = credential,
		.most = q->most,
		.head = true,
		.into_file = q->file >= 0,
		.file = q->file,
		.seconds = q->seconds,
	};
	struct net_reply *reply;

	*ticket = net_many_ask(oci->net, &ask);
	reply = net_many_wait(oci->net, *ticket);
	oci->progress.bytes += reply->body.len;
	show_waiting(oci);
	return reply;
}

/* --- hosts that do not answer -------------------------------------------------------------- */

/* Each of a thousand images would wait for it again. */
static const struct strata_error *gone(const struct oci *oci, struct strata_str url)
{
	for (size_t i = 0; i < oci->gone.count; i++)
		if (net_same_host(oci->gone.items[i].url, url))
			return &oci->gone.items[i].err;
	return NULL;
}

static void remember_gone(struct oci *oci, const struct oci_question *q,
			  const struct net_reply *reply)
{
	struct oci_gone *one;

	if (reply->rc != STRATA_EIO || reply->reached)
		return;
	one = strata_vec_push(&oci->arena, &oci->gone);
	one->url = strata_arena_dup(&oci->arena, q->url);
	one->err = reply->err;
}

/* --- tokens -------------------------------------------------------------------------------- */

static struct strata_str token_key(struct oci *oci, const struct oci_question *q)
{
	return STRATA_CONCAT(&oci->arena, q->scope, STRATA_STR("\n"), q->repository);
}

static struct oci_token *token_of(struct oci *oci, const struct oci_question *q)
{
	for (size_t i = 0; i < oci->tokens.count; i++)
		if (strata_str_eq(oci->tokens.items[i]->key, token_key(oci, q)))
			return oci->tokens.items[i];
	return NULL;
}

/* Replies of before may still point at the old one, which stays. */
static void keep_token(struct oci *oci, const struct oci_question *q, struct strata_str authorization)
{
	struct oci_token *token = strata_arena_alloc(&oci->arena, sizeof(*token));

	token->key = token_key(oci, q);
	token->credential.scope = strata_arena_dup(&oci->arena, q->scope);
	token->credential.authorization = authorization;
	for (size_t i = 0; i < oci->tokens.count; i++)
		if (strata_str_eq(oci->tokens.items[i]->key, token->key)) {
			oci->tokens.items[i] = token;
			return;
		}
	*strata_vec_push(&oci->arena, &oci->tokens) = token;
}

static int get_token(struct oci *oci, const struct oci_question *q,
		     const struct oci_challenge *challenge, const struct net_credential *user,
		     struct strata_error *err)
{
	struct strata_str scope = q->repository.len
					  ? STRATA_CONCAT(&oci->arena, STRATA_STR("repository:"),
							  q->repository, STRATA_STR(":pull"))
					  : STRATA_STR("");
	struct oci_question token = { .most = STRATA_LIMIT_TOKEN_BYTES, .file = -1 };
	struct net_credential *login = strata_arena_alloc(&oci->arena, sizeof(*login));
	struct strata_str authorization;
	struct net_reply *reply;
	unsigned ticket;
	int rc = oci_token_address(&token.url, challenge, q->url, scope, &oci->arena, err);

	if (rc < 0)
		return rc;
	if (user) {
		login->scope = strata_str_take(token.url, strata_str_chr(token.url, '?'));
		login->authorization = user->authorization;
	}
	reply = send(&ticket, oci, &token, user ? login : NULL);
	rc = reply->rc;
	oci->passing = reply->passing;
	if (rc == 0)
		rc = oci_token_read(&authorization, strata_buf_str(&reply->body), &oci->arena, err);
	else
		strata_fail(err, rc, 0, "no token is given: %s", reply->err.text);
	if (rc == 0)
		keep_token(oci, q, authorization);
	net_many_drop(oci->net, ticket);
	return rc;
}

/* Whether there is something to answer a 401 with that was not tried yet. */
static int answer_challenge(bool *again, struct oci *oci, const struct oci_question *q,
			    struct strata_str head, bool *tried_user, struct strata_error *err)
{
	const struct net_credential *user =
		net_credential_of(&oci->options.settings->credentials, q->url);
	struct oci_challenge challenge;
	bool whole = user && strata_str_starts(user->authorization, STRATA_STR("Bearer "));

	oci_challenge_read(&challenge, head, &oci->arena);
	*again = false;
	if (user && !*tried_user && (whole || !challenge.realm.ptr)) {
		*again = *tried_user = true;
		keep_token(oci, q, user->authorization);
		return 0;
	}
	if (!challenge.realm.ptr || whole)
		return 0;
	*again = true;
	return get_token(oci, q, &challenge, user, err);
}

/* --- questions ------------------------------------------------------------------------------ */

static int open_net(struct oci *oci, struct strata_error *err)
{
	struct net_many_options options = { .silence = oci->options.silence, .waiting = show_waiting,
					    .payload = oci };

	return oci->net ? 0 : net_many_open(&oci->net, &options, err);
}

static int tell(struct oci *oci, const struct oci_question *q, const struct net_reply *reply,
		struct strata_error *err)
{
	strata_error_at(err, net_shown(&oci->arena, q->url));
	if (reply->status == 401 || reply->status == 403)
		return strata_fail(err, STRATA_EIO, 0,
				   "the registry refuses (%ld): there is no such image, or it needs a "
				   "login that was not found", reply->status);
	if (err && err->code == STRATA_OK)
		*err = reply->err;
	return reply->rc;
}

int oci_ask(struct net_reply **out, unsigned *ticket, struct oci *oci, const struct oci_question *q,
	    struct strata_error *err)
{
	const struct strata_error *before = gone(oci, q->url);
	bool tried_user = false, again = true;
	int rc = before ? before->code : open_net(oci, err);

	*out = NULL;
	oci->passing = before != NULL;
	if (before && err && err->code == STRATA_OK)
		*err = *before;
	for (int i = 0; rc == 0 && i < TRIES && again; i++) {
		struct oci_token *token = token_of(oci, q);

		oci_drop(oci, *out, *ticket);
		*out = send(ticket, oci, q, token ? &token->credential : NULL);
		again = false;
		/* Whom it was sent on to has no say in where the login goes. */
		if ((*out)->status == 401 && !(*out)->elsewhere && i + 1 < TRIES)
			rc = answer_challenge(&again, oci, q, strata_buf_str(&(*out)->head),
					      &tried_user, err);
	}
	if (rc < 0) {
		strata_error_at(err, net_shown(&oci->arena, q->url));
		oci_drop(oci, *out, *ticket);
		*out = NULL;
		return rc;
	}
	remember_gone(oci, q, *out);
	oci->passing = (*out)->passing;
	return (*out)->rc < 0 ? tell(oci, q, *out, err) : 0;
}
