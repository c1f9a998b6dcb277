/*
 * English words in identifiers, as ORMs make table names from class names: "UserCategory" → "user_category" → "user_categories".
 * Only the last word of an identifier is changed; its letter case is kept. ASCII rules; other bytes pass unchanged.
 */
#ifndef PLUMBLINE_INFLECT_H
#define PLUMBLINE_INFLECT_H

#include "../base/str.h"

void inflect_snake_case(struct buf *out, const char *text);	/* HTTPServerId → http_server_id, user-name → user_name */
/* Words written in capitals become words like others, the first of the list that fits at each place: UserIDs with "API ID" → UserIds. */
void inflect_initialisms(struct buf *out, const char *text, const char *words);
void inflect_plural(struct buf *out, const char *text);		/* person → people, status → statuses, users → users */
void inflect_singular(struct buf *out, const char *text);	/* the other way: people → person, statuses → status */

#endif
