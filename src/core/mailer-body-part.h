/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More is neither made nor read: nobody sends such mail in earnest, and walks over the tree recurse. */
#define MAILER_BODY_PART_MAX_DEPTH 64
#define MAILER_BODY_PART_MAX_PARTS 10000

/**
 * MailerBodyPart:
 * @section: section for FETCH BODY[...], such as "1.2"; "" for a multipart at the top, "1.TEXT" for the
 *   multipart that is the body of the message/rfc822 at "1"
 * @type: (not nullable): media type, lower case, such as "text"
 * @subtype: (not nullable): lower case, such as "html"
 * @parameters: (nullable) (element-type utf8 utf8): media type parameters, keys in lower case, values raw
 * @charset: (nullable): the charset parameter, borrowed from @parameters
 * @encoding: (not nullable): transfer encoding, lower case, "7bit" when NIL
 * @size_bytes: encoded size as the server tells; a hint only, servers are wrong about it
 * @disposition: (nullable): "inline", "attachment"..., lower case
 * @filename: (nullable): from the disposition's filename or the type's name parameter, undecoded
 * @content_id: (nullable): without angle brackets
 * @description: (nullable): undecoded
 * @children: (nullable) (element-type MailerBodyPart): of a multipart, or the one body of message/rfc822
 *
 * One node of the part tree of a message: BODYSTRUCTURE of RFC 9051, section 7.5.2, or the same made
 * from the message itself. Filled in by its maker, then immutable.
 */
typedef struct _MailerBodyPart MailerBodyPart;

struct _MailerBodyPart
{
  char       *section;
  char       *type;
  char       *subtype;
  GHashTable *parameters;
  const char *charset;
  char       *encoding;
  guint64     size_bytes;
  char       *disposition;
  char       *filename;
  char       *content_id;
  char       *description;
  GPtrArray  *children;
};

/** mailer_body_part_new: all fields %NULL; its maker sets those that may not be. */
MailerBodyPart *mailer_body_part_new (void);
void            mailer_body_part_free (MailerBodyPart *self);

/**
 * mailer_body_part_is:
 * @subtype: (nullable): lower case; %NULL for any
 */
gboolean mailer_body_part_is (const MailerBodyPart *self,
                              const char           *type,
                              const char           *subtype);

/**
 * mailer_body_part_add_child:
 * @child: (transfer full)
 */
void mailer_body_part_add_child (MailerBodyPart *self,
                                 MailerBodyPart *child);

/**
 * mailer_body_part_set_parameter:
 * @name: any case
 *
 * Sets a media type parameter and keeps @charset pointing to the right one.
 */
void mailer_body_part_set_parameter (MailerBodyPart *self,
                                     const char     *name,
                                     const char     *value);

/**
 * mailer_body_part_find:
 *
 * Returns: (transfer none) (nullable): the node of the tree @self with @section.
 */
const MailerBodyPart *mailer_body_part_find (const MailerBodyPart *self,
                                             const char           *section);

/**
 * mailer_body_part_serialize:
 *
 * Returns: (transfer full): the tree as a #GVariant of type "v", not floating, for the store.
 */
GVariant *mailer_body_part_serialize (const MailerBodyPart *self);

/**
 * mailer_body_part_deserialize:
 * @variant: from anywhere: a damaged file is not trusted
 *
 * Returns: (transfer full) (nullable): the tree, or %NULL when @variant is not one.
 */
MailerBodyPart *mailer_body_part_deserialize (GVariant *variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerBodyPart, mailer_body_part_free)

G_END_DECLS
