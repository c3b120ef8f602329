/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-flags.h"

#include <string.h>

static const struct
{
  MailerFlags flag;
  const char *name;
  gsize       length;
} flag_names[] = {
#define FLAG(flag, name)        \
  {                             \
    flag, name, sizeof name - 1 \
  }
  FLAG (MAILER_FLAG_SEEN, "\\Seen"),
  FLAG (MAILER_FLAG_ANSWERED, "\\Answered"),
  FLAG (MAILER_FLAG_FLAGGED, "\\Flagged"),
  FLAG (MAILER_FLAG_DELETED, "\\Deleted"),
  FLAG (MAILER_FLAG_DRAFT, "\\Draft"),
  FLAG (MAILER_FLAG_FORWARDED, "$Forwarded"),
  FLAG (MAILER_FLAG_MDN_SENT, "$MDNSent"),
  FLAG (MAILER_FLAG_JUNK, "$Junk"),
  FLAG (MAILER_FLAG_NOT_JUNK, "$NotJunk"),
  FLAG (MAILER_FLAG_PHISHING, "$Phishing"),
#undef FLAG
};

MailerFlags
mailer_flag_from_bytes (const char *name,
                        gsize       length)
{
  g_return_val_if_fail (name != NULL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (flag_names[i].length == length
        && (memcmp (name, flag_names[i].name, length) == 0
            || g_ascii_strncasecmp (name, flag_names[i].name, length) == 0))
      return flag_names[i].flag;

  return 0;
}

MailerFlags
mailer_flag_from_name (const char *name)
{
  g_return_val_if_fail (name != NULL, 0);

  return mailer_flag_from_bytes (name, strlen (name));
}

const char *
mailer_flag_get_name (MailerFlags flag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (flag_names[i].flag == flag)
      return flag_names[i].name;

  g_return_val_if_reached ("");
}
