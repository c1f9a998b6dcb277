/* See digest.h. */
#include "digest.h"

#include <openssl/sha.h>
#include <stdio.h>

void digest_sha256(const char *bytes, size_t n, char out[DIGEST_MAX])
{
	unsigned char digest[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)bytes, n, digest);
	for (int i = 0; i < SHA256_DIGEST_LENGTH; i++)
		snprintf(out + i * 2, 3, "%02x", digest[i]);
}
