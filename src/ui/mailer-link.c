/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-link.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "mailer-mime-url.h"
#include "mailer-text.h"

#define MAX_SHOWN_CHARACTERS 80
/* What a host belongs to stands at its end, so the end is always shown (RFC 1035, section 2.3.4). */
#define MAX_HOST_CHARACTERS 255

/* mime judges a link too, but for another purpose: it marks links while a mail is drawn, may find a host
 * anywhere in a text, and so keeps to top domains that it knows, or every file name would be marked. Here
 * somebody has clicked, and is told which host the text pretends: any top domain counts, and only the
 * beginning of the text. How an address is read is the same for both, and is mime's. */

static char *
dup_host (const char *uri)
{
  g_autofree char  *url = NULL;
  MailerMimeUrlKind kind = mailer_mime_url_classify (uri, &url);

  return kind == MAILER_MIME_URL_WEB || kind == MAILER_MIME_URL_OTHER ? mailer_mime_url_dup_host (url, NULL) : NULL;
}

/* The host that a text like "https://bank.example/login" or "www.bank.example" names. */
static char *
dup_host_of_text (const char *text)
{
  static const char *before = "(<[\"'";
  g_autofree char   *word = NULL;
  g_autofree char   *uri = NULL;
  g_autofree char   *host = NULL;
  const char        *dot;

  text += strspn (text, " \t\r\n\302\240");
  text += strspn (text, before);
  word = g_strndup (text, strcspn (text, " \t\r\n<>\")'"));
  if (strchr (word, '@') != NULL && strstr (word, "://") == NULL)
    return NULL;
  if (strstr (word, "://") != NULL)
    return dup_host (word);
  /* No scheme: only what has a dot in the right places can be meant as a host. */
  uri = g_strconcat ("http://", word, NULL);
  host = dup_host (uri);
  dot = host != NULL ? strrchr (host, '.') : NULL;
  if (dot == NULL || dot == host || strlen (dot + 1) < 2 || strspn (dot + 1, "abcdefghijklmnopqrstuvwxyz-0123456789") != strlen (dot + 1) || g_ascii_isdigit (dot[1]))
    return NULL;
  /* A file name or the end of a sentence is none. */
  if (!g_str_has_prefix (host, "www.") && strchr (word, '/') == NULL && text[strlen (word)] != '\0')
    return NULL;
  return g_steal_pointer (&host);
}

static gboolean
is_same_site (const char *a,
              const char *b)
{
  const gsize length_a = strlen (a);
  const gsize length_b = strlen (b);

  if (g_str_has_prefix (a, "www."))
    return is_same_site (a + 4, b);
  if (g_str_has_prefix (b, "www."))
    return is_same_site (a, b + 4);
  if (length_a < length_b)
    return is_same_site (b, a);
  return g_str_has_suffix (a, b) && (length_a == length_b || a[length_a - length_b - 1] == '.');
}

gboolean
mailer_link_is_deceptive (const char *uri,
                          const char *text,
                          char      **shown_host,
                          char      **real_host)
{
  g_autofree char *shown = NULL;
  g_autofree char *real = NULL;

  if (!g_str_has_prefix (uri, "http:") && !g_str_has_prefix (uri, "https:"))
    return FALSE;
  shown = dup_host_of_text (text);
  real = dup_host (uri);
  if (shown == NULL || (real != NULL && is_same_site (shown, real)))
    return FALSE;
  if (shown_host != NULL)
    *shown_host = g_steal_pointer (&shown);
  if (real_host != NULL)
    *real_host = g_steal_pointer (&real);
  return TRUE;
}

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
  g_autofree char *real = dup_shown (real_host != NULL ? real_host : "?", MAX_HOST_CHARACTERS);
  g_autofree char *address = mailer_text_dup_shortened (uri);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("It says “%s”, but it opens “%s”:\n\n%s\n\nMessages do that to steal passwords."), shown, real, address);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "open", _ ("_Open Anyway"), NULL);
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
  g_autofree char  *real_host = NULL;
  g_autofree char  *shown = NULL;
  MailerMimeUrlKind kind = mailer_mime_url_classify (uri, &url);

  if (kind != MAILER_MIME_URL_WEB)
    return FALSE;
  if (mailer_mime_url_text_is_deceptive ("", url))
    shown = g_strdup (texts[0] != NULL ? texts[0] : "");
  for (gsize i = 0; texts[i] != NULL && shown == NULL; i++)
    if (!mailer_link_is_deceptive (url, texts[i], &shown, NULL) && mailer_mime_url_text_is_deceptive (texts[i], url))
      shown = g_strdup (texts[i]);
  if (shown == NULL)
    return FALSE;
  real_host = mailer_mime_url_dup_host (url, NULL);
  ask (parent, uri, shown, real_host);
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
