/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-body-part.h"

#include <string.h>

/* How the store keeps a tree: its nodes in pre-order with their depth, so that neither writing nor
 * reading nests. Header values may be any bytes, which GVariant's strings may not; they travel as
 * byte strings. A node: depth, (section, type, subtype, encoding), size, disposition, file name,
 * content id, description, parameters. */
#define NODE_TYPE "(u(ayayayay)tmaymaymaymaya(ayay))"
#define TREE_TYPE "a" NODE_TYPE

/* Room for the texts of a usual tree. */
#define TREE_BYTES 1024

static MailerBodyPart *
alloc_part (MailerArena *arena)
{
  MailerBodyPart *self = mailer_arena_alloc0 (arena, sizeof *self);

  self->arena = arena;

  return self;
}

MailerBodyPart *
mailer_body_part_new (MailerArena *arena)
{
  return alloc_part (arena != NULL ? mailer_arena_ref (arena)
                                   : mailer_arena_new (sizeof (MailerBodyPart) + TREE_BYTES));
}

void
mailer_body_part_free (MailerBodyPart *self)
{
  if (self != NULL)
    mailer_arena_unref (self->arena);
}

MailerBodyPart *
mailer_body_part_add_child (MailerBodyPart *self)
{
  MailerBodyPart *child;

  g_return_val_if_fail (self != NULL, NULL);

  child = alloc_part (self->arena);
  self->children = mailer_arena_grow (self->arena, self->children, self->n_children, sizeof *self->children);
  self->children[self->n_children++] = child;

  return child;
}

static char *
dup_lower (MailerArena *arena,
           const char  *text)
{
  char *copy = mailer_arena_strdup (arena, text);

  for (char *p = copy; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);

  return copy;
}

void
mailer_body_part_add_parameter (MailerBodyPart *self,
                                const char     *name,
                                const char     *value)
{
  MailerBodyParameter *parameters;

  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  if (self->n_parameters >= MAILER_BODY_PART_MAX_PARAMETERS)
    return;
  parameters = mailer_arena_grow (self->arena, (gpointer)self->parameters, self->n_parameters, sizeof *parameters);
  parameters[self->n_parameters] = (MailerBodyParameter){ dup_lower (self->arena, name), mailer_arena_strdup (self->arena, value) };
  mailer_body_part_set_parameters (self, parameters, self->n_parameters + 1);
}

void
mailer_body_part_set_parameters (MailerBodyPart            *self,
                                 const MailerBodyParameter *parameters,
                                 guint                      n)
{
  g_return_if_fail (self != NULL && n <= MAILER_BODY_PART_MAX_PARAMETERS);

  self->parameters = parameters;
  self->n_parameters = n;
  self->charset = mailer_body_part_get_parameter (self, "charset");
}

const char *
mailer_body_part_get_parameter (const MailerBodyPart *self,
                                const char           *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = self->n_parameters; i > 0; i--)
    if (strcmp (self->parameters[i - 1].name, name) == 0)
      return self->parameters[i - 1].value;

  return NULL;
}

gboolean
mailer_body_part_is (const MailerBodyPart *self,
                     const char           *type,
                     const char           *subtype)
{
  g_return_val_if_fail (self != NULL && type != NULL, FALSE);

  return strcmp (self->type, type) == 0 && (subtype == NULL || strcmp (self->subtype, subtype) == 0);
}

const MailerBodyPart *
mailer_body_part_find (const MailerBodyPart *self,
                       const char           *section)
{
  g_return_val_if_fail (self != NULL && section != NULL, NULL);

  if (strcmp (self->section, section) == 0)
    return self;

  for (guint i = 0; i < self->n_children; i++)
    {
      const MailerBodyPart *found = mailer_body_part_find (self->children[i], section);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
add_maybe (GVariantBuilder *builder,
           const char      *text)
{
  g_variant_builder_add_value (builder,
                               g_variant_new_maybe (G_VARIANT_TYPE_BYTESTRING,
                                                    text != NULL ? g_variant_new_bytestring (text)
                                                                 : NULL));
}

static void
add_parameters (GVariantBuilder      *builder,
                const MailerBodyPart *part)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a(ayay)"));
  for (guint i = 0; i < part->n_parameters; i++)
    g_variant_builder_add (builder, "(^ay^ay)", part->parameters[i].name, part->parameters[i].value);
  g_variant_builder_close (builder);
}

static void
add_node (GVariantBuilder      *builder,
          const MailerBodyPart *part,
          guint                 depth)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE (NODE_TYPE));
  g_variant_builder_add (builder, "u", depth);
  g_variant_builder_add (builder, "(^ay^ay^ay^ay)", part->section, part->type, part->subtype, part->encoding);
  g_variant_builder_add (builder, "t", part->size_bytes);
  add_maybe (builder, part->disposition);
  add_maybe (builder, part->filename);
  add_maybe (builder, part->content_id);
  add_maybe (builder, part->description);
  add_parameters (builder, part);
  g_variant_builder_close (builder);

  for (guint i = 0; i < part->n_children; i++)
    add_node (builder, part->children[i], depth + 1);
}

GVariant *
mailer_body_part_serialize (const MailerBodyPart *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE (TREE_TYPE));
  add_node (&builder, self, 0);

  return g_variant_ref_sink (g_variant_new_variant (g_variant_builder_end (&builder)));
}

static const char *
read_maybe (MailerArena *arena,
            GVariant    *node,
            gsize        index)
{
  g_autoptr (GVariant) maybe = g_variant_get_child_value (node, index);
  g_autoptr (GVariant) text = g_variant_get_maybe (maybe);

  return text != NULL ? mailer_arena_strdup (arena, g_variant_get_bytestring (text)) : NULL;
}

static void
read_parameters (MailerBodyPart *part,
                 GVariant       *node)
{
  g_autoptr (GVariant) list = g_variant_get_child_value (node, 7);
  GVariantIter iter;
  const char  *name;
  const char  *value;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(^&ay^&ay)", &name, &value))
    mailer_body_part_add_parameter (part, name, value);
}

/* The section is sent to the server again, so nothing else than a section may come from the file. */
static gboolean
is_section (const char *text)
{
  return strlen (text) < 1024 && strspn (text, "0123456789.TEX") == strlen (text);
}

static gboolean
read_node (MailerBodyPart *part,
           GVariant       *node)
{
  const char *section, *type, *subtype, *encoding;

  g_variant_get_child (node, 1, "(^&ay^&ay^&ay^&ay)", &section, &type, &subtype, &encoding);
  part->section = mailer_arena_strdup (part->arena, section);
  part->type = mailer_arena_strdup (part->arena, type);
  part->subtype = mailer_arena_strdup (part->arena, subtype);
  part->encoding = mailer_arena_strdup (part->arena, encoding);
  g_variant_get_child (node, 2, "t", &part->size_bytes);
  part->disposition = read_maybe (part->arena, node, 3);
  part->filename = read_maybe (part->arena, node, 4);
  part->content_id = read_maybe (part->arena, node, 5);
  part->description = read_maybe (part->arena, node, 6);
  read_parameters (part, node);

  return is_section (part->section);
}

MailerBodyPart *
mailer_body_part_deserialize (GVariant *variant)
{
  g_autoptr (GVariant) tree = NULL;
  g_autoptr (MailerBodyPart) root = NULL;
  MailerBodyPart *path[MAILER_BODY_PART_MAX_DEPTH];
  guint           path_length = 0;
  gsize           n_nodes;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARIANT) || !g_variant_is_normal_form (variant))
    return NULL;
  tree = g_variant_get_variant (variant);
  if (!g_variant_is_of_type (tree, G_VARIANT_TYPE (TREE_TYPE)))
    return NULL;
  n_nodes = g_variant_n_children (tree);
  if (n_nodes > MAILER_BODY_PART_MAX_PARTS)
    return NULL;

  for (gsize i = 0; i < n_nodes; i++)
    {
      guint32 depth;
      g_autoptr (GVariant) node = g_variant_get_child_value (tree, i);

      /* Only the first is a root, and a child is one deeper than its parent. */
      g_variant_get_child (node, 0, "u", &depth);
      if (depth > path_length || (depth == 0) != (i == 0) || depth >= MAILER_BODY_PART_MAX_DEPTH)
        return NULL;
      if (depth == 0)
        path[0] = root = mailer_body_part_new (NULL);
      else
        path[depth] = mailer_body_part_add_child (path[depth - 1]);
      if (!read_node (path[depth], node))
        return NULL;
      path_length = depth + 1;
    }

  return g_steal_pointer (&root);
}
