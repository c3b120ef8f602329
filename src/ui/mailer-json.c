/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-json.h"

static void
append_string (GString    *json,
               const char *text)
{
  g_string_append_c (json, '"');
  for (const char *c = text; *c != '\0'; c++)
    switch (*c)
      {
      case '"':
      case '\\':
        g_string_append_c (json, '\\');
        g_string_append_c (json, *c);
        break;
      default:
        if ((guchar)*c < 0x20)
          g_string_append_printf (json, "\\u%04x", (guint)(guchar)*c);
        else
          g_string_append_c (json, *c);
      }
  g_string_append_c (json, '"');
}

static void
append_value (GString  *json,
              GVariant *value)
{
  const gboolean is_dictionary = g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT);
  GVariantIter   iter;
  GVariant      *child;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (value);

      append_value (json, inner);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    g_string_append (json, g_variant_get_boolean (value) ? "true" : "false");
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    append_string (json, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY))
    {
      g_string_append_c (json, is_dictionary ? '{' : '[');
      g_variant_iter_init (&iter, value);
      for (gboolean is_first = TRUE; (child = g_variant_iter_next_value (&iter)) != NULL; is_first = FALSE)
        {
          if (!is_first)
            g_string_append_c (json, ',');
          append_value (json, child);
          g_variant_unref (child);
        }
      g_string_append_c (json, is_dictionary ? '}' : ']');
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DICT_ENTRY))
    {
      g_autoptr (GVariant) key = g_variant_get_child_value (value, 0);
      g_autoptr (GVariant) entry = g_variant_get_child_value (value, 1);

      append_value (json, key);
      g_string_append_c (json, ':');
      append_value (json, entry);
    }
  else
    g_assert_not_reached ();
}

char *
mailer_json_from_variant (GVariant *value)
{
  GString *json = g_string_new (NULL);

  append_value (json, value);
  return g_string_free (json, FALSE);
}
