/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-date-text.h"

#include <langinfo.h>
#include <string.h>

#include <glib/gi18n.h>

/* Times are written with 12 hours where the locale has words for them. */
static gboolean
has_12_hours (void)
{
  const char *pm = nl_langinfo (PM_STR);
  const char *format = nl_langinfo (T_FMT);

  return pm != NULL && pm[0] != '\0' && format != NULL
         && (strstr (format, "%r") != NULL || strstr (format, "%I") != NULL
             || strstr (format, "%l") != NULL);
}

static char *
format_time (GDateTime *time)
{
  /* Translators: a time of today, with 12 hours; see the manual page of strftime. */
  return g_date_time_format (time, has_12_hours () ? C_ ("time with 12 hours", "%-I:%M %p")
                                                   : C_ ("time with 24 hours", "%H:%M"));
}

/* Midnights between the two, in local time: days of 23 and 25 hours count as one. */
static int
count_days_between (GDateTime *from,
                    GDateTime *to)
{
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, g_date_time_get_day_of_month (from), g_date_time_get_month (from), g_date_time_get_year (from));
  g_date_set_dmy (&b, g_date_time_get_day_of_month (to), g_date_time_get_month (to), g_date_time_get_year (to));
  return g_date_days_between (&a, &b);
}

char *
mailer_date_text_dup_short (gint64 unix_s,
                            gint64 now_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (unix_s);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);
  int days;

  if (time == NULL || now == NULL)
    return g_strdup ("");
  days = count_days_between (time, now);
  if (days == 0)
    return format_time (time);
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days > 1 && days < 7)
    /* Translators: the day of the last week in a narrow column, such as "Mon". */
    return g_date_time_format (time, C_ ("day of the last week", "%a"));
  if (days >= 0 && g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a date of this year in a narrow column, such as "Nov 3". */
    return g_date_time_format (time, C_ ("date of this year", "%b %-e"));
  return g_date_time_format (time, "%x");
}

char *
mailer_date_text_dup_long (gint64 unix_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (unix_s);

  if (time == NULL)
    return g_strdup ("");
  if (has_12_hours ())
    return g_date_time_format (time, C_ ("date and time with 12 hours", "%A, %B %-e, %Y, %-I:%M %p"));
  return g_date_time_format (time, C_ ("date and time with 24 hours", "%A, %-e %B %Y, %H:%M"));
}
