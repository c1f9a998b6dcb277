/* What an OpenAPI document says routes answer → stated_response. Versions 2 and 3, JSON and YAML; references inside the document are followed. */
#ifndef PLUMBLINE_OPENAPI_H
#define PLUMBLINE_OPENAPI_H

#include "base/err.h"
#include "store/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a file of this name may be such a document. */
bool openapi_is(const char *path);
/* False: it cannot be read; err says why. A document of another kind gives no rows and is no error. */
bool openapi_read(const char *text, size_t length, const char *path, int64_t file_id, struct facts *facts, struct err *err);

#endif
