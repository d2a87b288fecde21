/*
 * offline.c - libgit2 without its network, when it is linked statically.
 *
 * strata never fetches through libgit2, but libgit2 prepares for it at every start:
 * reading the certificates of all authorities alone takes 5 ms. These definitions stand
 * in for the archive's members that would do so, which the linker then leaves out
 * together with the TLS, SSH and Kerberos libraries behind them. Each says that there is
 * no such transport. Signatures: libgit2 1.5, src/libgit2/streams and src/libgit2/transports.
 */
#include <git2.h>
#include <git2/sys/stream.h>
#include <git2/sys/transport.h>

int git_mbedtls_stream_global_init(void);
int git_mbedtls__set_cert_location(const char *file, const char *path);
int git_mbedtls_stream_new(git_stream **out, const char *host, const char *port);
int git_mbedtls_stream_wrap(git_stream **out, git_stream *in, const char *host);
int git_transport_ssh_global_init(void);
int git_http_auth_negotiate(void **out, const void *url);

int git_mbedtls_stream_global_init(void)
{
	return 0;
}

int git_mbedtls__set_cert_location(const char *file, const char *path)
{
	(void)file, (void)path;
	return GIT_ENOTFOUND;
}

int git_mbedtls_stream_new(git_stream **out, const char *host, const char *port)
{
	(void)out, (void)host, (void)port;
	return GIT_ENOTFOUND;
}

int git_mbedtls_stream_wrap(git_stream **out, git_stream *in, const char *host)
{
	(void)out, (void)in, (void)host;
	return GIT_ENOTFOUND;
}

int git_transport_ssh_global_init(void)
{
	return 0;
}

int git_smart_subtransport_ssh(git_smart_subtransport **out, git_transport *owner, void *param)
{
	(void)out, (void)owner, (void)param;
	return GIT_ENOTFOUND;
}

int git_transport_ssh_with_paths(git_transport **out, git_remote *owner, void *payload)
{
	(void)out, (void)owner, (void)payload;
	return GIT_ENOTFOUND;
}

int git_http_auth_negotiate(void **out, const void *url)
{
	(void)out, (void)url;
	return GIT_ENOTFOUND;
}
