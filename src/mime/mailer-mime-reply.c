/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-reply.h"

#include <string.h>

#include "mailer-mime-address.h"
#include "mailer-mime-header.h"
#include "mailer-mime-text-private.h"

#define MAX_REFERENCES 50
#define MAX_LINE_CHARACTERS 2000

static gboolean
contains_address (GPtrArray  *list,
                  const char *address)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (g_ascii_strcasecmp (((const MailerAddress *)g_ptr_array_index (list, i))->address, address) == 0)
      return TRUE;

  return FALSE;
}

static const MailerAddress *
find_own (GPtrArray *list,
          GPtrArray *own)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (list, i);

      for (guint n = 0; n < own->len; n++)
        if (g_ascii_strcasecmp (((const MailerAddress *)g_ptr_array_index (own, n))->address, address->address) == 0)
          return g_ptr_array_index (own, n);
    }

  return NULL;
}

/* The own address that the original was sent to, or from. */
static const MailerAddress *
choose_sender (const MailerMimeOriginal *original,
               GPtrArray                *own)
{
  const MailerAddress *found = find_own (original->from, own);

  if (found == NULL)
    found = find_own (original->to, own);
  if (found == NULL)
    found = find_own (original->cc, own);

  return found != NULL ? found : own->len > 0 ? g_ptr_array_index (own, 0)
                                              : NULL;
}

typedef struct
{
  MailerMimeDraft *draft;
  GPtrArray       *own;
} Reply;

static void
add_recipients (Reply     *self,
                GPtrArray *target,
                GPtrArray *source,
                gboolean   with_own)
{
  for (guint i = 0; source != NULL && i < source->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (source, i);
      gboolean             is_known = contains_address (self->draft->to, address->address)
                          || contains_address (self->draft->cc, address->address);

      if (!is_known && *address->address != '\0' && (with_own || !contains_address (self->own, address->address)))
        g_ptr_array_add (target, mailer_address_copy (address));
    }
}

static gboolean
add_list_address (Reply      *self,
                  const char *list_post)
{
  const char      *start = list_post != NULL ? strstr (list_post, "mailto:") : NULL;
  g_autofree char *raw = start != NULL ? g_strndup (start + 7, strcspn (start + 7, ">?, \t\r\n")) : NULL;
  g_autofree char *address = raw != NULL ? g_uri_unescape_string (raw, NULL) : NULL;

  if (address == NULL || !mailer_address_is_valid (address))
    return FALSE;

  g_ptr_array_add (self->draft->to, mailer_address_new (NULL, address));

  return TRUE;
}

static gboolean
has_recipients (GPtrArray *list)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (*((const MailerAddress *)g_ptr_array_index (list, i))->address != '\0')
      return TRUE;

  return FALSE;
}

static void
fill_recipients (Reply                    *self,
                 const MailerMimeOriginal *original,
                 MailerMimeReplyKind       kind)
{
  GPtrArray *answer_to = has_recipients (original->reply_to) ? original->reply_to : original->from;
  gboolean   is_own = find_own (original->from, self->own) != NULL;

  if (kind == MAILER_MIME_REPLY_FORWARD
      || (kind == MAILER_MIME_REPLY_LIST && add_list_address (self, original->list_post)))
    return;

  if (!is_own)
    add_recipients (self, self->draft->to, answer_to, TRUE);
  if (is_own || kind != MAILER_MIME_REPLY_SENDER)
    add_recipients (self, self->draft->to, original->to, FALSE);
  if (kind != MAILER_MIME_REPLY_SENDER)
    add_recipients (self, self->draft->cc, original->cc, FALSE);

  /* A note to oneself is answered to oneself. */
  if (self->draft->to->len == 0 && self->draft->cc->len == 0)
    add_recipients (self, self->draft->to, answer_to, TRUE);
}

static char *
make_subject (const char         *subject,
              MailerMimeReplyKind kind)
{
  g_autofree char *bare = mailer_mime_strip_subject (subject != NULL ? subject : "");

  return g_strconcat (kind == MAILER_MIME_REPLY_FORWARD ? "Fwd: " : "Re: ", bare, NULL);
}

static char **
make_references (const MailerMimeOriginal *original)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; original->references != NULL && original->references[i] != NULL; i++)
    g_ptr_array_add (ids, g_strdup (original->references[i]));
  if (ids->len == 0 && original->in_reply_to != NULL)
    g_ptr_array_add (ids, g_strdup (original->in_reply_to));
  if (original->message_id != NULL)
    g_ptr_array_add (ids, g_strdup (original->message_id));
  /* The first one is the root of the conversation. */
  if (ids->len > MAX_REFERENCES)
    g_ptr_array_remove_range (ids, 1, ids->len - MAX_REFERENCES);
  g_ptr_array_add (ids, NULL);

  return (char **)g_ptr_array_free (ids, FALSE);
}

char *
mailer_mime_quote_text (const char *text)
{
  GString *quoted = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = NULL;
  guint n_lines;

  g_return_val_if_fail (text != NULL, NULL);

  lines = mailer_mime_split_lines (text, MAILER_MIME_TEXT_NONE);
  n_lines = mailer_mime_find_signature (lines);
  while (n_lines > 0 && *((const MailerMimeLine *)g_ptr_array_index (lines, n_lines - 1))->text == '\0')
    n_lines--;

  for (guint i = 0; i < n_lines; i++)
    {
      const MailerMimeLine *line = g_ptr_array_index (lines, i);

      for (guint n = 0; n <= line->depth; n++)
        g_string_append_c (quoted, '>');
      if (*line->text != '\0')
        g_string_append_printf (quoted, " %s", line->text);
      g_string_append_c (quoted, '\n');
    }

  return g_string_free (quoted, FALSE);
}

/* A text view lays out each line in one go, which megabytes of one make endless. */
static char *
break_long_lines (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *broken = g_string_sized_new (strlen (valid));
  guint            n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean is_end = *p == '\n' || (n >= MAX_LINE_CHARACTERS && *p == ' ') || n >= 2 * MAX_LINE_CHARACTERS;

      n = is_end ? 0 : n + 1;
      if (is_end)
        g_string_append_c (broken, '\n');
      if (!is_end || (*p != '\n' && *p != ' '))
        g_string_append_unichar (broken, g_utf8_get_char (p));
    }

  return g_string_free (broken, FALSE);
}

static char *
make_text (const MailerMimeOriginal *original,
           MailerMimeReplyKind       kind,
           const char               *intro)
{
  g_autofree char *text = break_long_lines (original->text != NULL ? original->text : "");
  g_autofree char *quoted = kind == MAILER_MIME_REPLY_FORWARD ? g_strdup (text) : mailer_mime_quote_text (text);

  if (intro == NULL && *quoted == '\0')
    return g_strdup ("");

  return g_strconcat ("\n\n", intro != NULL ? intro : "", intro != NULL ? "\n" : "",
                      kind == MAILER_MIME_REPLY_FORWARD && intro != NULL ? "\n" : "", quoted, NULL);
}

MailerMimeDraft *
mailer_mime_draft_new_reply (const MailerMimeOriginal *original,
                             MailerMimeReplyKind       kind,
                             GPtrArray                *own,
                             const char               *intro)
{
  MailerMimeDraft     *draft;
  const MailerAddress *sender;
  Reply                reply;

  g_return_val_if_fail (original != NULL && own != NULL, NULL);

  draft = mailer_mime_draft_new ();
  reply = (Reply){ .draft = draft, .own = own };
  sender = choose_sender (original, own);
  draft->from = sender != NULL ? mailer_address_copy (sender) : NULL;
  fill_recipients (&reply, original, kind);
  g_free (draft->subject);
  draft->subject = make_subject (original->subject, kind);
  g_free (draft->text);
  draft->text = make_text (original, kind, intro);
  if (kind != MAILER_MIME_REPLY_FORWARD)
    {
      draft->in_reply_to = g_strdup (original->message_id);
      g_strfreev (draft->references);
      draft->references = make_references (original);
    }

  return draft;
}
