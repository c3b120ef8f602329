/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-envelope.h"

G_BEGIN_DECLS

/* More is neither made nor read: nobody sends such mail in earnest, and walks over the tree recurse. */
#define MAILER_BODY_PART_MAX_DEPTH 64
#define MAILER_BODY_PART_MAX_PARTS 10000
#define MAILER_BODY_PART_MAX_PARAMETERS 1000

/** MailerBodyParameter: @name in lower case, @value raw. */
typedef struct
{
  const char *name;
  const char *value;
} MailerBodyParameter;

/**
 * MailerBodyPart:
 * @arena: holds the whole tree and all that it points to
 * @section: section for FETCH BODY[...], such as "1.2"; "" for a multipart at the top, "1.TEXT" for the
 *   multipart that is the body of the message/rfc822 at "1"
 * @type: (not nullable): media type, lower case, such as "text"
 * @subtype: (not nullable): lower case, such as "html"
 * @parameters: (array length=n_parameters): media type parameters
 * @charset: (nullable): the charset parameter
 * @encoding: (not nullable): transfer encoding, lower case, "7bit" when NIL
 * @size_bytes: encoded size as the server tells; a hint only, servers are wrong about it
 * @n_lines: of a text or a message, as the server tells; not kept by serializing, like all that follows
 *   @description but the children
 * @disposition: (nullable): "inline", "attachment"..., lower case
 * @filename: (nullable): from the disposition's filename or the type's name parameter, undecoded
 * @content_id: (nullable): without angle brackets
 * @description: (nullable): undecoded
 * @disposition_parameters: (array length=n_disposition_parameters)
 * @md5: (nullable): RFC 1864
 * @languages: (nullable): RFC 3282
 * @location: (nullable): RFC 2557; never fetched
 * @envelope: (nullable): of a message/rfc822; has no reference to the arena of its own
 * @children: (array length=n_children): of a multipart, or the one body of message/rfc822
 *
 * One node of the part tree of a message: BODYSTRUCTURE of RFC 9051, section 7.5.2, or the same made
 * from the message itself. Filled in by its maker, then immutable. Only the root has a reference to
 * the arena, and only the root is freed.
 */
typedef struct _MailerBodyPart MailerBodyPart;

struct _MailerBodyPart
{
  MailerArena               *arena;
  const char                *section;
  const char                *type;
  const char                *subtype;
  const MailerBodyParameter *parameters;
  guint                      n_parameters;
  guint                      n_disposition_parameters;
  const char                *charset;
  const char                *encoding;
  guint64                    size_bytes;
  guint64                    n_lines;
  const char                *disposition;
  const char                *filename;
  const char                *content_id;
  const char                *description;
  const MailerBodyParameter *disposition_parameters;
  const char                *md5;
  char                     **languages;
  const char                *location;
  const MailerEnvelope      *envelope;
  MailerBodyPart           **children;
  guint                      n_children;
};

/**
 * mailer_body_part_new:
 * @arena: (nullable): %NULL for one of its own
 *
 * Thread: any one at a time of those that share the arena.
 * Returns: (transfer full): a root with all fields empty; its maker sets those that may not be.
 */
MailerBodyPart *mailer_body_part_new (MailerArena *arena);
/** mailer_body_part_free: for roots. Thread: any one at a time of those that share the arena. */
void mailer_body_part_free (MailerBodyPart *self);

/**
 * mailer_body_part_add_child:
 *
 * Thread: any one at a time of those that share the arena.
 * Returns: (transfer none): a new last child, all fields empty, in the arena of @self.
 */
MailerBodyPart *mailer_body_part_add_child (MailerBodyPart *self);

/**
 * mailer_body_part_is:
 * @subtype: (nullable): lower case; %NULL for any
 *
 * Whether @type, in lower case, and @subtype are those of the node. Thread: any.
 */
gboolean mailer_body_part_is (const MailerBodyPart *self,
                              const char           *type,
                              const char           *subtype);

/**
 * mailer_body_part_add_parameter:
 * @name: any case
 *
 * Adds a media type parameter; one more than %MAILER_BODY_PART_MAX_PARAMETERS is left out.
 *
 * Thread: any one at a time of those that share the arena.
 */
void mailer_body_part_add_parameter (MailerBodyPart *self,
                                     const char     *name,
                                     const char     *value);

/**
 * mailer_body_part_set_parameters:
 * @parameters: (array length=n): in the arena of @self
 *
 * Sets all media type parameters at once. Thread: any one at a time of those that share the arena.
 */
void mailer_body_part_set_parameters (MailerBodyPart            *self,
                                      const MailerBodyParameter *parameters,
                                      guint                      n);

/**
 * mailer_body_part_get_parameter:
 * @name: lower case
 *
 * Thread: any.
 * Returns: (transfer none) (nullable): the value of a media type parameter; of two with one name the last.
 */
const char *mailer_body_part_get_parameter (const MailerBodyPart *self,
                                            const char           *name);

/**
 * mailer_body_part_find:
 *
 * Returns: (transfer none) (nullable): the node of the tree @self with @section. Thread: any.
 */
const MailerBodyPart *mailer_body_part_find (const MailerBodyPart *self,
                                             const char           *section);

/**
 * mailer_body_part_serialize:
 *
 * Thread: any.
 * Returns: (transfer full): the tree as a #GVariant of type "v", not floating, for the store.
 */
GVariant *mailer_body_part_serialize (const MailerBodyPart *self);

/**
 * mailer_body_part_deserialize:
 * @variant: from anywhere: a damaged file is not trusted
 *
 * Returns: (transfer full) (nullable): the tree, or %NULL when @variant is not one. Thread: any.
 */
MailerBodyPart *mailer_body_part_deserialize (GVariant *variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerBodyPart, mailer_body_part_free)

G_END_DECLS
