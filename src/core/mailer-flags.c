/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-flags.h"

static const struct
{
  MailerFlags flag;
  const char *name;
} flag_names[] = {
  { MAILER_FLAG_SEEN, "\\Seen" },
  { MAILER_FLAG_ANSWERED, "\\Answered" },
  { MAILER_FLAG_FLAGGED, "\\Flagged" },
  { MAILER_FLAG_DELETED, "\\Deleted" },
  { MAILER_FLAG_DRAFT, "\\Draft" },
  { MAILER_FLAG_FORWARDED, "$Forwarded" },
  { MAILER_FLAG_MDN_SENT, "$MDNSent" },
  { MAILER_FLAG_JUNK, "$Junk" },
  { MAILER_FLAG_NOT_JUNK, "$NotJunk" },
  { MAILER_FLAG_PHISHING, "$Phishing" },
};

MailerFlags
mailer_flag_from_name (const char *name)
{
  g_return_val_if_fail (name != NULL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (g_ascii_strcasecmp (name, flag_names[i].name) == 0)
      return flag_names[i].flag;

  return 0;
}

const char *
mailer_flag_get_name (MailerFlags flag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (flag_names[i].flag == flag)
      return flag_names[i].name;

  g_return_val_if_reached ("");
}
