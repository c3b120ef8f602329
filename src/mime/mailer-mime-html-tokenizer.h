/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A tokenizer that sees tags where a browser sees them (HTML Living Standard, section 13.2.5), in
 * linear time: libxml2's parser needs 38 s for one tag of 80,000 attributes. It makes no tree; who
 * needs one keeps a stack. */

typedef enum
{
  MAILER_MIME_HTML_TEXT,  /* character references decoded */
  MAILER_MIME_HTML_RAW,   /* content of style, script, title...: comes after the START of that element */
  MAILER_MIME_HTML_START, /* a start tag */
  MAILER_MIME_HTML_END,   /* an end tag */
} MailerMimeHtmlKind;

typedef struct
{
  char *name;  /* lower case */
  char *value; /* character references decoded, "" without a value */
} MailerMimeHtmlAttribute;

/**
 * MailerMimeHtmlToken:
 * @name: of an element, lower case; for RAW the element around it
 * @text: (nullable): of TEXT and RAW, UTF-8
 * @attributes: (element-type MailerMimeHtmlAttribute): of START; the first of each name, at most 100
 *
 * Valid until the next call of mailer_mime_html_tokenizer_next().
 */
typedef struct
{
  MailerMimeHtmlKind kind;
  const char        *name;
  const char        *text;
  GArray            *attributes;
} MailerMimeHtmlToken;

typedef struct _MailerMimeHtmlTokenizer MailerMimeHtmlTokenizer;

/**
 * mailer_mime_html_tokenizer_new:
 *
 * Returns: (transfer full): a tokenizer at the start of @html, UTF-8, which outlives it. Thread: any.
 */
MailerMimeHtmlTokenizer *mailer_mime_html_tokenizer_new (const char *html,
                                                         gsize       length);
/** mailer_mime_html_tokenizer_free: @self: (nullable) (transfer full); its last token goes too. Thread: any. */
void mailer_mime_html_tokenizer_free (MailerMimeHtmlTokenizer *self);

/**
 * mailer_mime_html_tokenizer_next:
 *
 * Returns: (transfer none) (nullable): the next token, or %NULL at the end. Thread: any.
 */
const MailerMimeHtmlToken *mailer_mime_html_tokenizer_next (MailerMimeHtmlTokenizer *self);

/**
 * mailer_mime_html_tokenizer_has_end_tag:
 *
 * Whether an end tag of the element @name comes later. Asking again and again stays linear. Thread: any.
 */
gboolean mailer_mime_html_tokenizer_has_end_tag (MailerMimeHtmlTokenizer *self,
                                                 const char              *name);

/**
 * mailer_mime_html_token_get:
 *
 * Returns: (transfer none) (nullable): the value of an attribute of a START token, or %NULL. Thread: any.
 */
const char *mailer_mime_html_token_get (const MailerMimeHtmlToken *token,
                                        const char                *name);

/**
 * mailer_mime_html_append_character_reference:
 * @text: starts with "&"
 *
 * Returns: how many bytes of @text were used; 0 when it is just an ampersand. Thread: any.
 */
gsize mailer_mime_html_append_character_reference (GString    *decoded,
                                                   const char *text,
                                                   const char *end,
                                                   gboolean    is_in_attribute);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMimeHtmlTokenizer, mailer_mime_html_tokenizer_free)

G_END_DECLS
