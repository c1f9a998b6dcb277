/* The stored report. See stored.h. A file is one line, "plumbline-report KEY", and the report as JSON. */
#include "stored.h"

#include "base/build_id.h"
#include "base/io.h"

#define MAGIC "plumbline-report "
#define MAX_SIZE (64u << 20)

static uint64_t mix(uint64_t hash, const char *text)
{
	/* With the NUL: "ab","c" is not "a","bc". */
	return hash_bytes(text ? text : "", text ? strlen(text) + 1 : 0, hash);
}

static uint64_t mix_list(uint64_t hash, const char *const *list)
{
	for (; list && *list; list++)
		hash = mix(hash, *list);
	return mix(hash, "");
}

bool stored_key(struct stored *stored, const struct verdict *v, struct session *session)
{
	struct err err = {0};
	uint64_t hash = mix(0, session->root);
	char name[32];

	hash = mix(hash, session->config.profile);
	hash = mix(hash, v->config.preview ? "preview" : "");
	hash = mix_list(mix_list(hash, v->config.only), v->config.disabled);
	snprintf(name, sizeof(name), "%016llx.json", (unsigned long long)hash);
	stored->file = session_cache_file(session, "reports", name);
	if (!stored->file || !pipeline_digest(&session->pipeline, &err)) {
		stored->file = NULL;
		return false;
	}
	hash = mix(hash, build_id);
	for (size_t i = 0; i < v->rules.rule.n; i++)
		hash = mix(mix(hash, v->rules.rule.v[i].id), v->rules.rule.v[i].sql);
	hash = hash_bytes(&session->pipeline.digest, sizeof(session->pipeline.digest), hash);
	snprintf(stored->key, sizeof(stored->key), "%016llx", (unsigned long long)hash);
	return true;
}

bool stored_load(const struct stored *stored, struct report *report)
{
	struct report loaded = {0};
	const size_t head = strlen(MAGIC) + sizeof(stored->key);
	char *text;
	size_t length;
	bool ok;

	if (!stored->file || !io_read(stored->file, MAX_SIZE, &text, &length, NULL))
		return false;
	ok = length > head && starts_with(text, MAGIC) && memcmp(text + strlen(MAGIC), stored->key, strlen(stored->key)) == 0 && text[head - 1] == '\n' &&
		report_read_json(&loaded, text + head, length - head, NULL);
	free(text);
	if (ok)
		*report = loaded;
	else
		report_free(&loaded);
	return ok;
}

void stored_save(const struct stored *stored, const struct report *report)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out;

	if (!stored->file || !(out = open_memstream(&text, &length)))
		return;
	fprintf(out, "%s%s\n", MAGIC, stored->key);
	report_write_json(report, out);
	if (fclose(out) == 0 && length <= MAX_SIZE)
		io_write_atomic(stored->file, text, length, NULL);
	free(text);
}
