/*
 * Writing JSON piece by piece to a stream. The output is valid whatever bytes go in: what is not UTF-8 becomes U+FFFD, and control,
 * bidirectional and other invisible characters are written as \u escapes, so that no text of an audited file acts on a terminal or a log.
 *
 *     struct json j = {.out = stdout};
 *     json_open(&j, NULL, '{');
 *     json_text(&j, "rule", finding->rule);
 *     json_open(&j, "witness", '[');  …  json_close(&j, ']');
 *     json_close(&j, '}');
 *
 * `key` is NULL inside arrays and for the outermost value. Write errors are found by the owner of the stream (ferror).
 */
#ifndef PLUMBLINE_JSON_H
#define PLUMBLINE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out;
	bool comma;	/* a value came before in this object or array */
	bool newline;	/* the next value begins a line */
	bool script;	/* inside a <script> of HTML: "<" is written as an escape, so that no text ends it */
};

void json_open(struct json *json, const char *key, char bracket);	/* '{' or '[' */
void json_close(struct json *json, char bracket);			/* '}' or ']' */
void json_text(struct json *json, const char *key, const char *text);	/* NULL writes null */
void json_text_n(struct json *json, const char *key, const char *text, size_t length);
void json_int(struct json *json, const char *key, int64_t value);
void json_double(struct json *json, const char *key, double value);	/* null when it is no number JSON knows */
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
void json_line(struct json *json);	/* the next value begins a new line */

#endif
