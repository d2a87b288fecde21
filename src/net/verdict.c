/* verdict.c - what an answer, or its lack, means; see transfer.h. RFC 9110, statuses. */
#include "net/transfer.h"

bool transfer_may_pass(const struct transfer *t)
{
	switch (t->result) {
	case CURLE_OK:
		return t->status == 408 || t->status == 429 ||
		       (t->status >= 500 && t->status != 501) ||
		       (t->status == 416 && !t->whole && !t->part);
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM: return true;
	case CURLE_WRITE_ERROR: return t->misplaced;
	default: return false;
	}
}

bool transfer_is_finished(const struct transfer *t)
{
	return t->result == CURLE_OK &&
	       (t->status < 300 || t->status == 304 || (t->status == 416 && t->whole));
}

static int fail_result(const struct transfer *t, struct strata_error *err)
{
	switch (t->result) {
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		if (t->status)
			return strata_fail(err, STRATA_EIO, 0,
					   "the server redirects to where it may not: %s", t->why);
		return strata_fail(err, STRATA_EUSAGE, 0,
				   "the address is none of http, https or file");
	case CURLE_FILE_COULDNT_READ_FILE:
		return strata_fail(err, STRATA_ENOTFOUND, 0, "there is no such file");
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return strata_fail(err, STRATA_EIO, 0, "the host was not found: %s", t->why);
	case CURLE_FILESIZE_EXCEEDED:
		return strata_fail(err, STRATA_ELIMIT, 0, "the answer has more bytes than the %llu "
				   "that are allowed", (unsigned long long)t->sink->most);
	case CURLE_TOO_MANY_REDIRECTS:
		return strata_fail(err, STRATA_EIO, 0, "the server redirects in circles");
	case CURLE_OPERATION_TIMEDOUT:
		return strata_fail(err, STRATA_EIO, 0, "the server is silent: %s", t->why);
	default: return strata_fail(err, STRATA_EIO, 0, "cannot fetch: %s", t->why);
	}
}

int transfer_fail(const struct transfer *t, struct strata_error *err)
{
	if (t->result != CURLE_OK)
		return fail_result(t, err);
	if (t->status == 404 || t->status == 410)
		return strata_fail(err, STRATA_ENOTFOUND, 0, "the server does not have it (%ld)",
				   t->status);
	if (t->part && (t->status == 416 || t->status == 501))
		return strata_fail(err, STRATA_EUNSUPPORTED, 0, "the server sends no parts (%ld)",
				   t->status);
	if (t->retry_after * 1000 > TRANSFER_LONGEST_PAUSE_MS)
		return strata_fail(err, STRATA_EIO, 0,
				   "the server answers %ld and asks to come back in %ld seconds",
				   t->status, t->retry_after);
	if (t->status == 401 || t->status == 403 || t->status == 407)
		return strata_fail(err, STRATA_EIO, 0, "the server refuses (%ld)", t->status);
	return strata_fail(err, STRATA_EIO, 0, "the server answers %ld", t->status);
}
