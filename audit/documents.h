/*
 * Files of schema languages that are no SQL → rows of schemas/25_document.sql: before packs run, for they may name types by them.
 * OpenAPI documents (openapi.json, swagger.yaml, …; versions 2 and 3) → stated_response.
 */
#ifndef PLUMBLINE_DOCUMENTS_H
#define PLUMBLINE_DOCUMENTS_H

#include "store/facts.h"
#include "tree.h"

void documents_write(const struct tree *tree, struct facts *facts);

#endif
