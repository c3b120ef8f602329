/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

/* The ranges as the server listed them: the n-th source became the n-th target. They are never
 * unfolded, so "1:4294967295" costs no more than it takes to say it. */
struct _MailerImapUidMap
{
  guint32 uid_validity;
  GArray *sources;
  GArray *targets;
};

void
mailer_imap_uid_map_free (MailerImapUidMap *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->sources);
  g_array_unref (self->targets);
  g_free (self);
}

guint32
mailer_imap_uid_map_get_uid_validity (const MailerImapUidMap *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->uid_validity;
}

static guint64
count_uids (const GArray *ranges)
{
  guint64 n = 0;

  for (guint i = 0; i < ranges->len; i++)
    {
      const MailerWireImapRange *range = &g_array_index (ranges, MailerWireImapRange, i);

      n += (guint64)range->last - range->first + 1;
    }

  return n;
}

void
mailer_imap_uid_map_add (MailerImapUidMap         **self,
                         const MailerWireImapState *state)
{
  if (state->code != MAILER_WIRE_IMAP_CODE_COPYUID || state->sources == NULL
      || state->targets == NULL || state->number == 0)
    return;
  /* Lists of different length map nothing. */
  if (count_uids (state->sources) != count_uids (state->targets))
    return;
  if (*self == NULL)
    {
      *self = g_new0 (MailerImapUidMap, 1);
      (*self)->uid_validity = (guint32)state->number;
      (*self)->sources = g_array_new (FALSE, FALSE, sizeof (MailerWireImapRange));
      (*self)->targets = g_array_new (FALSE, FALSE, sizeof (MailerWireImapRange));
    }
  if ((*self)->uid_validity != state->number)
    return;
  g_array_append_vals ((*self)->sources, state->sources->data, state->sources->len);
  g_array_append_vals ((*self)->targets, state->targets->data, state->targets->len);
}

guint32
mailer_imap_uid_map_lookup (const MailerImapUidMap *self,
                            guint32                 source_uid)
{
  guint64 place = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0;; i++)
    {
      const MailerWireImapRange *range;

      if (i == self->sources->len)
        return 0;
      range = &g_array_index (self->sources, MailerWireImapRange, i);
      if (source_uid >= range->first && source_uid <= range->last)
        {
          place += source_uid - range->first;
          break;
        }
      place += (guint64)range->last - range->first + 1;
    }

  for (guint i = 0; i < self->targets->len; i++)
    {
      const MailerWireImapRange *range = &g_array_index (self->targets, MailerWireImapRange, i);
      guint64                    size = (guint64)range->last - range->first + 1;

      if (place < size)
        return range->first + (guint32)place;
      place -= size;
    }

  return 0;
}
