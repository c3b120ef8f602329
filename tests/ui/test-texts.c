/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the main window makes of dates, links, attachments and values for its page. */

#include "config.h"

#include <string.h>

#include "mailer-attachment-actions.h"
#include "mailer-date-text.h"
#include "mailer-engine-error.h"
#include "mailer-json.h"
#include "mailer-message-private.h"
#include "mailer-mime-address.h"
#include "mailer-reader-data.h"
#include "mailer-text.h"

#define DAY (24 * 60 * 60)
#define NOW 1700000000 /* Tuesday, 14 November 2023, 22:13:20 */

static void
short_dates (void)
{
  static const struct
  {
    gint64      time;
    const char *text;
  } rows[] = {
    { NOW, "22:13" },
    { NOW - 22 * 60 * 60, "00:13" },
    { NOW - 23 * 60 * 60, "Yesterday" },
    { NOW - 2 * DAY, "Sun" },
    { NOW - 6 * DAY, "Wed" },
    { NOW - 7 * DAY, "Nov 7" },
    { NOW - 317 * DAY, "Jan 1" },
    { NOW - 318 * DAY, "12/31/22" },
    { 0, "01/01/70" },
    { NOW + 60, "22:14" },
    { NOW + 3 * DAY, "11/17/23" }, /* a clock that is wrong */
    { G_MAXINT64, "" },
    { G_MININT64, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mailer_date_text_dup_short (rows[i].time, NOW);
      g_autofree char *full = mailer_date_text_dup_long (rows[i].time);

      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpint (full[0] != '\0', ==, text[0] != '\0');
    }
}

static void
attachments_under_false_names (void)
{
  static const struct
  {
    const char *name;
    const char *data;
    gboolean    is_fine;
  } rows[] = {
    { "report.pdf", "%PDF-1.7\n%\303\244\303\266", TRUE },
    { "report.pdf", "<!DOCTYPE html><html><head><script>", FALSE },
    { "report.pdf", "#!/bin/sh\nrm -rf ~\n", FALSE },
    { "photo.png", "\211PNG\r\n\032\n", TRUE },
    { "photo.png", "\177ELF\002\001\001", FALSE },
    { "photo.jpg", "GIF89a", FALSE },
    { "notes.txt", "just some words", TRUE },
    { "table.docx", "PK\003\004\024", TRUE },
    { "invitation.ics", "BEGIN:VCALENDAR\r\n", TRUE },
    { "empty.pdf", "", TRUE },
    { "invoice", "<!DOCTYPE html><html><head><script>", FALSE },
    { "invoice", "[Desktop Entry]\nType=Application\nExec=sh\n", FALSE },
    { "invoice", "#!/bin/sh\nrm -rf ~\n", FALSE },
    { "invoice", "\177ELF\002\001\001", FALSE },
    { "invoice.xyzzy", "<svg xmlns='http://www.w3.org/2000/svg'/>", FALSE },
    { "invoice", "%PDF-1.7\n%\303\244\303\266", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (mailer_attachment_is_as_named (rows[i].name, rows[i].data, strlen (rows[i].data)), ==, rows[i].is_fine);
    }
}

static void
values_for_the_page (void)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed ("{'text': <'\"\\\\\\n\\u0001</script>\303\244'>, 'list': <[<'a'>, <true>, <@as []>]>, 'none': <false>}"));
  g_autofree char *json = mailer_json_from_variant (value);

  g_assert_cmpstr (json, ==, "{\"text\":\"\\\"\\\\\\u000a\\u0001</script>\303\244\",\"list\":[\"a\",true,[]],\"none\":false}");
}

/* What stands beside the sender's name: nobody can hide behind it. */
static void
who_sent_it (void)
{
  static const struct
  {
    const char *from;
    const char *sender; /* NULL: the same */
    const char *shown;
  } rows[] = {
    { "Ada <ada@example.org>", NULL, "ada@example.org" },
    { "ada@example.org", NULL, "" },
    { "ada@example.org", "list@example.net", "ada@example.org, sent by list@example.net" },
    { "\"Your Bank\" <service@bank.example>", "Bank <thief@example.net>", "service@bank.example, sent by thief@example.net" },
    { "Ada <ada@example.org>, Bob <bob@example.org>", NULL, "Ada <ada@example.org>, Bob <bob@example.org>" },
    { "Ada <ada@example.org>, bob@example.org", "thief@example.net", "Ada <ada@example.org>, bob@example.org, sent by thief@example.net" },
    { "Undisclosed:;", "thief@example.net", "Undisclosed, sent by thief@example.net" },
    { "", "thief@example.net", "thief@example.net" },
    { "", NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_message_unref);
      MailerMessage *message = mailer_message_new ();
      g_autoptr (GVariant) conversation = NULL;
      g_autoptr (GVariant) list = NULL;
      g_autoptr (GVariant) entry = NULL;
      const char *shown = NULL;

      g_test_message ("From %s, Sender %s", rows[i].from, rows[i].sender);
      g_ptr_array_add (messages, message);
      g_ptr_array_unref (message->from);
      message->from = mailer_mime_parse_addresses (rows[i].from);
      if (rows[i].sender != NULL)
        {
          g_autoptr (GPtrArray) senders = mailer_mime_parse_addresses (rows[i].sender);

          message->sender_differs = mailer_address_copy (g_ptr_array_index (senders, 0));
        }
      conversation = g_variant_ref_sink (mailer_reader_data_new_conversation (messages, NULL));
      list = g_variant_lookup_value (conversation, "messages", G_VARIANT_TYPE ("av"));
      g_variant_get_child (list, 0, "v", &entry);
      g_assert_true (g_variant_lookup (entry, "address", "&s", &shown));
      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
texts_without_end (void)
{
  g_autofree char *long_line = g_strnfill (100000, 'x');
  g_autofree char *label = mailer_text_dup_shortened (long_line);
  g_autofree char *short_label = mailer_text_dup_shortened ("Gr\303\274\303\237e");
  g_autofree char *lines = mailer_text_dup_with_short_lines (long_line);
  g_autofree char *short_lines = mailer_text_dup_with_short_lines ("one\r\n\303\274\n");

  g_assert_cmpint (g_utf8_strlen (label, -1), ==, 501);
  g_assert_true (g_utf8_validate (label, -1, NULL));
  g_assert_cmpstr (short_label, ==, "Gr\303\274\303\237e");
  g_assert_cmpint (strchr (lines, '\n') - lines, ==, 4000);
  g_assert_cmpuint (strlen (lines), ==, 100000 + 25);
  g_assert_cmpstr (short_lines, ==, "one\n\303\274\n");
}

/* Without a page there is a text, and it says why there is nothing to read. */
static void
failures_as_text (void)
{
  static const char *const says[] = { "Subject: Plans", "The server does not answer", "connect: timed out" };
  g_autoptr (MailerMessage) message = mailer_message_new ();
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_TIMED_OUT, "connect: timed out");
  g_autofree char *text = NULL;

  message->subject = g_strdup ("Plans");
  text = mailer_reader_data_dup_failure_text (message, error);
  for (guint i = 0; i < G_N_ELEMENTS (says); i++)
    g_assert_nonnull (strstr (text, says[i]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/texts/short-dates", short_dates);
  g_test_add_func ("/ui/texts/attachments-under-false-names", attachments_under_false_names);
  g_test_add_func ("/ui/texts/values-for-the-page", values_for_the_page);
  g_test_add_func ("/ui/texts/who-sent-it", who_sent_it);
  g_test_add_func ("/ui/texts/failures-as-text", failures_as_text);
  g_test_add_func ("/ui/texts/texts-without-end", texts_without_end);
  return g_test_run ();
}
