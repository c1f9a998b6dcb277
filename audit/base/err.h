/*
 * One error value, filled where the failure happens and prefixed on the way up.
 *
 *     bool f(..., struct err *err)
 *     {
 *         if (open fails)
 *             return err_set(err, "cannot open \"%s\": %s", path, strerror(errno));
 *         if (!g(err))
 *             return err_in(err, "reading \"%s\"", path);
 *     }
 *
 * Only main.c prints an error. Bad input is not an error but a fact (a coverage row).
 * `err` may be NULL: the message is then dropped.
 */
#ifndef PLUMBLINE_ERR_H
#define PLUMBLINE_ERR_H

#include <stdbool.h>

struct err {
	char message[1024];	/* empty string: no error */
	bool usage;		/* the caller's words or configuration are wrong: exit 2, not 3 */
};

/* Both return false, so that a failing function can `return err_set(...)`. */
bool err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool err_in(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As err_set, for a mistake of the user's: command line, configuration, a pack or a rule. */
bool err_usage(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
