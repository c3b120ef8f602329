/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-address.h"

#include <string.h>

#include "mailer-envelope.h"
#include "mailer-mime-header.h"
#include "mailer-mime-private.h"

/* GMime's address parser recurses for each group in a group: 12 KB of "a:a:a:" overflow the stack of
 * a thread. So an address list is bounded and its groups are made flat before GMime reads it, and
 * even if GMime sees quotes where we see none, no more than MAX_COLONS levels can come about. */
#define MAX_LIST_BYTES (256 * 1024)
#define MAX_ADDRESSES 2000
#define MAX_COLONS 500
#define MAX_COMMENT_DEPTH 20

typedef struct
{
  gboolean is_quoted;
  gboolean is_in_group;
  guint    angle_depth;
  guint    comment_depth;
  guint    n_colons;
} ListState;

static char
flatten_structure (ListState *state,
                   char       c)
{
  if (c == ':' && ++state->n_colons > MAX_COLONS)
    return ' ';

  if (state->comment_depth > 0 || c == '(')
    {
      if (c == '(' && state->comment_depth == MAX_COMMENT_DEPTH)
        return ' ';
      state->comment_depth += c == '(';
      state->comment_depth -= c == ')';
    }
  else if (c == '<' || c == '>' || c == '[' || c == ']')
    state->angle_depth = c == '<' || c == '[';
  else if (state->angle_depth == 0 && c == ':')
    {
      /* A group in a group ends the name before it. */
      if (state->is_in_group)
        return ',';
      state->is_in_group = TRUE;
    }
  else if (state->angle_depth == 0 && c == ';')
    state->is_in_group = FALSE;

  return c;
}

static char *
bound_list (const char *raw)
{
  gsize     length = strlen (raw);
  GString  *list = g_string_new (NULL);
  ListState state = { 0 };

  if (length > MAX_LIST_BYTES)
    {
      length = MAX_LIST_BYTES;
      while (length > 0 && raw[length] != ',')
        length--;
    }
  for (gsize i = 0; i < length; i++)
    {
      char c = raw[i];

      if (c == '\r' || c == '\n')
        continue;
      if (c == '\\' && i + 1 < length && raw[i + 1] != ':' && raw[i + 1] != '\r' && raw[i + 1] != '\n')
        {
          g_string_append_c (list, c);
          c = raw[++i];
        }
      else if (c == '"' && state.comment_depth == 0)
        state.is_quoted = !state.is_quoted;
      else if (!state.is_quoted)
        c = flatten_structure (&state, c);
      else if (c == ':' && ++state.n_colons > MAX_COLONS)
        c = ' ';
      g_string_append_c (list, c);
    }

  return g_string_free (list, FALSE);
}

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

static void
add_internet_addresses (GPtrArray           *list,
                        InternetAddressList *addresses,
                        guint                depth)
{
  int n = addresses != NULL ? internet_address_list_length (addresses) : 0;

  for (int i = 0; i < n && list->len < MAX_ADDRESSES; i++)
    {
      InternetAddress     *address = internet_address_list_get_address (addresses, i);
      const char          *name = internet_address_get_name (address);
      InternetAddressList *members = NULL;

      if (INTERNET_ADDRESS_IS_MAILBOX (address))
        {
          const char *spec = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address));

          add_address (list, name, spec != NULL ? spec : "");
          continue;
        }
      members = internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address));
      if (members != NULL && internet_address_list_length (members) > 0 && depth < 4)
        add_internet_addresses (list, members, depth + 1);
      else
        add_address (list, name, "");
    }
}

GPtrArray *
mailer_mime_parse_addresses (const char *raw)
{
  GPtrArray       *list = mailer_address_list_new ();
  g_autofree char *bounded = NULL;
  g_autofree char *rewritten = NULL;
  g_autoptr (InternetAddressList) addresses = NULL;

  if (raw == NULL)
    return list;

  bounded = bound_list (raw);
  rewritten = mailer_mime_rewrite_words (bounded);
  addresses = internet_address_list_parse (mailer_mime_get_parser_options (), rewritten);
  add_internet_addresses (list, addresses, 0);
  if (list->len == 0 && *bounded != '\0')
    {
      g_autofree char *text = mailer_mime_decode_text (bounded);

      /* Nothing that GMime knows as an address: people should still see what is there. */
      add_address (list, text, "");
    }

  return list;
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
mailer_mime_addresses_from_envelope (GPtrArray *raw)
{
  GPtrArray  *list = mailer_address_list_new ();
  const char *group = NULL;
  guint       n_before_group = 0;

  for (guint i = 0; raw != NULL && i < raw->len && list->len < MAX_ADDRESSES; i++)
    {
      const MailerRawAddress *element = g_ptr_array_index (raw, i);
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
    if (strchr (words[i], '@') != NULL && mailer_address_is_valid (words[i]) && g_ascii_strcasecmp (words[i], address->address) != 0)
      return TRUE;

  return FALSE;
}
