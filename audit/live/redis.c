/* PING. See redis.h. */
#include "redis.h"

#include "../base/str.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

struct address {
	char host[256], user[128], password[512], path[108];
	int port, database;
	bool tls;
};

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
					: c >= 'A' && c <= 'F'	     ? c - 'A' + 10
								     : -1;
}

/* A percent-encoded part; false: too long. */
static bool decode(char *out, size_t size, const char *p, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (k + 1 >= size)
			return false;
		if (p[i] == '%' && i + 2 < n && hex(p[i + 1]) >= 0 && hex(p[i + 2]) >= 0) {
			out[k++] = (char)(hex(p[i + 1]) * 16 + hex(p[i + 2]));
			i += 2;
		} else {
			out[k++] = p[i];
		}
	}
	out[k] = '\0';
	return true;
}

static bool parse_server(struct address *a, const char *rest, const char *slash)
{
	const char *at = NULL, *colon = NULL, *host = rest;

	for (const char *p = rest; p < slash; p++)
		at = *p == '@' ? p : at;
	if (at) {
		const char *mark = memchr(rest, ':', (size_t)(at - rest));

		host = at + 1;
		if (!decode(a->user, sizeof(a->user), rest, (size_t)((mark ? mark : at) - rest)) ||
			(mark && !decode(a->password, sizeof(a->password), mark + 1, (size_t)(at - mark - 1))))
			return false;
	}
	if (*host == '[') { /* an address of IPv6 */
		const char *end = memchr(host, ']', (size_t)(slash - host));

		if (!end || !decode(a->host, sizeof(a->host), host + 1, (size_t)(end - host - 1)))
			return false;
		colon = end + 1 < slash && end[1] == ':' ? end + 1 : NULL;
	} else {
		colon = memchr(host, ':', (size_t)(slash - host));
		if (!decode(a->host, sizeof(a->host), host, (size_t)((colon ? colon : slash) - host)))
			return false;
	}
	if (colon) {
		char *end;

		a->port = (int)strtol(colon + 1, &end, 10);
		if (end != slash || a->port < 1 || a->port > 65535)
			return false;
	}
	return true;
}

static bool parse(struct address *a, const char *url)
{
	const char *rest = strstr(url, "://"), *slash, *query;
	char *end;

	*a = (struct address){.port = 6379};
	if (starts_with(url, "unix://"))
		return decode(a->path, sizeof(a->path), url + 7, strcspn(url + 7, "?"));
	if (*url == '/')
		return decode(a->path, sizeof(a->path), url, strlen(url));
	if (!starts_with(url, "redis://") && !starts_with(url, "rediss://"))
		return false;
	a->tls = starts_with(url, "rediss");
	rest += 3;
	query = rest + strcspn(rest, "?#");
	slash = memchr(rest, '/', (size_t)(query - rest));
	slash = slash ? slash : query;
	if (!parse_server(a, rest, slash))
		return false;
	if (!*a->host)
		strncpy(a->host, "127.0.0.1", sizeof(a->host) - 1);
	if (*slash == '/' && slash + 1 < query) {
		a->database = (int)strtol(slash + 1, &end, 10);
		return end == query && a->database >= 0;
	}
	return true;
}

static bool say(struct redis_answer *answer, enum redis_state state, const char *text)
{
	size_t n = strcspn(text, "\r\n");

	answer->state = state;
	snprintf(answer->message, sizeof(answer->message), "%.*s", (int)(n < 250 ? n : 250), text);
	return state == REDIS_READY;
}

/* What an error reply means. -ERR invalid password is how old servers say WRONGPASS. */
static enum redis_state state_of(const char *error)
{
	static const char *const not_yet[] = {"LOADING", "MASTERDOWN", "MISCONF", "BUSY", "CLUSTERDOWN", "READONLY", "TRYAGAIN", NULL};

	for (int i = 0; not_yet[i]; i++)
		if (starts_with(error, not_yet[i]))
			return REDIS_NOT_YET;
	return REDIS_REFUSES;
}

/* One command; true when the reply is no error. */
static bool command(redisContext *c, struct redis_answer *answer, int argc, const char **argv)
{
	redisReply *reply = redisCommandArgv(c, argc, argv, NULL);
	bool ok;

	if (!reply)
		return say(answer, REDIS_UNREACHABLE, c->errstr);
	ok = reply->type != REDIS_REPLY_ERROR || say(answer, state_of(reply->str), reply->str);
	freeReplyObject(reply);
	return ok;
}

static bool greet(redisContext *c, const struct address *a, struct redis_answer *answer)
{
	char database[16];
	const char *with_user[] = {"AUTH", a->user, a->password}, *alone[] = {"AUTH", a->password}, *select[] = {"SELECT", database}, *ping[] = {"PING"};

	snprintf(database, sizeof(database), "%d", a->database);
	if (*a->password && !(*a->user ? command(c, answer, 3, with_user) : command(c, answer, 2, alone)))
		return false;
	return (!a->database || command(c, answer, 2, select)) && command(c, answer, 1, ping);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

bool redis_ping(const char *url, int timeout_ms, struct redis_answer *answer, struct err *err)
{
	struct timeval timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
	struct address a;
	redisContext *c;
	double began = now_ms();

	*answer = (struct redis_answer){0};
	if (!parse(&a, url))
		return err_usage(err, "the address of Redis is not redis://[user:password@]host[:port][/database] or unix:///path");
	if (a.tls) {
		say(answer, REDIS_UNKNOWN, "TLS to Redis is not built in");
		return true;
	}
	c = *a.path ? redisConnectUnixWithTimeout(a.path, timeout) : redisConnectWithTimeout(a.host, a.port, timeout);
	if (!c || c->err)
		say(answer, REDIS_UNREACHABLE, c ? c->errstr : "out of memory");
	else if (redisSetTimeout(c, timeout) != REDIS_OK)
		say(answer, REDIS_UNREACHABLE, "no time limit could be set");
	else if (greet(c, &a, answer))
		say(answer, REDIS_READY, "");
	if (c)
		redisFree(c);
	answer->ms = now_ms() - began;
	return true;
}
