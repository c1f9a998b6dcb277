/* The error value. See err.h. */
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(struct err *err, bool usage, const char *format, va_list ap)
{
	if (!err)
		return;
	vsnprintf(err->message, sizeof(err->message), format, ap);
	err->usage |= usage;
}

bool err_set(struct err *err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(err, false, format, ap);
	va_end(ap);
	return false;
}

bool err_usage(struct err *err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(err, true, format, ap);
	va_end(ap);
	return false;
}

bool err_in(struct err *err, const char *format, ...)
{
	char prefix[512], rest[sizeof(err->message)];
	va_list ap;

	if (!err)
		return false;
	va_start(ap, format);
	vsnprintf(prefix, sizeof(prefix), format, ap);
	va_end(ap);
	memcpy(rest, err->message, sizeof(rest));
	snprintf(err->message, sizeof(err->message), "%.500s: %.500s", prefix, rest);
	return false;
}
