/* Plural, singular and snake case. See inflect.h. */
#include "inflect.h"

#include <ctype.h>
#include <stdio.h>

#define LONGEST_WORD 64	/* a longer last word only gets or loses an "s" */

static const char *const uncountable[] = {
	"equipment", "feedback", "fish", "information", "jeans", "metadata", "money", "moose", "news", "police", "rice", "series", "sheep",
	"software", "species", "staff", "traffic", "weather", NULL,
};

/* Pairs no rule below makes; looked up both ways. */
static const struct { const char *singular, *plural; } irregular[] = {
	{"alias", "aliases"}, {"analysis", "analyses"}, {"appendix", "appendices"}, {"atlas", "atlases"}, {"axis", "axes"},
	{"bacterium", "bacteria"}, {"bias", "biases"}, {"calf", "calves"}, {"canvas", "canvases"}, {"child", "children"},
	{"crisis", "crises"}, {"criterion", "criteria"}, {"curriculum", "curricula"}, {"datum", "data"}, {"diagnosis", "diagnoses"},
	{"echo", "echoes"}, {"foot", "feet"}, {"gas", "gases"}, {"goose", "geese"}, {"half", "halves"}, {"hero", "heroes"},
	{"hypothesis", "hypotheses"}, {"index", "indices"}, {"knife", "knives"}, {"leaf", "leaves"}, {"lens", "lenses"}, {"life", "lives"},
	{"loaf", "loaves"}, {"man", "men"}, {"matrix", "matrices"}, {"medium", "media"}, {"menu", "menus"}, {"mouse", "mice"}, {"ox", "oxen"},
	{"parenthesis", "parentheses"}, {"person", "people"}, {"phenomenon", "phenomena"}, {"potato", "potatoes"}, {"quiz", "quizzes"},
	{"self", "selves"}, {"shelf", "shelves"}, {"synopsis", "synopses"}, {"thesis", "theses"}, {"thief", "thieves"}, {"tomato", "tomatoes"},
	{"tooth", "teeth"}, {"vertex", "vertices"}, {"veto", "vetoes"}, {"wife", "wives"}, {"wolf", "wolves"}, {"woman", "women"},
};

/* Words in -ie and -che: their plural looks like one in -y or -ch. */
static const char *const keeps_e[] = {
	"ache", "avalanche", "brownie", "cache", "calorie", "cookie", "die", "headache", "hoodie", "lie", "movie", "niche", "pie", "pixie", "prairie",
	"psyche", "rookie", "selfie", "smoothie", "tie", "zombie", NULL,
};

/* Plural endings and what the singular has instead: the first that fits. "=" in front: the whole word. */
static const struct { const char *plural, *singular; } endings[] = {
	{"ss", "ss"}, {"us", "us"}, {"is", "is"}, {"=uses", "use"}, {"ouses", "ouse"}, {"auses", "ause"}, {"uses", "us"}, {"ies", "y"}, {"zzes", "zz"},
	{"sses", "ss"}, {"shes", "sh"}, {"ches", "ch"}, {"xes", "x"}, {"s", ""},
};

static bool listed(const char *const *list, const char *word)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

static bool vowel(char c)
{
	return c && strchr("aeiou", c);
}

/* Where the last word of an identifier begins: after '_', '-', ' ', '.', or at a capital after a small letter or a digit. */
static const char *last_word(const char *text)
{
	const char *word = text;

	for (const char *p = text; *p; p++) {
		if (strchr("_- .", *p) && p[1])
			word = p + 1;
		else if (p > text && isupper((unsigned char)*p) && (islower((unsigned char)p[-1]) || isdigit((unsigned char)p[-1])))
			word = p;
	}
	return word;
}

/* Writes `word` (small letters) in the letter case of `model`. */
static void add_like(struct buf *out, const char *model, const char *word)
{
	bool first = isupper((unsigned char)model[0]), all = first && isupper((unsigned char)model[1]);

	for (size_t i = 0; word[i]; i++)
		buf_putc(out, (char)(all || (first && i == 0) ? toupper((unsigned char)word[i]) : word[i]));
}

static void plural_of(struct buf *out, const char *word, size_t n)
{
	char last = n ? word[n - 1] : 0, before = n > 1 ? word[n - 2] : 0;

	if (ends_with(word, "us") || ends_with(word, "ss") || ends_with(word, "sh") || ends_with(word, "ch") || last == 'x' || last == 'z') {
		buf_printf(out, "%ses", word);
	} else if (ends_with(word, "sis")) {
		buf_printf(out, "%.*ses", (int)n - 2, word);
	} else if (last == 'y' && before && (!vowel(before) || ends_with(word, "quy"))) {
		buf_printf(out, "%.*sies", (int)n - 1, word);
	} else {
		buf_printf(out, last == 's' ? "%s" : "%ss", word);
	}
}

static void singular_of(struct buf *out, const char *word, size_t n)
{
	char shorter[LONGEST_WORD + 1];

	snprintf(shorter, sizeof(shorter), "%.*s", n ? (int)n - 1 : 0, word);
	if (n && word[n - 1] == 's' && listed(keeps_e, shorter)) {
		buf_puts(out, shorter);
		return;
	}
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		const char *ending = endings[i].plural;

		if (*ending == '=' ? strcmp(word, ending + 1) == 0 : ends_with(word, ending) && n > strlen(ending)) {
			buf_printf(out, "%.*s%s", *ending == '=' ? 0 : (int)(n - strlen(ending)), word, endings[i].singular);
			return;
		}
	}
	buf_puts(out, word);
}

static void inflect(struct buf *out, const char *text, bool plural)
{
	const char *model = last_word(text);
	struct buf changed = {0};
	char word[LONGEST_WORD + 1];
	size_t n = strlen(model);
	const char *found = NULL;

	buf_add(out, text, (size_t)(model - text));
	if (n > LONGEST_WORD) {
		bool s = model[n - 1] == 's';

		buf_add(out, model, !plural && s ? n - 1 : n);
		if (plural && !s)
			buf_putc(out, 's');
		return;
	}
	for (size_t i = 0; i <= n; i++)
		word[i] = (char)tolower((unsigned char)model[i]);
	if (listed(uncountable, word))
		found = word;
	for (size_t i = 0; !found && i < sizeof(irregular) / sizeof(irregular[0]); i++)
		if (strcmp(word, irregular[i].singular) == 0 || strcmp(word, irregular[i].plural) == 0)
			found = plural ? irregular[i].plural : irregular[i].singular;
	if (!found && plural)
		plural_of(&changed, word, n);
	else if (!found)
		singular_of(&changed, word, n);
	add_like(out, model, found ? found : buf_text(&changed));
	buf_free(&changed);
}

void inflect_plural(struct buf *out, const char *text)
{
	inflect(out, text, true);
}

void inflect_singular(struct buf *out, const char *text)
{
	inflect(out, text, false);
}

void inflect_snake_case(struct buf *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p, before = p > text ? (unsigned char)p[-1] : 0, after = (unsigned char)p[1];

		if (strchr("-. ", c)) {
			buf_putc(out, '_');
			continue;
		}
		if (isupper(c) && (islower(before) || isdigit(before) || (isupper(before) && islower(after))))
			buf_putc(out, '_');
		buf_putc(out, (char)tolower(c));
	}
}

void inflect_initialisms(struct buf *out, const char *text, const char *words)
{
	while (*text) {
		size_t n = 0;

		for (const char *w = words; *w && !n; w += strspn(w, " ")) {
			size_t length = strcspn(w, " ");

			if (strncmp(text, w, length) == 0)
				n = length;
			w += length;
		}
		for (size_t i = 0; i < n; i++)
			buf_putc(out, (char)(i ? tolower((unsigned char)text[i]) : text[i]));
		if (!n)
			buf_putc(out, *text);
		text += n ? n : 1;
	}
}
