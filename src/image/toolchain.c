/*
 * toolchain.c - see toolchain.h.
 *
 * Names of packages as Debian, Alpine, Fedora and SUSE have them, 2026-11. A name that is not
 * in the table is no build tool: a false alarm is worse than a package more.
 */
#include "image/toolchain.h"

static const char tools[] =
	"gcc g++ cpp clang llvm lld make cmake ninja-build ninja samurai meson build-essential "
	"build-base "
	"base-devel alpine-sdk musl-dev libc-dev libc6-dev linux-headers linux-headers-generic "
	"binutils "
	"autoconf automake libtool libtool-bin pkg-config pkgconf pkgconfig bison flex gettext-dev "
	"m4 "
	"patch nasm yasm ccache gdb strace ltrace git git-core mercurial subversion cvs bzr "
	"cargo rustc rust rustup golang golang-go go maven gradle ant sbt "
	"gfortran g++-multilib gcc-multilib gcc-c++ make-devel rpm-build dpkg-dev devscripts "
	"debhelper "
	"python3-dev python-dev python2-dev ruby-dev php-dev perl-dev node-gyp swig scons bazel "
	"development-tools patterns-devel-base-devel_basis default-jdk default-jdk-headless";

static bool is_versioned(struct strata_str name, const char *stem)
{
	struct strata_str rest;

	if (!strata_str_starts(name, strata_str_of(stem)))
		return false;
	rest = strata_str_skip(name, strlen(stem));
	for (size_t i = 0; i < rest.len; i++)
		if (!strata_is_digit(rest.ptr[i]) && rest.ptr[i] != '.' && rest.ptr[i] != '-')
			return false;
	return true;
}

bool image_is_build_tool(enum image_manager manager, struct strata_str name)
{
	bool distribution = manager == IMAGE_APT || manager == IMAGE_APK || manager == IMAGE_YUM ||
	                    manager == IMAGE_DNF || manager == IMAGE_ZYPPER ||
	                    manager == IMAGE_PACMAN;

	if (!distribution)
		return false;
	if (strata_lists(tools, name) || is_versioned(name, "gcc-") || is_versioned(name, "g++-") ||
	    is_versioned(name, "clang-") || is_versioned(name, "golang-"))
		return true;
	if (strata_str_starts(name, STRATA_STR("openjdk")) ||
	    strata_str_starts(name, STRATA_STR("java-")))
		return strata_str_find(name, STRATA_STR("jdk")) != STRATA_NPOS &&
		       strata_str_find(name, STRATA_STR("jre")) == STRATA_NPOS &&
		       !strata_str_ends(name, STRATA_STR("openjdk-headless")) &&
		       !strata_str_ends(name, STRATA_STR("-openjdk"));
	return strata_str_ends(name, STRATA_STR("-dev")) ||
	       strata_str_ends(name, STRATA_STR("-devel"));
}

static const struct image_toolchain toolchains[] = {
	{ "go", "build install", "/go/bin or the file of 'go build -o'",
	  "gcr.io/distroless/static-debian12:nonroot" },
	{ "cargo", "build install", "target/release/<name>", "debian:12-slim" },
	{ "rustc", "", "the file of -o", "debian:12-slim" },
	{ "mvn mvnw", "package install verify deploy", "target/*.jar", "eclipse-temurin:21-jre" },
	{ "gradle gradlew", "build assemble bootJar shadowJar installDist jar", "build/libs/*.jar",
	  "eclipse-temurin:21-jre" },
	{ "sbt", "assembly package stage", "target", "eclipse-temurin:21-jre" },
	{ "javac", "", "the classes", "eclipse-temurin:21-jre" },
	{ "dotnet", "publish build", "the folder of 'publish -o'",
	  "mcr.microsoft.com/dotnet/aspnet:8.0" },
	{ "make gmake ninja", "", "what 'make install DESTDIR=/out' puts there", "debian:12-slim" },
	{ "cmake", "--build --install", "what 'cmake --install' puts there", "debian:12-slim" },
	{ "gcc g++ cc c++ clang clang++", "", "the file of -o", "debian:12-slim" },
	{ "npm", "build", "dist", "nginx:alpine, or node:<version>-slim with 'npm ci --omit=dev'" },
	{ "yarn pnpm", "build", "dist", "nginx:alpine, or node:<version>-slim" },
	{ "ng vite webpack", "build", "dist", "nginx:alpine" },
	{ "swift", "build", ".build/release/<name>", "swift:slim" },
	{ "stack cabal", "build install", "the program", "debian:12-slim" },
	{ "mix", "release", "_build/prod/rel/<name>", "debian:12-slim" },
	{ "pip pip3", "wheel", "the wheels", "python:<version>-slim" },
};

/* What "make" is asked for that builds nothing. */
static bool builds_nothing(const struct image_command *command)
{
	return image_command_has(command, "--version -version --help -h clean test check -v");
}

const struct image_toolchain *image_toolchain_of(const struct image_command *command)
{
	if (!command->name.len || builds_nothing(command))
		return NULL;
	for (size_t i = 0; i < sizeof(toolchains) / sizeof(*toolchains); i++)
		if (image_command_is(command, toolchains[i].commands) &&
		    (!*toolchains[i].words || image_command_has(command, toolchains[i].words)))
			return &toolchains[i];
	return NULL;
}

/* The lines of an instruction that belong to running, not to building. */
static bool is_of_running(const struct dockerfile_instruction *i)
{
	switch (i->keyword) {
	case DOCKERFILE_CMD:
	case DOCKERFILE_ENTRYPOINT:
	case DOCKERFILE_EXPOSE:
	case DOCKERFILE_USER:
	case DOCKERFILE_HEALTHCHECK:
	case DOCKERFILE_STOPSIGNAL:
	case DOCKERFILE_VOLUME:
	case DOCKERFILE_WORKDIR: return true;
	default: return false;
	}
}

struct strata_str image_two_stages(const struct image_check *c, const struct image_toolchain *t)
{
	const struct dockerfile_instruction *from = &c->file->instructions.items[c->stage->first];
	struct strata_str out;

	out = strata_arena_printf(
		c->arena, "FROM %.*s AS build\n# .. all up to the build, as it is ..\n\nFROM %s\n",
		STRATA_ARG(from->words.count ? from->words.items[0].text : STRATA_STR("")),
		t->base);
	for (size_t at = c->stage->first; at < c->stage->end; at++) {
		const struct dockerfile_instruction *i = &c->file->instructions.items[at];

		if (i->keyword == DOCKERFILE_WORKDIR)
			out = strata_arena_join(c->arena, out, i->body, STRATA_STR("\n"));
	}
	out = strata_arena_printf(c->arena, "%.*s# %s\nCOPY --from=build <result> ./\n",
	                          STRATA_ARG(out), t->result);
	for (size_t at = c->stage->first; at < c->stage->end; at++) {
		const struct dockerfile_instruction *i = &c->file->instructions.items[at];

		if (is_of_running(i) && i->keyword != DOCKERFILE_WORKDIR)
			out = strata_arena_join(c->arena, out, i->body, STRATA_STR("\n"));
	}
	return out;
}
