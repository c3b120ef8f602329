/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* CSS Syntax Level 3, section 4: tokens with their escapes undone, so that nothing hides behind a
 * backslash, and their canonical text. */

typedef enum
{
  MAILER_MIME_CSS_END,
  MAILER_MIME_CSS_BLANK,
  MAILER_MIME_CSS_IDENT,    /* value */
  MAILER_MIME_CSS_FUNCTION, /* value, "(" follows */
  MAILER_MIME_CSS_AT,       /* value without "@" */
  MAILER_MIME_CSS_HASH,     /* value without "#" */
  MAILER_MIME_CSS_STRING,   /* value without quotes */
  MAILER_MIME_CSS_URL,      /* value of an url() without quotes */
  MAILER_MIME_CSS_NUMBER,   /* number in @value, its unit or "%" in @unit */
  MAILER_MIME_CSS_DELIM,    /* any one ASCII character in @delim: also : ; , { } [ ] ( ) */
  MAILER_MIME_CSS_BAD,      /* a string or url() that is broken */
} MailerMimeCssKind;

typedef struct
{
  MailerMimeCssKind kind;
  GString          *value;
  GString          *unit;
  char              delim;
  gboolean          follows_comment;
} MailerMimeCssToken;

typedef struct
{
  const char        *position;
  const char        *end;
  MailerMimeCssToken token;
} MailerMimeCssTokenizer;

/**
 * mailer_mime_css_tokenizer_init:
 *
 * Starts at the beginning of @css, which outlives the tokenizer. Thread: any.
 */
void mailer_mime_css_tokenizer_init (MailerMimeCssTokenizer *self,
                                     const char             *css,
                                     gsize                   length);
/** mailer_mime_css_tokenizer_clear: frees what the token holds, but not @self. Thread: any. */
void mailer_mime_css_tokenizer_clear (MailerMimeCssTokenizer *self);

/**
 * mailer_mime_css_tokenizer_next:
 *
 * Reads the next token into @self->token; comments are skipped. Thread: any.
 */
void mailer_mime_css_tokenizer_next (MailerMimeCssTokenizer *self);

/** mailer_mime_css_token_is: whether it is the punctuation character @delim. Thread: any. */
gboolean mailer_mime_css_token_is (const MailerMimeCssToken *token,
                                   char                      delim);

/** mailer_mime_css_append_ident: writes a name so that it reads as that name only. Thread: any. */
void mailer_mime_css_append_ident (GString    *css,
                                   const char *name);

/**
 * mailer_mime_css_append_string:
 *
 * Writes a quoted string that is safe in a style element and attribute. Thread: any.
 */
void mailer_mime_css_append_string (GString    *css,
                                    const char *text);

G_END_DECLS
