/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-address.h"
#include "mailer-mime-header.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static gboolean
is_clean (const char *text)
{
  return g_utf8_validate (text, -1, NULL) && strpbrk (text, "\r\n") == NULL;
}

static void
check_list (const char *raw)
{
  g_autoptr (GPtrArray) list = mailer_mime_parse_addresses (raw);

  for (guint i = 0; i < list->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (list, i);

      if (!is_clean (address->address) || (address->name != NULL && !is_clean (address->name)))
        abort ();
      mailer_mime_address_name_is_deceptive (address);
    }
}

/* What was understood as typed is understood again in the form that is shown. */
static void
check_recipients (const char *typed)
{
  g_autofree char *valid = g_utf8_make_valid (typed, -1);
  g_autoptr (GPtrArray) recipients = mailer_mime_parse_recipients (valid);

  for (guint i = 0; i < recipients->len; i++)
    {
      const MailerMimeRecipient *recipient = g_ptr_array_index (recipients, i);
      g_autofree char           *shown = recipient->address != NULL ? mailer_mime_format_address (recipient->address) : NULL;
      g_autoptr (GPtrArray) again = shown != NULL ? mailer_mime_parse_recipients (shown) : NULL;
      const MailerMimeRecipient *first = again != NULL && again->len == 1 ? g_ptr_array_index (again, 0) : NULL;

      if (strncmp (valid + recipient->start, recipient->text, recipient->length) != 0)
        abort ();
      if (shown != NULL && (first == NULL || first->address == NULL || strcmp (first->address->address, recipient->address->address) != 0))
        g_error ("\"%s\" is not read back", shown);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *raw = g_strndup (size > 0 ? (const char *)data : "", size);
  g_autofree char *text = mailer_mime_decode_text (raw);
  g_autofree char *parameter = mailer_mime_decode_parameter (raw);
  g_autofree char *filename = mailer_mime_sanitize_filename (raw);
  g_autofree char *subject = mailer_mime_normalize_subject (raw);
  g_auto (GStrv) ids = mailer_mime_parse_message_ids (raw);
  gint64 unix_s;

  if (!is_clean (text) || !is_clean (parameter) || !g_utf8_validate (subject, -1, NULL))
    abort ();
  if (filename != NULL && (!is_clean (filename) || strchr (filename, '/') != NULL || *filename == '.' || strlen (filename) > 201))
    abort ();
  for (guint i = 0; ids[i] != NULL; i++)
    if (!is_clean (ids[i]) || *ids[i] == '\0')
      abort ();
  mailer_mime_parse_date (raw, &unix_s, NULL);
  check_list (raw);
  check_recipients (raw);

  return 0;
}
