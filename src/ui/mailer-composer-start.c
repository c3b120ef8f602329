/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mailer-composer-drafts.h"
#include "mailer-composer-private.h"
#include "mailer-error-text.h"
#include "mailer-mime-address.h"

/* More than any page asks for; each one copies what is there. */
#define MAX_MAILTO_HEADERS 100

/* The ways into a composer: something new, an answer, an address that was clicked, a draft. */

/**
 * Start:
 * @parent: (nullable): weak: where to say that it failed
 */
typedef struct
{
  GtkWindow *parent;
  gint64     draft_id;
} Start;

static Start *
start_new (GtkWindow *parent)
{
  Start *self = g_new0 (Start, 1);

  g_set_weak_pointer (&self->parent, parent);
  return self;
}

static void
start_free (Start *self)
{
  g_clear_weak_pointer (&self->parent);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Start, start_free)

static void
show_failure (GtkWindow    *parent,
              const GError *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *body = mailer_error_text_dup_body (error);
  GtkWidget       *dialog = adw_message_dialog_new (parent, title, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static char *
format_date (gint64 seconds)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (seconds);

  /* Translators: the date in the line above a quoted text; see g_date_time_format() */
  return date != NULL ? g_date_time_format (date, C_ ("attribution", "%A, %-d %B %Y at %H:%M")) : g_strdup ("?");
}

static char *
format_people (GPtrArray *people)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (people, i);

      if (text->len > 0)
        g_string_append (text, ", ");
      if (address->name != NULL)
        g_string_append_printf (text, "%s <%s>", address->name, address->address);
      else
        g_string_append (text, address->address);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
make_reply_line (const MailerMessage *original)
{
  g_autofree char *date = format_date (original->date);
  g_autofree char *sender = NULL;

  if (original->from == NULL || original->from->len == 0)
    /* Translators: the line above a quoted text whose writer is not known; the placeholder is a date */
    return g_strdup_printf (_ ("On %s somebody wrote:"), date);

  sender = mailer_address_dup_display (g_ptr_array_index (original->from, 0));
  /* Translators: the line above a quoted text; a date and the name of the writer */
  return g_strdup_printf (_ ("On %1$s, %2$s wrote:"), date, sender);
}

static char *
make_forward_lines (const MailerMessage *original)
{
  g_autofree char *date = format_date (original->date);
  g_autofree char *from = format_people (original->from);
  g_autofree char *to = format_people (original->to);
  g_autofree char *cc = format_people (original->cc);
  g_autoptr (GString) lines = g_string_new (NULL);

  g_string_append_printf (lines, "---------- %s ----------\n", _ ("Forwarded message"));
  g_string_append_printf (lines, _ ("From: %s"), from);
  g_string_append_c (lines, '\n');
  g_string_append_printf (lines, _ ("Date: %s"), date);
  g_string_append_c (lines, '\n');
  g_string_append_printf (lines, _ ("Subject: %s"), original->subject != NULL ? original->subject : "");
  g_string_append_c (lines, '\n');
  g_string_append_printf (lines, _ ("To: %s"), to);
  if (*cc != '\0')
    {
      g_string_append_c (lines, '\n');
      g_string_append_printf (lines, _ ("Cc: %s"), cc);
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static char *
make_attribution (MailerDraftKind      kind,
                  const MailerMessage *original)
{
  if (original == NULL)
    return NULL;

  return kind == MAILER_DRAFT_FORWARD ? make_forward_lines (original) : make_reply_line (original);
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Start) start = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerDraft) draft = mailer_engine_prepare_draft_finish (MAILER_ENGINE (source), result, &error);
  GtkWindow *composer;

  if (draft == NULL)
    {
      show_failure (start->parent, error);
      return;
    }

  composer = mailer_composer_new (MAILER_ENGINE (source), draft);
  mailer_composer_set_is_prepared (MAILER_COMPOSER (composer));
  gtk_window_present (composer);
}

void
mailer_composer_start (MailerEngine   *engine,
                       MailerDraftKind kind,
                       const char     *account_id,
                       MailerMessage  *original,
                       GtkWindow      *parent)
{
  g_autofree char *attribution = NULL;

  g_return_if_fail (MAILER_IS_ENGINE (engine));
  g_return_if_fail (kind == MAILER_DRAFT_NEW || original != NULL);

  attribution = make_attribution (kind, original);
  mailer_engine_prepare_draft_async (engine,
                                     kind,
                                     account_id,
                                     original != NULL ? original->id : 0,
                                     attribution,
                                     NULL,
                                     prepared_cb,
                                     start_new (parent));
}

/* Decodes one piece of a "mailto:" address. What is no text becomes one; in a header a line has no
 * second. Returns: (transfer full): "" for what cannot be read. */
static char *
decode_piece (const char *piece,
              gsize       length,
              gboolean    is_body)
{
  g_autofree char *bytes = g_uri_unescape_segment (piece, piece + length, NULL);
  g_autofree char *text = g_utf8_make_valid (bytes != NULL ? bytes : "", -1);
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (is_body && (c == '\n' || c == '\r'))
        g_string_append_c (clean, '\n');
      else if (g_unichar_iscntrl (c) && !(is_body && c == '\t'))
        g_string_append_c (clean, ' ');
      else
        g_string_append_unichar (clean, c);
    }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/* Whoever wrote the address may have left out the blank between two people. */
static void
append_people (char      **field,
               const char *more)
{
  g_autoptr (GPtrArray) people = mailer_mime_parse_recipients (more);
  GString *joined = g_string_new (*field);

  for (guint i = 0; i < people->len; i++)
    {
      const MailerMimeRecipient *recipient = g_ptr_array_index (people, i);

      g_string_append_printf (joined, "%s%s", joined->len > 0 ? ", " : "", recipient->text);
    }
  g_free (*field);
  *field = g_string_free (joined, FALSE);
}

static void
take_header (MailerDraft *draft,
             const char  *header)
{
  const char      *equals = strchr (header, '=');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (equals == NULL)
    return;

  name = decode_piece (header, (gsize)(equals - header), FALSE);
  value = decode_piece (equals + 1, strlen (equals + 1), g_ascii_strcasecmp (name, "body") == 0);

  if (g_ascii_strcasecmp (name, "to") == 0)
    append_people (&draft->to, value);
  else if (g_ascii_strcasecmp (name, "cc") == 0)
    append_people (&draft->cc, value);
  else if (g_ascii_strcasecmp (name, "bcc") == 0)
    append_people (&draft->bcc, value);
  else if (g_ascii_strcasecmp (name, "subject") == 0)
    {
      g_free (draft->subject);
      draft->subject = g_steal_pointer (&value);
    }
  else if (g_ascii_strcasecmp (name, "body") == 0)
    {
      g_free (draft->text);
      draft->text = g_steal_pointer (&value);
    }
}

static MailerDraft *
parse_mailto (const char *uri)
{
  const char      *people = uri + strlen ("mailto:");
  const char      *end = people + strcspn (people, "#");
  const char      *question = memchr (people, '?', (gsize)(end - people));
  MailerDraft     *draft = mailer_draft_new ();
  g_autofree char *to = decode_piece (people, (gsize)((question != NULL ? question : end) - people), FALSE);

  append_people (&draft->to, to);
  if (question != NULL)
    {
      g_autofree char *query = g_strndup (question + 1, (gsize)(end - question - 1));
      g_auto (GStrv) headers = g_strsplit (query, "&", -1);

      for (guint i = 0; headers[i] != NULL && i < MAX_MAILTO_HEADERS; i++)
        take_header (draft, headers[i]);
    }

  return draft;
}

gboolean
mailer_composer_start_mailto (MailerEngine *engine,
                              const char   *uri,
                              GtkWindow    *parent)
{
  g_autoptr (MailerDraft) draft = NULL;
  g_autoptr (MailerAccount) first = NULL;
  GtkWindow *composer;

  g_return_val_if_fail (MAILER_IS_ENGINE (engine), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);

  if (g_ascii_strncasecmp (uri, "mailto:", strlen ("mailto:")) != 0)
    return FALSE;

  draft = parse_mailto (uri);
  first = g_list_model_get_item (mailer_engine_get_accounts (engine), 0);
  if (first != NULL)
    draft->account_id = g_strdup (mailer_account_get_id (first));

  composer = mailer_composer_new (engine, draft);
  mailer_composer_set_is_prepared (MAILER_COMPOSER (composer));
  gtk_window_present (composer);
  return TRUE;
}

static GtkWindow *
find_composer (gint64 draft_id)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (MAILER_IS_COMPOSER (l->data) && mailer_composer_get_draft_id (l->data) == draft_id)
      return l->data;

  return NULL;
}

static void
drafts_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (Start) start = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = mailer_engine_list_drafts_finish (MAILER_ENGINE (source), result, &error);

  if (drafts == NULL)
    {
      show_failure (start->parent, error);
      return;
    }

  for (guint i = 0; i < drafts->len; i++)
    {
      const MailerDraft *draft = g_ptr_array_index (drafts, i);

      if (draft->id == start->draft_id && find_composer (draft->id) == NULL)
        gtk_window_present (mailer_composer_new (MAILER_ENGINE (source), draft));
    }
}

void
mailer_composer_open_draft (MailerEngine *engine,
                            gint64        draft_id,
                            GtkWindow    *parent)
{
  GtkWindow *composer;
  Start     *start;

  g_return_if_fail (MAILER_IS_ENGINE (engine));

  if ((composer = find_composer (draft_id)) != NULL)
    {
      gtk_window_present (composer);
      return;
    }

  start = start_new (parent);
  start->draft_id = draft_id;
  mailer_engine_list_drafts_async (engine, NULL, drafts_listed_cb, start);
}

void
mailer_composer_open_saved_drafts (MailerEngine *engine,
                                   GtkWindow    *parent)
{
  GtkWindow *window;

  g_return_if_fail (MAILER_IS_ENGINE (engine));

  window = mailer_composer_drafts_new (engine);
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
