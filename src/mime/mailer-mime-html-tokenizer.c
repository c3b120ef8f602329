/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-html-tokenizer.h"

#include <string.h>

#define MAX_ATTRIBUTES 100
#define MAX_NAME_BYTES 64

struct _MailerMimeHtmlTokenizer
{
  const char         *position;
  const char         *end;
  MailerMimeHtmlToken token;
  GString            *name;
  GString            *text;
  const char         *raw_element; /* the element whose raw content comes next, static */
  GHashTable         *next_ends;   /* element name -> position of a later end tag, or NULL for none */
};

/* Elements whose content is text to a browser without scripts, whatever it looks like. */
static const char *const raw_elements[] = { "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes" };

static void
clear_attribute_cb (gpointer data)
{
  MailerMimeHtmlAttribute *attribute = data;

  g_free (attribute->name);
  g_free (attribute->value);
}

MailerMimeHtmlTokenizer *
mailer_mime_html_tokenizer_new (const char *html,
                                gsize       length)
{
  MailerMimeHtmlTokenizer *self = g_new0 (MailerMimeHtmlTokenizer, 1);

  self->position = html;
  self->end = html + length;
  self->name = g_string_new (NULL);
  self->text = g_string_new (NULL);
  self->token.attributes = g_array_new (FALSE, FALSE, sizeof (MailerMimeHtmlAttribute));
  g_array_set_clear_func (self->token.attributes, clear_attribute_cb);
  self->next_ends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
mailer_mime_html_tokenizer_free (MailerMimeHtmlTokenizer *self)
{
  if (self == NULL)
    return;

  g_string_free (self->name, TRUE);
  g_string_free (self->text, TRUE);
  g_array_unref (self->token.attributes);
  g_hash_table_unref (self->next_ends);
  g_free (self);
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static gboolean
ends_tag_name (char c)
{
  return is_blank (c) || c == '/' || c == '>';
}

static const char *
search_end_tag (const char *p,
                const char *end,
                const char *name)
{
  gsize length = strlen (name);

  while ((p = memchr (p, '<', end - p)) != NULL)
    {
      if ((gsize)(end - p) > length + 2 && p[1] == '/'
          && g_ascii_strncasecmp (p + 2, name, length) == 0 && ends_tag_name (p[length + 2]))
        return p;
      p++;
    }

  return NULL;
}

/* Each search starts where the last one for the name ended, so that all together pass the text once. */
static const char *
find_end_tag (MailerMimeHtmlTokenizer *self,
              const char              *name)
{
  gpointer known = NULL;

  if (g_hash_table_lookup_extended (self->next_ends, name, NULL, &known)
      && (known == NULL || (const char *)known >= self->position))
    return known;

  known = (gpointer)search_end_tag (self->position, self->end, name);
  g_hash_table_replace (self->next_ends, g_strdup (name), known);

  return known;
}

gboolean
mailer_mime_html_tokenizer_has_end_tag (MailerMimeHtmlTokenizer *self,
                                        const char              *name)
{
  return find_end_tag (self, name) != NULL;
}

static void
append_decoded (GString    *decoded,
                const char *text,
                const char *end,
                gboolean    is_in_attribute)
{
  while (text < end)
    {
      gsize used = *text == '&' ? mailer_mime_html_append_character_reference (decoded, text, end, is_in_attribute) : 0;

      if (used == 0)
        g_string_append_c (decoded, *text);
      text += MAX (used, 1);
    }
}

static void
read_name (const char **p,
           const char  *end,
           GString     *name)
{
  g_string_truncate (name, 0);
  for (; *p < end && !ends_tag_name (**p); (*p)++)
    if (name->len < MAX_NAME_BYTES)
      g_string_append_c (name, g_ascii_tolower (**p));
}

static const char *
skip_blanks (const char *p,
             const char *end)
{
  while (p < end && is_blank (*p))
    p++;

  return p;
}

/* Sets the bounds of the value at @p, which follows "=" and blanks. Returns what follows it. */
static const char *
measure_value (const char  *p,
               const char  *end,
               const char **out_start,
               const char **out_end)
{
  if (p < end && (*p == '"' || *p == '\''))
    {
      const char *close = memchr (p + 1, *p, end - p - 1);

      *out_start = p + 1;
      *out_end = close != NULL ? close : end;

      return close != NULL ? close + 1 : end;
    }

  *out_start = p;
  while (p < end && !is_blank (*p) && *p != '>')
    p++;
  *out_end = p;

  return p;
}

static void
add_attribute (MailerMimeHtmlTokenizer *self,
               const char              *name,
               gsize                    name_length,
               const char              *value,
               const char              *value_end)
{
  MailerMimeHtmlAttribute attribute = { 0 };
  g_autofree char        *lower = NULL;
  GString                *decoded = NULL;

  if (self->token.attributes->len >= MAX_ATTRIBUTES || name_length > MAX_NAME_BYTES)
    return;
  lower = g_ascii_strdown (name, (gssize)name_length);
  if (mailer_mime_html_token_get (&self->token, lower) != NULL)
    return;

  decoded = g_string_sized_new (value_end - value);
  append_decoded (decoded, value, value_end, TRUE);
  attribute.name = g_steal_pointer (&lower);
  attribute.value = g_string_free (decoded, FALSE);
  g_array_append_val (self->token.attributes, attribute);
}

/* Reads attributes up to the end of the tag. Returns FALSE when the text ends in it. */
static gboolean
read_attributes (MailerMimeHtmlTokenizer *self)
{
  const char *p = self->position;
  const char *end = self->end;

  for (;;)
    {
      const char *name;
      const char *name_end;
      const char *value = "";
      const char *value_end = value;

      while (p < end && (is_blank (*p) || *p == '/'))
        p++;
      if (p >= end || *p == '>')
        break;

      /* A "=" in front belongs to the name. */
      name = p++;
      while (p < end && !ends_tag_name (*p) && *p != '=')
        p++;
      name_end = p;
      p = skip_blanks (p, end);
      if (p < end && *p == '=')
        p = measure_value (skip_blanks (p + 1, end), end, &value, &value_end);
      add_attribute (self, name, name_end - name, value, value_end);
    }
  self->position = p < end ? p + 1 : end;

  return p < end;
}

static const char *
find_raw_element (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (raw_elements); i++)
    if (strcmp (raw_elements[i], name) == 0)
      return raw_elements[i];

  return NULL;
}

static gboolean
read_tag (MailerMimeHtmlTokenizer *self)
{
  gboolean is_end = self->position[1] == '/';

  self->position += is_end ? 2 : 1;
  read_name (&self->position, self->end, self->name);
  g_array_set_size (self->token.attributes, 0);
  if (!read_attributes (self))
    return FALSE;

  self->token.kind = is_end ? MAILER_MIME_HTML_END : MAILER_MIME_HTML_START;
  self->token.name = self->name->str;
  self->token.text = NULL;
  if (!is_end)
    self->raw_element = find_raw_element (self->name->str);

  return TRUE;
}

/* Where "<!", "<?" and "</" with no letter behind end. */
static const char *
skip_comment (const char *p,
              const char *end)
{
  const char *close;

  if (end - p < 4 || memcmp (p, "<!--", 4) != 0)
    {
      close = memchr (p, '>', end - p);
      return close != NULL ? close + 1 : end;
    }

  p += 4;
  if (p < end && *p == '>')
    return p + 1;
  if (end - p >= 2 && memcmp (p, "->", 2) == 0)
    return p + 2;
  for (; (p = memchr (p, '-', end - p)) != NULL; p++)
    {
      if (end - p >= 3 && memcmp (p, "-->", 3) == 0)
        return p + 3;
      if (end - p >= 4 && memcmp (p, "--!>", 4) == 0)
        return p + 4;
    }

  return end;
}

static gboolean
starts_markup (const char *p,
               const char *end)
{
  if (end - p < 2 || *p != '<')
    return FALSE;

  return g_ascii_isalpha (p[1]) || p[1] == '!' || p[1] == '?' || (p[1] == '/' && end - p > 2);
}

static gboolean
starts_tag (const char *p,
            const char *end)
{
  return g_ascii_isalpha (p[1]) || (p[1] == '/' && end - p > 2 && g_ascii_isalpha (p[2]));
}

static void
read_text (MailerMimeHtmlTokenizer *self)
{
  const char *start = self->position;
  const char *p = start;

  while (p < self->end && (p == start || !starts_markup (p, self->end)))
    {
      const char *next = memchr (p + 1, '<', self->end - p - 1);

      p = next != NULL ? next : self->end;
    }
  g_string_truncate (self->text, 0);
  append_decoded (self->text, start, p, FALSE);
  self->position = p;
  self->token.kind = MAILER_MIME_HTML_TEXT;
  self->token.name = "";
  self->token.text = self->text->str;
}

/* Without its end tag raw content would swallow the mail: then there is none. */
static gboolean
read_raw (MailerMimeHtmlTokenizer *self)
{
  const char *element = g_steal_pointer (&self->raw_element);
  const char *close = find_end_tag (self, element);

  if (close == NULL)
    return FALSE;

  g_string_truncate (self->text, 0);
  g_string_append_len (self->text, self->position, close - self->position);
  self->position = close;
  self->token.kind = MAILER_MIME_HTML_RAW;
  self->token.name = element;
  self->token.text = self->text->str;

  return TRUE;
}

const MailerMimeHtmlToken *
mailer_mime_html_tokenizer_next (MailerMimeHtmlTokenizer *self)
{
  if (self->raw_element != NULL && read_raw (self))
    return &self->token;

  while (self->position < self->end)
    {
      if (!starts_markup (self->position, self->end))
        {
          read_text (self);
          return &self->token;
        }
      if (!starts_tag (self->position, self->end))
        self->position = skip_comment (self->position, self->end);
      else if (read_tag (self))
        return &self->token;
    }

  return NULL;
}

const char *
mailer_mime_html_token_get (const MailerMimeHtmlToken *token,
                            const char                *name)
{
  for (guint i = 0; i < token->attributes->len; i++)
    {
      const MailerMimeHtmlAttribute *attribute = &g_array_index (token->attributes, MailerMimeHtmlAttribute, i);

      if (strcmp (attribute->name, name) == 0)
        return attribute->value;
    }

  return NULL;
}
