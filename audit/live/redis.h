/*
 * Is a Redis there that will take the next command? PING, after AUTH and SELECT where the address says so. Only redis.c includes hiredis.
 *
 *     struct redis_answer a;
 *     redis_ping("redis://:secret@cache:6379/2", 3000, &a);
 *
 * The verdict is by what the reply says, not that there is one: -LOADING and -NOAUTH are replies.
 */
#ifndef PLUMBLINE_LIVE_REDIS_H
#define PLUMBLINE_LIVE_REDIS_H

#include "../base/err.h"

enum redis_state {
	REDIS_READY,
	REDIS_REFUSES, /* it answers, and will not serve us: wrong or missing password, no such database */
	REDIS_NOT_YET, /* it answers, and is not ready: loading, its master is down, it cannot save */
	REDIS_UNREACHABLE,
	REDIS_UNKNOWN, /* TLS is not built in */
};

struct redis_answer {
	enum redis_state state;
	char message[300]; /* "" when ready; never the password */
	double ms;
};

/* false: the address is not one (err->usage); nothing was asked. */
bool redis_ping(const char *url, int timeout_ms, struct redis_answer *answer, struct err *err);

#endif
