/* Connection strings as people write them, made into ones libpq reads. See pg.h. */
#include "pg_private.h"

/* Parameters other libraries put into DATABASE_URL, which libpq refuses. */
static bool foreign_parameter(const char *name, size_t n)
{
	static const char *const names[] = {
		"schema", "pgbouncer", "connection_limit", "pool_timeout", "socket_timeout", "statement_cache_size", "sslaccept", "sslidentity", "sslpassword",
		"uselibpqcompat", "max", "min", "pool_size", "max_overflow", "statement_timeout", "query_timeout", "pool_max_conns", "pool_min_conns",
		"pool_max_conn_lifetime", "pool_max_conn_idle_time", "pool_health_check_period", "default_query_exec_mode", "statement_cache_mode", "ssl",
		"prepared_statement_cache_size", "prepared_statements", "prepareThreshold", "timezone", "TimeZone", "supa", "workaround", NULL};

	for (int i = 0; names[i]; i++)
		if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0)
			return true;
	return false;
}

static void clean_query(struct buf *out, const char *query, bool *pooled)
{
	char separator = '?';

	for (const char *p = query; *p;) {
		size_t n = strcspn(p, "&"), name = strcspn(p, "=&");

		if (n >= 14 && strncmp(p, "pgbouncer=true", 14) == 0)
			*pooled = true;
		if (strncmp(p, "ssl=true", n) == 0 && n == 8)
			buf_printf(out, "%csslmode=require", separator), separator = '&';
		else if (n == 17 && strncmp(p, "sslmode=no-verify", n) == 0)
			buf_printf(out, "%csslmode=require", separator), separator = '&';
		else if (n && !foreign_parameter(p, name))
			buf_printf(out, "%c%.*s", separator, (int)n, p), separator = '&';
		p += n + (p[n] == '&');
	}
}

/* postgresql+asyncpg://user:password@host/db?schema=public → what libpq reads. */
static bool clean_uri(struct arena *arena, const char *uri, const char **out, bool *pooled, struct err *err)
{
	const char *rest = strstr(uri, "://") + 3, *slash = rest + strcspn(rest, "/?#"), *at = NULL;
	struct buf b = {0};

	for (const char *p = rest; p < slash; p++) {
		if (*p != '@')
			continue;
		if (at)
			return err_usage(err, "the connection string holds more than one \"@\": one in the password is written %%40");
		at = p;
	}
	if (!at && strchr(rest, '@') && strchr(rest, '@') < rest + strcspn(rest, "?"))
		return err_usage(err, "the connection string has a \"/\" or \"#\" before its \"@\": in a password they are written %%2F and %%23");
	buf_puts(&b, "postgresql://");
	buf_add(&b, rest, strcspn(rest, "?"));
	if (strchr(rest, '?'))
		clean_query(&b, strchr(rest, '?') + 1, pooled);
	*out = arena_strdup(arena, buf_text(&b));
	buf_free(&b);
	return true;
}

bool pg_conninfo(struct arena *arena, const char *given, const char **conninfo, bool *pooled, struct err *err)
{
	PQconninfoOption *parsed;
	char *why = NULL;
	const char *scheme;

	*pooled = false;
	*conninfo = given = given ? given : "";
	scheme = strstr(given, "://");
	if (scheme && strncmp(given, "postgres", 8) != 0)
		return err_usage(err, "the connection string is not for PostgreSQL: it should begin with postgresql://");
	if (scheme && !clean_uri(arena, given, conninfo, pooled, err))
		return false;
	parsed = PQconninfoParse(*conninfo, &why);
	/* libpq's words quote the text, and with it perhaps the password. */
	PQfreemem(why);
	if (!parsed)
		return err_usage(err, "the connection string cannot be read: it is neither a postgresql:// address nor \"keyword=value …\" as libpq knows them");
	for (PQconninfoOption *o = parsed; o->keyword; o++)
		if (strcmp(o->keyword, "port") == 0 && o->val && strspn(o->val, "0123456789,") != strlen(o->val)) {
			PQconninfoFree(parsed);
			return err_usage(err, "the connection string's port is not a number; in a password \"/\", \"@\", \":\" and \"#\" are percent-encoded");
		}
	PQconninfoFree(parsed);
	return true;
}
