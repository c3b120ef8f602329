/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-address.h"

#include <string.h>

#include "mailer-mime-header.h"
#include "mailer-mime-private.h"

/* GMime's address parser is not used: it recurses for each group in a group (12 KB of "a:a:a:" overflow
 * the stack of a thread) and forgets memory when it gives up. This one is a single loop. */
#define MAX_LIST_BYTES (256 * 1024)
#define MAX_ADDRESSES 2000

/* What a name is disguised with goes; blanks are collapsed. */
static char *
clean_name (const char *text)
{
  g_autofree char *line = mailer_mime_clean_line (text);
  GString         *name = g_string_new (NULL);

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (mailer_mime_is_invisible (c))
        continue;
      if (!g_unichar_isspace (c))
        g_string_append_unichar (name, c);
      else if (name->len > 0 && name->str[name->len - 1] != ' ')
        g_string_append_c (name, ' ');
    }
  g_strchomp (name->str);

  return g_string_free (name, FALSE);
}

static void
add_address (GPtrArray  *list,
             const char *name,
             const char *address)
{
  g_autofree char *shown_name = name != NULL ? clean_name (name) : NULL;
  g_autofree char *shown_address = clean_name (address);

  if (list->len >= MAX_ADDRESSES)
    return;
  /* "ada@example.org" <ada@example.org>: nothing is said twice. */
  if (shown_name != NULL && g_ascii_strcasecmp (shown_name, shown_address) == 0)
    g_clear_pointer (&shown_name, g_free);
  if (*shown_address == '\0' && (shown_name == NULL || *shown_name == '\0'))
    return;

  g_ptr_array_add (list, mailer_address_new (shown_name, shown_address));
}

/* One mailbox while it is read. */
typedef struct
{
  GPtrArray *list;
  GString   *phrase;  /* what may be a name, quotes undone */
  GString   *bare;    /* the same as it stands: what may be an address */
  GString   *angle;   /* what stood in angle brackets */
  GString   *comment; /* what stood in parentheses, an old way to give a name */
  GString   *group;
  gboolean   has_angle;
  gboolean   is_in_group;
  guint      n_before_group;
  gboolean   has_no_quote_end; /* no quote, parenthesis or bracket closes any more: they are letters */
  gboolean   has_no_comment_end;
  gboolean   has_no_angle_end;
} ListReader;

static void
add_decoded (ListReader *self,
             const char *name,
             const char *address)
{
  g_autofree char *decoded_name = mailer_mime_decode_text (name);
  g_autofree char *decoded_address = mailer_mime_decode_text (address);

  add_address (self->list, decoded_name, decoded_address);
}

/* Blanks and comments may stand around "@" and "." (RFC 5322, section 4.4): "ada @ example . org". */
static void
close_gaps (GString *bare)
{
  gsize n = 0;

  for (gsize i = 0; i < bare->len; i++)
    {
      gsize    next = i + strspn (bare->str + i, " ");
      gboolean is_gap = bare->str[i] == ' '
                        && (bare->str[next] == '@' || bare->str[next] == '.'
                            || (n > 0 && (bare->str[n - 1] == '@' || bare->str[n - 1] == '.')));

      if (!is_gap)
        bare->str[n++] = bare->str[i];
    }
  g_string_truncate (bare, n);
}

/* Without brackets: an address, or a name with one behind it. */
static void
finish_bare (ListReader *self)
{
  char *blank;

  if (strchr (self->bare->str, '@') != NULL)
    close_gaps (self->bare);
  g_strstrip (self->bare->str);
  blank = strrchr (self->bare->str, ' ');
  if (blank != NULL && strchr (blank, '@') != NULL && self->bare->str[0] != '"')
    {
      *blank = '\0';
      add_decoded (self, self->bare->str, blank + 1);
    }
  else
    add_decoded (self, self->comment->str, self->bare->str);
}

static void
finish_mailbox (ListReader *self)
{
  const char *route_end = self->angle->str[0] == '@' ? strchr (self->angle->str, ':') : NULL;

  g_strstrip (self->phrase->str);
  if (self->has_angle)
    add_decoded (self, self->phrase->str[0] != '\0' ? self->phrase->str : self->comment->str,
                 route_end != NULL ? route_end + 1 : self->angle->str);
  else
    finish_bare (self);

  g_string_truncate (self->phrase, 0);
  g_string_truncate (self->bare, 0);
  g_string_truncate (self->angle, 0);
  g_string_truncate (self->comment, 0);
  self->has_angle = FALSE;
}

static void
start_group (ListReader *self)
{
  g_string_assign (self->group, self->phrase->str);
  g_string_truncate (self->phrase, 0);
  g_string_truncate (self->bare, 0);
  self->is_in_group = TRUE;
  self->n_before_group = self->list->len;
}

static void
finish_group (ListReader *self)
{
  finish_mailbox (self);
  if (self->is_in_group && self->list->len == self->n_before_group)
    add_decoded (self, self->group->str, "");
  self->is_in_group = FALSE;
}

static void
append_letter (ListReader *self,
               char        c)
{
  if (c == '\t' || c == '\r' || c == '\n')
    c = ' ';
  g_string_append_c (self->phrase, c);
  g_string_append_c (self->bare, c);
}

/* At a quote. Returns what follows the one that closes it, or NULL. */
static const char *
read_quoted (ListReader *self,
             const char *p)
{
  const char *end = p + 1;

  while (*end != '"' && *end != '\0')
    end += *end == '\\' && end[1] != '\0' ? 2 : 1;
  if (*end == '\0')
    return NULL;

  for (const char *q = p + 1; q < end; q++)
    g_string_append_c (self->phrase, *q == '\\' ? *++q : *q);
  g_string_append_len (self->bare, p, end + 1 - p);

  return end + 1;
}

static const char *
read_comment (ListReader *self,
              const char *p)
{
  guint       depth = 0;
  const char *end = p;

  do
    {
      if (*end == '\\' && end[1] != '\0')
        end++;
      else
        depth += (*end == '(') - (*end == ')');
      end++;
    }
  while (depth > 0 && *end != '\0');
  if (depth > 0)
    return NULL;

  g_string_truncate (self->comment, 0);
  for (const char *q = p + 1; q < end - 1; q++)
    if (*q != '\\')
      g_string_append_c (self->comment, *q);

  return end;
}

static const char *
read_angle (ListReader *self,
            const char *p)
{
  const char *end = strchr (p, '>');

  if (end == NULL)
    return NULL;

  /* Two addresses: the last one counts, and the other is shown as part of the name. */
  if (self->has_angle)
    g_string_append_printf (self->phrase, "<%s> ", self->angle->str);
  g_string_truncate (self->angle, 0);
  for (const char *q = p + 1; q < end; q++)
    if (!g_ascii_isspace (*q))
      g_string_append_c (self->angle, *q);
  self->has_angle = TRUE;

  return end + 1;
}

/* Reads what starts with a bracket of some kind; what has no end is a letter like others. */
static const char *
read_enclosed (ListReader *self,
               const char *p)
{
  gboolean   *has_no_end = *p == '"' ? &self->has_no_quote_end : *p == '(' ? &self->has_no_comment_end
                                                                           : &self->has_no_angle_end;
  const char *after = NULL;

  if (!*has_no_end)
    after = *p == '"' ? read_quoted (self, p) : *p == '(' ? read_comment (self, p)
                                                          : read_angle (self, p);
  if (after != NULL)
    return after;

  *has_no_end = TRUE;
  append_letter (self, ' ');

  return p + 1;
}

static void
read_list (ListReader *self,
           const char *text)
{
  for (const char *p = text; *p != '\0' && self->list->len < MAX_ADDRESSES;)
    {
      if (*p == '"' || *p == '(' || *p == '<')
        {
          p = read_enclosed (self, p);
          continue;
        }
      if (*p == ',' || (*p == ':' && self->is_in_group))
        finish_mailbox (self);
      else if (*p == ';')
        finish_group (self);
      else if (*p == ':' && !self->has_angle)
        start_group (self);
      else if (*p != '\\')
        append_letter (self, *p);
      p++;
    }
  finish_group (self);
}

/* What is too long ends with the last address that is whole. */
static char *
bound_list (const char *raw)
{
  gsize length = strlen (raw);

  if (length > MAX_LIST_BYTES)
    {
      length = MAX_LIST_BYTES;
      while (length > 0 && raw[length] != ',')
        length--;
    }

  return g_strndup (raw, length);
}

GPtrArray *
mailer_mime_parse_addresses (const char *raw)
{
  ListReader       reader = { .list = mailer_address_list_new () };
  g_autofree char *bounded = NULL;
  g_autofree char *rewritten = NULL;

  if (raw == NULL)
    return reader.list;

  bounded = bound_list (raw);
  /* Encoded words may hold brackets and commas that mean nothing. */
  rewritten = mailer_mime_rewrite_words (bounded);
  reader.phrase = g_string_new (NULL);
  reader.bare = g_string_new (NULL);
  reader.angle = g_string_new (NULL);
  reader.comment = g_string_new (NULL);
  reader.group = g_string_new (NULL);
  read_list (&reader, rewritten);
  g_string_free (reader.phrase, TRUE);
  g_string_free (reader.bare, TRUE);
  g_string_free (reader.angle, TRUE);
  g_string_free (reader.comment, TRUE);
  g_string_free (reader.group, TRUE);

  return reader.list;
}

static char *
join_address (const MailerRawAddress *raw)
{
  g_autofree char *mailbox = mailer_mime_decode_text (raw->mailbox);
  g_autofree char *host = mailer_mime_decode_text (raw->host);

  /* Servers mark what they could not parse like this. */
  if (*host == '\0' || g_str_equal (host, "MISSING_DOMAIN") || g_str_equal (host, ".MISSING-HOST-NAME."))
    return g_steal_pointer (&mailbox);
  if (g_str_equal (mailbox, "MISSING_MAILBOX"))
    return g_strdup ("");

  return g_strconcat (mailbox, "@", host, NULL);
}

GPtrArray *
mailer_mime_addresses_from_envelope (const MailerRawAddresses *raw)
{
  GPtrArray  *list = mailer_address_list_new ();
  const char *group = NULL;
  guint       n_before_group = 0;

  for (guint i = 0; i < raw->length && list->len < MAX_ADDRESSES; i++)
    {
      const MailerRawAddress *element = &raw->addresses[i];
      g_autofree char        *name = mailer_mime_decode_text (element->name);
      g_autofree char        *address = NULL;

      if (element->host == NULL && element->mailbox != NULL)
        {
          group = element->mailbox;
          n_before_group = list->len;
        }
      else if (element->host == NULL)
        {
          g_autofree char *group_name = mailer_mime_decode_text (group);

          if (list->len == n_before_group)
            add_address (list, group_name, "");
          group = NULL;
        }
      else
        {
          address = join_address (element);
          add_address (list, name, address);
        }
    }

  return list;
}

gboolean
mailer_mime_address_name_is_deceptive (const MailerAddress *address)
{
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (address != NULL, FALSE);

  if (address->name == NULL || strchr (address->name, '@') == NULL)
    return FALSE;

  words = g_strsplit_set (address->name, " \t<>()[]\"',;:", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strchr (words[i], '@') != NULL && mailer_address_is_valid (words[i])
        && g_ascii_strcasecmp (words[i], address->address) != 0)
      return TRUE;

  return FALSE;
}
