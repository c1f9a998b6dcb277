/*
 * Digests as other tools write them down, to be compared with theirs. For hashes of our own there is hash_bytes() in str.h, which is faster.
 */
#ifndef PLUMBLINE_BASE_DIGEST_H
#define PLUMBLINE_BASE_DIGEST_H

#include <stddef.h>

#define DIGEST_MAX 65 /* bytes of a SHA-256 in hexadecimal, with the NUL */

/* SHA-256 in lower-case hexadecimal. */
void digest_sha256(const char *bytes, size_t n, char out[DIGEST_MAX]);

#endif
