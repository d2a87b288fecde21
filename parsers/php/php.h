/*
 * php.h - what composer.lock, installed.json and composer.json share.
 */
#ifndef PHP_PHP_H
#define PHP_PHP_H

#include "strata/facts.h"
#include "text/node.h"

/*
 * Packages have a vendor: "vendor/name". What has none is the platform: php,
 * ext-json, lib-curl, composer-plugin-api.
 */
bool php_is_package(struct strata_str name);

/* Whether a requirement is one version: "1.2.3", "v1.2", "=1.2.3". */
bool php_is_pin(struct strata_str *version, struct strata_str requirement);

/*
 * Adds a package as composer.lock and installed.json list it; its index, or
 * STRATA_NPOS for an entry without a name, which is noted.
 */
size_t php_add_package(struct strata_facts *out, const struct node *entry);

#endif
