/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-link.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "mailer-mime-url.h"
#include "mailer-text.h"

#define MAX_SHOWN_CHARACTERS 80
/* What a host belongs to stands at its end, so the end is always shown (RFC 1035, section 2.3.4). */
#define MAX_HOST_CHARACTERS 255

static void
open_outside (GtkWindow  *parent,
              const char *uri)
{
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             const char       *uri)
{
  if (g_str_equal (response, "open"))
    open_outside (gtk_window_get_transient_for (GTK_WINDOW (dialog)), uri);
}

static void
free_uri (gpointer  data,
          GClosure *closure)
{
  g_free (data);
}

/* In one short line, without what cannot be seen: marks that make letters run backwards would turn around
 * what we say ourselves. */
static char *
dup_shown (const char *text,
           glong       max_characters)
{
  g_autoptr (GString) line = g_string_new (NULL);
  glong n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) == G_UNICODE_FORMAT)
        continue;
      if (n++ == max_characters)
        {
          g_string_append (line, "…");
          break;
        }
      g_string_append_unichar (line, g_unichar_isspace (c) ? ' ' : c);
    }
  return g_strdup (g_strstrip (line->str));
}

static void
ask (GtkWindow  *parent,
     const char *uri,
     const char *shown_host,
     const char *real_host)
{
  GtkWidget       *dialog = adw_message_dialog_new (parent, _ ("This Link Leads Somewhere Else"), NULL);
  g_autofree char *shown = dup_shown (shown_host, MAX_SHOWN_CHARACTERS);
  g_autofree char *real = dup_shown (real_host, MAX_HOST_CHARACTERS);
  g_autofree char *address = mailer_text_dup_shortened (uri);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("It says “%s”, but it opens “%s”:\n\n%s\n\nMessages do that to steal passwords."), shown,
      real, address);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                    _ ("_Open Anyway"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), g_strdup (uri), free_uri, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Asks when one of @texts deceives, or the address itself does, whatever its text. */
static gboolean
ask_if_deceptive (GtkWindow         *parent,
                  const char        *uri,
                  const char *const *texts)
{
  g_autofree char  *url = NULL;
  g_autofree char  *host = NULL;
  g_autofree char  *shown = NULL;
  MailerMimeUrlKind kind = mailer_mime_url_classify (uri, &url);

  if (kind != MAILER_MIME_URL_WEB)
    return FALSE;
  shown = mailer_mime_url_dup_pretence (texts[0] != NULL ? texts[0] : "", url);
  for (gsize i = 1; texts[0] != NULL && texts[i] != NULL && shown == NULL; i++)
    shown = mailer_mime_url_dup_pretence (texts[i], url);
  if (shown == NULL)
    return FALSE;
  host = mailer_mime_url_dup_host (url, NULL);
  ask (parent, uri, shown, host);
  return TRUE;
}

void
mailer_link_open (GtkWindow         *parent,
                  const char        *uri,
                  const char *const *texts)
{
  const char *scheme = g_uri_peek_scheme (uri);

  if (g_strcmp0 (scheme, "mailto") == 0)
    {
      gtk_widget_activate_action (GTK_WIDGET (parent), "win.mailto", "s", uri);
      return;
    }
  if (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0)
    return;
  if (!ask_if_deceptive (parent, uri, texts))
    open_outside (parent, uri);
}
