/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-text.h"

#include <string.h>

#include "mailer-mime-css.h"
#include "mailer-mime-elements.h"
#include "mailer-mime-html-tokenizer.h"
#include "mailer-mime-private.h"
#include "mailer-mime-url.h"

#define MAX_INPUT_BYTES (4 * 1024 * 1024)
#define MAX_OUTPUT_BYTES (2 * 1024 * 1024)
#define MAX_NODES 100000
#define MAX_QUOTE_DEPTH 20
#define MAX_LINK_URL_BYTES 300
#define MAX_LIST_DEPTH 50

typedef struct
{
  MailerMimeHtmlTokenizer *tokenizer;
  GString                 *text;
  guint                    n_newlines; /* wanted before the next word */
  gboolean                 is_blank_wanted;
  guint                    quote_depth;
  guint                    gap_depth; /* the lowest depth since the last word */
  guint                    pre_depth;
  guint                    item_numbers[MAX_LIST_DEPTH]; /* 0: bullets */
  guint                    list_depth;
  char                    *hidden; /* (nullable): the element whose content is not seen */
  guint                    n_hidden;
  char                    *link_url; /* (nullable) */
  gsize                    link_start;
} Converter;

static void
append_quote_marks (Converter *self,
                    guint      depth)
{
  for (guint i = 0; i < MIN (depth, MAX_QUOTE_DEPTH); i++)
    g_string_append_c (self->text, '>');
}

static void
start_word (Converter *self)
{
  gboolean is_at_start = self->text->len == 0;

  if (self->n_newlines > 0 || is_at_start)
    {
      for (guint i = 0; i < self->n_newlines && !is_at_start; i++)
        {
          g_string_append_c (self->text, '\n');
          /* An empty line between two depths belongs to neither quote. */
          if (i + 1 < self->n_newlines)
            append_quote_marks (self, self->gap_depth);
        }
      append_quote_marks (self, self->quote_depth);
      if (self->quote_depth > 0)
        g_string_append_c (self->text, ' ');
    }
  else if (self->is_blank_wanted)
    g_string_append_c (self->text, ' ');
  self->n_newlines = 0;
  self->is_blank_wanted = FALSE;
  self->gap_depth = self->quote_depth;
}

static void
want_newlines (Converter *self,
               guint      n)
{
  self->n_newlines = MAX (self->n_newlines, n);
  self->is_blank_wanted = FALSE;
}

static void
append_text (Converter  *self,
             const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (self->pre_depth > 0 && c == '\n')
        want_newlines (self, MIN (self->n_newlines + 1, 3));
      else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0xa0)
        {
          if (self->pre_depth > 0)
            {
              start_word (self);
              g_string_append_c (self->text, ' ');
            }
          self->is_blank_wanted = self->pre_depth == 0;
        }
      else if (!mailer_mime_is_invisible (c))
        {
          start_word (self);
          g_string_append_unichar (self->text, c);
        }
    }
}

static void
append_word (Converter  *self,
             const char *word)
{
  start_word (self);
  g_string_append (self->text, word);
}

/* Addresses say something only when the text of the link does not say the same. */
static void
finish_link (Converter *self)
{
  g_autofree char *url = g_steal_pointer (&self->link_url);
  g_autofree char *core = NULL;
  gboolean         is_mail;

  if (url == NULL || self->text->len <= self->link_start || strlen (url) > MAX_LINK_URL_BYTES)
    return;

  is_mail = g_str_has_prefix (url, "mailto:");
  core = g_strdup (is_mail ? url + strlen ("mailto:") : strstr (url, "://") + 3);
  if (g_str_has_suffix (core, "/"))
    core[strlen (core) - 1] = '\0';
  if (strstr (self->text->str + self->link_start, core) == NULL)
    g_string_append_printf (self->text, " <%s>", is_mail ? core : url);
}

static void
start_link (Converter                 *self,
            const MailerMimeHtmlToken *token)
{
  const char       *href = mailer_mime_html_token_get (token, "href");
  g_autofree char  *url = NULL;
  MailerMimeUrlKind kind = href != NULL ? mailer_mime_url_classify (href, &url) : MAILER_MIME_URL_NONE;

  finish_link (self);
  if (kind == MAILER_MIME_URL_WEB || kind == MAILER_MIME_URL_MAILTO)
    {
      self->link_url = g_steal_pointer (&url);
      self->link_start = self->text->len;
    }
}

static void
start_item (Converter *self)
{
  want_newlines (self, 1);
  start_word (self);
  for (guint i = 1; i < self->list_depth; i++)
    g_string_append (self->text, "  ");
  if (self->list_depth > 0 && self->item_numbers[self->list_depth - 1] > 0)
    g_string_append_printf (self->text, "%u. ", self->item_numbers[self->list_depth - 1]++);
  else
    g_string_append (self->text, "• ");
}

static void
change_list (Converter *self,
             gboolean   is_start,
             gboolean   is_numbered)
{
  want_newlines (self, self->list_depth > 0 ? 1 : 2);
  if (is_start && self->list_depth < MAX_LIST_DEPTH)
    self->item_numbers[self->list_depth++] = is_numbered;
  else if (!is_start && self->list_depth > 0)
    self->list_depth--;
}

static void
change_depth (guint   *depth,
              gboolean is_start)
{
  if (is_start)
    ++*depth;
  else if (*depth > 0)
    --*depth;
}

/* What both the start and the end of an element mean for the lines. */
static void
break_lines (Converter  *self,
             const char *name,
             gboolean    is_start)
{
  if (strcmp (name, "p") == 0 || (name[0] == 'h' && g_ascii_isdigit (name[1])) || strcmp (name, "table") == 0)
    want_newlines (self, strcmp (name, "table") == 0 ? 1 : 2);
  else if (strcmp (name, "blockquote") == 0)
    {
      want_newlines (self, 1);
      change_depth (&self->quote_depth, is_start);
      self->gap_depth = MIN (self->gap_depth, self->quote_depth);
    }
  else if (strcmp (name, "pre") == 0)
    {
      want_newlines (self, 1);
      change_depth (&self->pre_depth, is_start);
    }
  else if (strcmp (name, "ul") == 0 || strcmp (name, "ol") == 0)
    change_list (self, is_start, name[0] == 'o');
  else if (strcmp (name, "td") == 0 || strcmp (name, "th") == 0)
    self->is_blank_wanted = self->n_newlines == 0;
  else if (strcmp (name, "tr") == 0 || (mailer_mime_element_get_flags (name) & MAILER_MIME_ELEMENT_BLOCK) != 0)
    want_newlines (self, 1);
}

static void
note_nothing_cb (const char *url,
                 gpointer    data)
{
}

static char *
resolve_nothing_cb (const char *url,
                    gpointer    data)
{
  return NULL;
}

static gboolean
is_hidden (const MailerMimeHtmlToken *token)
{
  static const MailerMimeCssContext context = { resolve_nothing_cb, note_nothing_cb, NULL };
  const char                       *style = mailer_mime_html_token_get (token, "style");
  gboolean                          hides = FALSE;

  if (style != NULL)
    g_free (mailer_mime_css_filter_declarations (style, &context, &hides));

  return hides || mailer_mime_html_token_get (token, "hidden") != NULL;
}

static void
handle_start (Converter                 *self,
              const MailerMimeHtmlToken *token)
{
  MailerMimeElementFlags flags = mailer_mime_element_get_flags (token->name);
  const char            *alt = mailer_mime_html_token_get (token, "alt");

  /* Only names that are known, of which there are few: each searches the rest of the text for its end. */
  if ((flags & MAILER_MIME_ELEMENT_VOID) == 0 && flags != MAILER_MIME_ELEMENT_FLATTEN
      && ((flags & MAILER_MIME_ELEMENT_DROP) != 0 || is_hidden (token))
      && mailer_mime_html_tokenizer_has_end_tag (self->tokenizer, token->name))
    {
      self->hidden = g_strdup (token->name);
      self->n_hidden = 1;
      return;
    }

  if (strcmp (token->name, "br") == 0)
    self->n_newlines = MIN (self->n_newlines + 1, 2);
  else if (strcmp (token->name, "hr") == 0)
    {
      want_newlines (self, 1);
      append_word (self, "――――――――");
      want_newlines (self, 1);
    }
  else if (strcmp (token->name, "img") == 0 && alt != NULL && *alt != '\0' && !is_hidden (token))
    append_text (self, alt);
  else if (strcmp (token->name, "a") == 0)
    start_link (self, token);
  else if (strcmp (token->name, "li") == 0)
    start_item (self);
  else
    break_lines (self, token->name, TRUE);
}

static void
handle_end (Converter  *self,
            const char *name)
{
  if (strcmp (name, "a") == 0)
    finish_link (self);
  else if (strcmp (name, "li") != 0)
    break_lines (self, name, FALSE);
}

static void
handle_token (Converter                 *self,
              const MailerMimeHtmlToken *token)
{
  gboolean is_same = self->hidden != NULL && strcmp (token->name, self->hidden) == 0;

  if (self->hidden != NULL)
    {
      if (is_same && token->kind == MAILER_MIME_HTML_START)
        self->n_hidden++;
      else if (is_same && token->kind == MAILER_MIME_HTML_END && --self->n_hidden == 0)
        g_clear_pointer (&self->hidden, g_free);
    }
  else if (token->kind == MAILER_MIME_HTML_TEXT)
    append_text (self, token->text);
  else if (token->kind == MAILER_MIME_HTML_START)
    handle_start (self, token);
  else if (token->kind == MAILER_MIME_HTML_END)
    handle_end (self, token->name);
}

char *
mailer_mime_html_to_text (const char *html)
{
  Converter        converter = { .text = g_string_new (NULL) };
  g_autofree char *valid = NULL;
  g_autoptr (MailerMimeHtmlTokenizer) tokenizer = NULL;
  const MailerMimeHtmlToken *token;

  g_return_val_if_fail (html != NULL, NULL);

  valid = g_utf8_make_valid (html, (gssize)MIN (strlen (html), MAX_INPUT_BYTES));
  tokenizer = mailer_mime_html_tokenizer_new (valid, strlen (valid));
  converter.tokenizer = tokenizer;
  for (guint n = 0; n < MAX_NODES && converter.text->len < MAX_OUTPUT_BYTES; n++)
    {
      token = mailer_mime_html_tokenizer_next (tokenizer);
      if (token == NULL)
        break;
      handle_token (&converter, token);
    }
  finish_link (&converter);
  g_free (converter.hidden);
  if (converter.text->len > 0)
    g_string_append_c (converter.text, '\n');

  return g_string_free (converter.text, FALSE);
}
