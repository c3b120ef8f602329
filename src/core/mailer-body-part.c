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

MailerBodyPart *
mailer_body_part_new (void)
{
  return g_new0 (MailerBodyPart, 1);
}

void
mailer_body_part_free (MailerBodyPart *self)
{
  if (self == NULL)
    return;

  g_free (self->section);
  g_free (self->type);
  g_free (self->subtype);
  g_clear_pointer (&self->parameters, g_hash_table_unref);
  g_free (self->encoding);
  g_free (self->disposition);
  g_free (self->filename);
  g_free (self->content_id);
  g_free (self->description);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static void
free_part_cb (gpointer part)
{
  mailer_body_part_free (part);
}

void
mailer_body_part_add_child (MailerBodyPart *self,
                            MailerBodyPart *child)
{
  g_return_if_fail (self != NULL && child != NULL);

  if (self->children == NULL)
    self->children = g_ptr_array_new_with_free_func (free_part_cb);
  g_ptr_array_add (self->children, child);
}

void
mailer_body_part_set_parameter (MailerBodyPart *self,
                                const char     *name,
                                const char     *value)
{
  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  if (self->parameters == NULL)
    self->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (self->parameters, g_ascii_strdown (name, -1), g_strdup (value));
  self->charset = g_hash_table_lookup (self->parameters, "charset");
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

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    {
      const MailerBodyPart *found = mailer_body_part_find (g_ptr_array_index (self->children, i), section);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
add_maybe (GVariantBuilder *builder,
           const char      *text)
{
  g_variant_builder_add_value (builder, g_variant_new_maybe (G_VARIANT_TYPE_BYTESTRING, text != NULL ? g_variant_new_bytestring (text) : NULL));
}

/* In the order of their names, so that equal trees give equal bytes. */
static void
add_parameters (GVariantBuilder      *builder,
                const MailerBodyPart *part)
{
  g_autoptr (GList) names = part->parameters != NULL ? g_hash_table_get_keys (part->parameters) : NULL;

  names = g_list_sort (names, (GCompareFunc)strcmp);
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a(ayay)"));
  for (GList *l = names; l != NULL; l = l->next)
    g_variant_builder_add (builder, "(^ay^ay)", l->data, g_hash_table_lookup (part->parameters, l->data));
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

  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    add_node (builder, g_ptr_array_index (part->children, i), depth + 1);
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

static char *
dup_maybe (GVariant *node,
           gsize     index)
{
  g_autoptr (GVariant) maybe = g_variant_get_child_value (node, index);
  g_autoptr (GVariant) text = g_variant_get_maybe (maybe);

  return text != NULL ? g_variant_dup_bytestring (text, NULL) : NULL;
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
    mailer_body_part_set_parameter (part, name, value);
}

/* The section is sent to the server again, so nothing else than a section may come from the file. */
static gboolean
is_section (const char *text)
{
  return strlen (text) < 1024 && strspn (text, "0123456789.TEX") == strlen (text);
}

static MailerBodyPart *
read_node (GVariant *node,
           guint32  *depth)
{
  g_autoptr (MailerBodyPart) part = mailer_body_part_new ();

  g_variant_get_child (node, 0, "u", depth);
  g_variant_get_child (node, 1, "(^ay^ay^ay^ay)", &part->section, &part->type, &part->subtype, &part->encoding);
  g_variant_get_child (node, 2, "t", &part->size_bytes);
  part->disposition = dup_maybe (node, 3);
  part->filename = dup_maybe (node, 4);
  part->content_id = dup_maybe (node, 5);
  part->description = dup_maybe (node, 6);
  read_parameters (part, node);

  return is_section (part->section) ? g_steal_pointer (&part) : NULL;
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
      g_autoptr (MailerBodyPart) part = read_node (node, &depth);

      /* Only the first is a root, and a child is one deeper than its parent. */
      if (part == NULL || depth > path_length || (depth == 0) != (i == 0) || depth >= MAILER_BODY_PART_MAX_DEPTH)
        return NULL;
      path[depth] = part;
      path_length = depth + 1;
      if (depth == 0)
        root = g_steal_pointer (&part);
      else
        mailer_body_part_add_child (path[depth - 1], g_steal_pointer (&part));
    }

  return g_steal_pointer (&root);
}
