/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

/* What a server tells about itself and about mailboxes beside mail: ID, METADATA, ACL, QUOTA. */

/* A name, and a value if there is one before @closing or the end. */
static gboolean
take_pair (MailerWireImapCursor *cursor,
           MailerWireImapPairs  *pairs)
{
  MailerWireImapString name;
  MailerWireImapPair   pair = { NULL, NULL };

  if (pairs->n_pairs == MAILER_WIRE_IMAP_MAX_ELEMENTS || !mailer_wire_imap_cursor_take_astring (cursor, &name))
    return FALSE;
  pair.name = mailer_wire_imap_string_copy (&name, cursor->arena);
  if (!mailer_wire_imap_cursor_take_text (cursor, &pair.value))
    return FALSE;
  pairs->pairs = mailer_arena_grow (cursor->arena, pairs->pairs, pairs->n_pairs, sizeof pair);
  pairs->pairs[pairs->n_pairs++] = pair;

  return TRUE;
}

static gboolean
take_pair_list (MailerWireImapCursor *cursor,
                MailerWireImapPairs  *pairs)
{
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    if (!take_pair (cursor, pairs))
      return FALSE;

  return TRUE;
}

gboolean
mailer_wire_imap_parse_id (MailerWireImapCursor *cursor,
                           MailerWireImapPairs  *pairs)
{
  MailerWireImapString nil;

  if (mailer_wire_imap_cursor_peek (cursor) == '(')
    return take_pair_list (cursor, pairs);

  return mailer_wire_imap_cursor_take_nstring (cursor, &nil) && nil.data == NULL;
}

gboolean
mailer_wire_imap_parse_acl (MailerWireImapCursor *cursor,
                            MailerWireImapPairs  *pairs)
{
  pairs->mailbox = mailer_wire_imap_take_mailbox (cursor);
  if (pairs->mailbox == NULL)
    return FALSE;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), cursor->p < cursor->end)
    if (!take_pair (cursor, pairs))
      return FALSE;

  return TRUE;
}

/* Unasked, only the names of the entries that changed are told (RFC 5464, section 4.4.2). */
static gboolean
take_entry_names (MailerWireImapCursor *cursor,
                  MailerWireImapPairs  *pairs)
{
  char **names = mailer_wire_imap_take_words (cursor, '\0');

  if (names == NULL)
    return FALSE;
  for (; names[pairs->n_pairs] != NULL; pairs->n_pairs++)
    {
      pairs->pairs = mailer_arena_grow (cursor->arena, pairs->pairs, pairs->n_pairs, sizeof *pairs->pairs);
      pairs->pairs[pairs->n_pairs] = (MailerWireImapPair){ names[pairs->n_pairs], NULL };
    }

  return TRUE;
}

gboolean
mailer_wire_imap_parse_metadata (MailerWireImapCursor *cursor,
                                 MailerWireImapPairs  *pairs)
{
  /* The server itself has no name. */
  if (cursor->end - cursor->p > 1 && cursor->p[0] == '"' && cursor->p[1] == '"')
    {
      pairs->mailbox = "";
      cursor->p += 2;
    }
  else
    pairs->mailbox = mailer_wire_imap_take_mailbox (cursor);
  if (pairs->mailbox == NULL)
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return mailer_wire_imap_cursor_peek (cursor) == '(' ? take_pair_list (cursor, pairs)
                                                      : take_entry_names (cursor, pairs);
}

static gboolean
take_rights (MailerWireImapCursor *cursor,
             MailerWireImapRights *rights)
{
  if (!mailer_wire_imap_cursor_take_text (cursor, &rights->rights))
    return FALSE;
  if (rights->rights == NULL)
    rights->rights = "";

  return TRUE;
}

gboolean
mailer_wire_imap_parse_my_rights (MailerWireImapCursor *cursor,
                                  MailerWireImapRights *rights)
{
  rights->mailbox = mailer_wire_imap_take_mailbox (cursor);

  return rights->mailbox != NULL && take_rights (cursor, rights);
}

gboolean
mailer_wire_imap_parse_list_rights (MailerWireImapCursor *cursor,
                                    MailerWireImapRights *rights)
{
  rights->mailbox = mailer_wire_imap_take_mailbox (cursor);
  if (rights->mailbox == NULL || !mailer_wire_imap_cursor_take_text (cursor, &rights->identifier)
      || rights->identifier == NULL)
    return FALSE;
  if (!take_rights (cursor, rights))
    return FALSE;
  rights->optional = mailer_wire_imap_take_words (cursor, '\0');

  return rights->optional != NULL;
}

static gboolean
take_resource (MailerWireImapCursor   *cursor,
               MailerWireImapResource *resource)
{
  MailerWireImapString name;

  if (!mailer_wire_imap_cursor_take_astring (cursor, &name))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &resource->usage))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &resource->limit))
    return FALSE;
  resource->name = mailer_wire_imap_string_copy_upper (&name, cursor->arena);

  return TRUE;
}

gboolean
mailer_wire_imap_parse_quota (MailerWireImapCursor *cursor,
                              MailerWireImapQuota  *quota)
{
  /* A root may be "": the one that everything is in. */
  if (!mailer_wire_imap_cursor_take_text (cursor, &quota->root) || quota->root == NULL)
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    {
      MailerWireImapResource resource;

      if (quota->n_resources == MAILER_WIRE_IMAP_MAX_ELEMENTS || !take_resource (cursor, &resource))
        return FALSE;
      quota->resources = mailer_arena_grow (cursor->arena, quota->resources, quota->n_resources, sizeof resource);
      quota->resources[quota->n_resources++] = resource;
    }

  return TRUE;
}

gboolean
mailer_wire_imap_parse_quota_roots (MailerWireImapCursor     *cursor,
                                    MailerWireImapQuotaRoots *roots)
{
  roots->mailbox = mailer_wire_imap_take_mailbox (cursor);
  if (roots->mailbox == NULL)
    return FALSE;
  roots->roots = mailer_wire_imap_take_words (cursor, '\0');

  return roots->roots != NULL;
}
