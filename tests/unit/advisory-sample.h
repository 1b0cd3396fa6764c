/* What tests of advisories share: a collector of forms and notes as lines of text, and documents. */
#pragma once

#include "base/buf.h"
#include "package/advisory.h"

struct told {
	struct up_buf lines;
};

static inline void told_state(void *data, const struct up_form *form)
{
	struct told *told = data;
	up_buf_printf(&told->lines, "%.*s|%.*s|%.*s|%.*s\n", UP_FMT(form->key), UP_FMT(form->path), UP_FMT(form->value),
		      UP_FMT(form->detail));
}

static inline void told_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	struct told *told = data;
	up_buf_printf(&told->lines, "note %s|%.*s|%.*s\n", up_note_reason_name(reason), UP_FMT(path), UP_FMT(detail));
}

static inline struct up_form_sink told_sink(struct told *told)
{
	return (struct up_form_sink){ .data = told, .state = told_state, .note = told_note };
}

/* An RSS feed of one item. */
#define FEED(title, date, text)                                                                                                            \
	"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Acme news</title><item><title>" title                                 \
	"</title><link>https://acme.example/1</link><pubDate>" date "</pubDate><description><![CDATA[" text                                \
	"]]></description></item></channel></rss>"
