/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-body-part.h"

#include <string.h>

/* A root without a parent. The texts are constants, so they need not be in the arena. */
static MailerBodyPart *
add_part (MailerBodyPart *parent,
          const char     *section,
          const char     *type,
          const char     *subtype)
{
  MailerBodyPart *part = parent != NULL ? mailer_body_part_add_child (parent) : mailer_body_part_new (NULL);

  part->section = section;
  part->type = type;
  part->subtype = subtype;
  part->encoding = "7bit";

  return part;
}

static MailerBodyPart *
make_tree (void)
{
  MailerBodyPart *root = add_part (NULL, "", "multipart", "mixed");
  MailerBodyPart *text = add_part (root, "1", "text", "plain");
  MailerBodyPart *message = add_part (root, "2", "message", "rfc822");
  MailerBodyPart *inner = add_part (message, "2.TEXT", "multipart", "alternative");

  mailer_body_part_add_parameter (text, "CHARSET", "utf-8");
  mailer_body_part_add_parameter (text, "format", "flowed");
  text->size_bytes = G_MAXUINT64;
  text->filename = "caf\xe9.txt";
  text->disposition = "attachment";
  text->content_id = "";
  add_part (inner, "2.1", "text", "html");

  return root;
}

static void
test_round_trip (void)
{
  g_autoptr (MailerBodyPart) tree = make_tree ();
  g_autoptr (GVariant) stored = mailer_body_part_serialize (tree);
  g_autoptr (MailerBodyPart) again = mailer_body_part_deserialize (stored);
  g_autoptr (GVariant) stored_again = mailer_body_part_serialize (again);
  const MailerBodyPart *text = mailer_body_part_find (again, "1");

  g_assert_true (g_variant_equal (stored, stored_again));
  g_assert_true (mailer_body_part_is (text, "text", "plain"));
  g_assert_true (mailer_body_part_is (text, "text", NULL));
  g_assert_false (mailer_body_part_is (text, "text", "html"));
  g_assert_cmpstr (text->charset, ==, "utf-8");
  g_assert_cmpstr (text->filename, ==, "caf\xe9.txt");
  g_assert_cmpstr (text->content_id, ==, "");
  g_assert_cmpuint (text->size_bytes, ==, G_MAXUINT64);
  g_assert_null (text->description);
  g_assert_true (mailer_body_part_is (mailer_body_part_find (again, "2.1"), "text", "html"));
  g_assert_null (mailer_body_part_find (again, "3"));
}

static void
assert_refused (GVariant *variant)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (variant);

  g_assert_null (mailer_body_part_deserialize (owned));
}

#define NODE(depth, section) "(uint32 " #depth ", (b'" section "', b'text', b'plain', b'7bit'), uint64 0, nothing, nothing, nothing, nothing, [])"
#define TYPE "@a(u(ayayayay)tmaymaymaymaya(ayay)) "

static void
test_refuses_what_is_no_tree (void)
{
  assert_refused (g_variant_new_string ("x"));
  assert_refused (g_variant_new_variant (g_variant_new_string ("x")));
  assert_refused (g_variant_new_parsed ("<" TYPE "[]>"));
  assert_refused (g_variant_new_parsed ("<" TYPE "[" NODE (1, "") "]>"));
  assert_refused (g_variant_new_parsed ("<" TYPE "[" NODE (0, "") ", " NODE (0, "") "]>"));
  assert_refused (g_variant_new_parsed ("<" TYPE "[" NODE (0, "") ", " NODE (2, "1") "]>"));
  assert_refused (g_variant_new_parsed ("<" TYPE "[" NODE (0, "1] BODY[2") "]>"));
}

static void
test_depth_is_bounded (void)
{
  for (guint depth = MAILER_BODY_PART_MAX_DEPTH; depth <= MAILER_BODY_PART_MAX_DEPTH + 1; depth++)
    {
      g_autoptr (MailerBodyPart) root = add_part (NULL, "", "multipart", "mixed");
      g_autoptr (GVariant) stored = NULL;
      g_autoptr (MailerBodyPart) again = NULL;
      MailerBodyPart *tail = root;

      for (guint i = 1; i < depth; i++)
        tail = add_part (tail, "1", "multipart", "mixed");
      stored = mailer_body_part_serialize (root);
      again = mailer_body_part_deserialize (stored);
      g_assert_cmpint (again != NULL, ==, depth == MAILER_BODY_PART_MAX_DEPTH);
    }
}

/* A damaged file: any bytes may say that they are a tree. */
static void
test_survives_damage (void)
{
  g_autoptr (MailerBodyPart) tree = make_tree ();
  g_autoptr (GVariant) stored = mailer_body_part_serialize (tree);
  gsize size = g_variant_get_size (stored);

  for (guint round = 0; round < 20000; round++)
    {
      g_autofree guint8 *bytes = g_malloc (size);
      g_autoptr (GVariant) damaged = NULL;
      g_autoptr (MailerBodyPart) part = NULL;

      memcpy (bytes, g_variant_get_data (stored), size);
      for (guint i = 0; i < 3; i++)
        bytes[g_test_rand_int_range (0, size)] = g_test_rand_int_range (0, 256);
      damaged = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE_VARIANT, bytes, g_test_rand_int_range (0, size + 1), FALSE, NULL, NULL));
      part = mailer_body_part_deserialize (damaged);
      if (part != NULL)
        g_variant_unref (mailer_body_part_serialize (part));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/body-part/round-trip", test_round_trip);
  g_test_add_func ("/core/body-part/refuses-what-is-no-tree", test_refuses_what_is_no_tree);
  g_test_add_func ("/core/body-part/depth-is-bounded", test_depth_is_bounded);
  g_test_add_func ("/core/body-part/survives-damage", test_survives_damage);

  return g_test_run ();
}
