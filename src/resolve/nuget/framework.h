/*
 * framework.h - target frameworks of .NET, and which of a package's serves a project.
 *
 * A project for "net8.0" takes of "net6.0", "netstandard2.0" and none the nearest that it can
 * run: of its own kind the newest that is no newer than itself, else the newest .NET Standard
 * that it implements, else what is for any.
 *
 * Facts: learn.microsoft.com, ".NET Standard" (which version implements which), "Target
 * frameworks in SDK-style projects", "NuGet: target frameworks", 2026-11.
 */
#ifndef RESOLVE_NUGET_FRAMEWORK_H
#define RESOLVE_NUGET_FRAMEWORK_H

#include "strata/arena.h"

enum nuget_framework_kind {
	NUGET_ANY,
	NUGET_CORE,      /* .NET Core, and .NET since 5 */
	NUGET_STANDARD,
	NUGET_FRAMEWORK, /* .NET Framework */
	NUGET_OTHER,     /* of whatever name */
};

struct nuget_framework {
	enum nuget_framework_kind kind;
	unsigned version[4];
	struct strata_str name;     /* of OTHER, in lower case */
	struct strata_str platform; /* "windows" of "net8.0-windows7.0" */
	unsigned platform_version[4];
};

/* Short ("net48") or long (".NETFramework4.8", ".NETFramework,Version=v4.8"). */
struct nuget_framework nuget_framework_of(struct strata_str name, struct strata_arena *arena);

/* Index of the nearest of those that serve a project; STRATA_NPOS: none does. */
size_t nuget_framework_nearest(const struct nuget_framework *project,
			       const struct nuget_framework *offered, size_t count);

#endif
