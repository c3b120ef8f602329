/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-date.h"

#include <string.h>

static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static gboolean
take_digits (const char **p,
             const char  *end,
             guint        n_digits,
             int         *value)
{
  *value = 0;
  for (guint i = 0; i < n_digits; i++, (*p)++)
    {
      if (*p == end || !g_ascii_isdigit (**p))
        return FALSE;
      *value = *value * 10 + (**p - '0');
    }

  return TRUE;
}

static gboolean
take_byte (const char **p,
           const char  *end,
           char         byte)
{
  if (*p == end || **p != byte)
    return FALSE;
  (*p)++;

  return TRUE;
}

static gboolean
take_month (const char **p,
            const char  *end,
            int         *month)
{
  for (int i = 0; end - *p >= 3 && i < 12; i++)
    if (g_ascii_strncasecmp (*p, month_names + 3 * i, 3) == 0)
      {
        *month = i + 1;
        *p += 3;
        return TRUE;
      }

  return FALSE;
}

/* "-", or the blank of a date of RFC 5322, which some servers send. */
static gboolean
take_separator (const char **p,
                const char  *end)
{
  return take_byte (p, end, '-') || take_byte (p, end, ' ');
}

/* The "Mon, " of such a date. */
static void
skip_weekday (const char **p,
              const char  *end)
{
  if (end - *p > 5 && g_ascii_isalpha (**p) && (*p)[3] == ',' && (*p)[4] == ' ')
    *p += 5;
}

/* "-0800"; a missing one means UTC. */
static gboolean
take_offset (const char **p,
             const char  *end,
             int         *offset_minutes)
{
  gboolean is_west;
  int      hours;
  int      minutes;

  *offset_minutes = 0;
  if (*p == end)
    return TRUE;
  if (!take_byte (p, end, ' '))
    return FALSE;
  is_west = take_byte (p, end, '-');
  if (!is_west && !take_byte (p, end, '+'))
    return FALSE;
  if (!take_digits (p, end, 2, &hours) || !take_digits (p, end, 2, &minutes) || *p != end)
    return FALSE;
  *offset_minutes = (is_west ? -1 : 1) * (hours * 60 + minutes);

  return TRUE;
}

/* Days from 1970 to a date of the Gregorian calendar. Years are counted from March, so that the leap
 * day is the last of the year; 719468 days lie between the March before year 0 and 1970. */
static gint64
count_days (int year,
            int month,
            int day)
{
  gint64 shifted = month <= 2 ? year - 1 : year;
  int    day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

  return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year - 719468;
}

gboolean
mailer_wire_imap_date_parse (const char *text,
                             gsize       length,
                             gint64     *seconds)
{
  const char *p = text;
  const char *end = text + length;
  int         day, month, year, hour, minute, second, offset_minutes;

  g_return_val_if_fail (text != NULL && seconds != NULL, FALSE);

  skip_weekday (&p, end);
  /* One digit with or without a blank before it, or two. */
  if (take_byte (&p, end, ' ') || (end - p > 1 && !g_ascii_isdigit (p[1])))
    {
      if (!take_digits (&p, end, 1, &day))
        return FALSE;
    }
  else if (!take_digits (&p, end, 2, &day))
    return FALSE;
  if (!take_separator (&p, end) || !take_month (&p, end, &month) || !take_separator (&p, end)
      || !take_digits (&p, end, 4, &year))
    return FALSE;
  if (!take_byte (&p, end, ' ') || !take_digits (&p, end, 2, &hour) || !take_byte (&p, end, ':')
      || !take_digits (&p, end, 2, &minute) || !take_byte (&p, end, ':')
      || !take_digits (&p, end, 2, &second))
    return FALSE;
  if (!take_offset (&p, end, &offset_minutes))
    return FALSE;
  if (year < 1 || !g_date_valid_dmy (day, month, year) || hour > 23 || minute > 59 || second > 60)
    return FALSE;

  *seconds = ((count_days (year, month, day) * 24 + hour) * 60 + minute - offset_minutes) * 60 + second;

  return TRUE;
}

char *
mailer_wire_imap_date_format (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  if (time == NULL)
    return NULL;

  return g_strdup_printf ("%02d-%.3s-%04d %02d:%02d:%02d +0000",
                          g_date_time_get_day_of_month (time),
                          month_names + 3 * (g_date_time_get_month (time) - 1),
                          g_date_time_get_year (time), g_date_time_get_hour (time),
                          g_date_time_get_minute (time), g_date_time_get_second (time));
}

char *
mailer_wire_imap_day_format (const GDate *date)
{
  g_return_val_if_fail (date != NULL && g_date_valid (date), NULL);

  return g_strdup_printf ("%d-%.3s-%04d", g_date_get_day (date),
                          month_names + 3 * (g_date_get_month (date) - 1), g_date_get_year (date));
}
