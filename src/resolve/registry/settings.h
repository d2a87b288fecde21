/*
 * settings.h - which servers an ecosystem is asked at, who says so, and with what
 * credentials.
 *
 * One row per ecosystem in configs.def, one file each in src/resolve/registry/. The
 * ecosystem's own files and variables come first, then [registries] of the user's
 * strata.toml and registries.toml. No address is compiled in.
 *
 * What lies in the scanned tree names no host that the user's configuration does not,
 * expands no environment and gives no credentials: registry_add_project sees to it.
 */
#ifndef RESOLVE_SETTINGS_H
#define RESOLVE_SETTINGS_H

#include "config/config.h"
#include "net/many.h"
#include "strata/ecosystem.h"
#include "strata/facts.h"

struct registry_config;
struct solver_files;

struct registry_server {
	struct strata_str name; /* what it serves: "" all else; "@scope" of npm, an id of Maven */
	struct strata_str url;  /* without user and password, without a '/' at its end */
	struct strata_str said; /* who says so, for people: "/home/u/.npmrc:3" */
};

STRATA_VEC(registry_servers, struct registry_server);

struct registry_settings {
	const struct registry_config *config;
	struct strata_arena *arena;
	struct registry_servers servers; /* the first of a name counts */
	struct net_credentials credentials;
	struct strata_strs flags; /* what else its files say, for its solver: "GOPRIVATE=.." */
	struct strata_notes notes; /* of files in the scanned tree */
};

/* Where to look. */
struct registry_place {
	const struct config *user;        /* the user's own, with registries.toml */
	const struct solver_files *files; /* of the snapshot; NULL: none is scanned */
	struct strata_str folder;         /* of the manifest; "" at the top */
	const char *home;                 /* NULL: there is none */
};

struct registry_config {
	const char *key; /* "npm": as in [registries], and for people */
	const struct strata_ecosystem *ecosystem;

	/*
	 * Adds what the ecosystem's own files and variables say. EUSAGE with file and line. With
	 * reads_user also what [registries] says, whose keys are of its own kind.
	 */
	bool reads_user;
	int (*read)(struct registry_settings *out, const struct registry_place *place,
		    struct strata_error *err);

	/*
	 * Adds the default addresses of the package manager that is installed, by asking it
	 * (registry_run). ENOTFOUND when it is not installed, or does not tell. NULL: its
	 * default is known.
	 */
	int (*detect)(struct strata_strs *urls, struct strata_arena *arena,
		      struct strata_error *err);
};

#define CONFIG(id) extern const struct registry_config registry_config_##id;
#include "resolve/registry/configs.def"
#undef CONFIG

/* All rows: index from 0, NULL after the last. */
const struct registry_config *registry_config_at(size_t index);

/* The row's own files, then the user's [registries]. */
int registry_settings_read(struct registry_settings *out, const struct registry_config *config,
			   const struct registry_place *place, struct strata_arena *arena,
			   struct strata_error *err);

/* The server of a name, else that of "". NULL: none is known; registry_unknown says so. */
const struct registry_server *registry_server_of(const struct registry_settings *settings,
						 struct strata_str name);

/* EUSAGE, with the line to add and the command that does it. */
int registry_unknown(const struct registry_settings *settings, struct strata_error *err);

/*
 * For `read`: a server that the user names. User and password in the address become a
 * credential for all below it. EUSAGE for what is no http(s) address.
 */
int registry_add_server(struct registry_settings *settings, struct strata_str name,
			struct strata_str url, struct strata_str said, struct strata_error *err);

/*
 * The same of a file in the scanned tree. Where the user's own settings (all of them must
 * be there by now, `user` among them) do not name its host, it is a note and no server.
 */
void registry_add_project(struct registry_settings *settings, const struct config *user,
			  struct strata_str name, struct strata_str url, struct strata_str path,
			  unsigned line);

/* EUSAGE when it cannot be a header's value: control characters. */
int registry_add_credential(struct registry_settings *settings, struct strata_str scope,
			    struct strata_str authorization, struct strata_error *err);

/* "Basic .." of a user and a password. */
struct strata_str registry_basic(struct strata_arena *arena, struct strata_str user,
				 struct strata_str password);

/* A file of the user's, at most STRATA_LIMIT_CONFIG_BYTES. False when there is none. */
bool registry_read_file(struct strata_str *out, const char *path, struct strata_arena *arena);

/*
 * Runs a program that is found in PATH, in an empty folder outside of any repository,
 * and answers what it prints. ENOTFOUND when it is not installed, EIO when it fails or
 * takes longer than STRATA_LIMIT_PROGRAM_SECONDS.
 */
int registry_run(struct strata_str *out, const char *const *words, struct strata_arena *arena,
		 struct strata_error *err);

/* The addresses among the lines it prints, behind the mark. ENOTFOUND also when there is none. */
int registry_run_list(struct strata_strs *urls, const char *const *words, struct strata_str mark,
		      struct strata_arena *arena, struct strata_error *err);

/* The same as registry_run, of a program that reads something. */
int registry_run_with(struct strata_str *out, const char *const *words, struct strata_str input,
		      struct strata_arena *arena, struct strata_error *err);

#endif
