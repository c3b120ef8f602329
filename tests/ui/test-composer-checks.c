/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-checks.h"

static void
test_mention_attachment (void)
{
  static const struct
  {
    const char *text;
    const char *words;
    gboolean    is_mentioned;
  } cases[] = {
    { "Hello", NULL, FALSE },
    { "", NULL, FALSE },
    { "Please see the attached plan.", NULL, TRUE },
    { "ATTACHED!", NULL, TRUE },
    { "An attachment follows", NULL, TRUE },
    { "unattached people", NULL, FALSE },
    { "anbei der Plan", NULL, TRUE },
    { "der Plan im Anhang", NULL, TRUE },
    { "Die Datei ist angehängt.", NULL, TRUE },
    { "Die Datei ist angeha\xcc\x88ngt.", NULL, TRUE }, /* decomposed */
    { "Anhangsweise", NULL, FALSE },
    { "> see attached", NULL, FALSE },
    { "Fine.\n> see attached\nBye", NULL, FALSE },
    { "Fine.\n\n---------- Forwarded message ----------\nsee attached", NULL, FALSE },
    { "Fine.\n-- \nattached to nobody", NULL, FALSE },
    { "voir pièce jointe", NULL, FALSE },
    { "voir pièce jointe", "jointe;pièces", TRUE },
    { "nothing", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (mailer_composer_checks_mention_attachment (cases[i].text, cases[i].words),
                       ==,
                       cases[i].is_mentioned);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/composer-checks/mention-attachment", test_mention_attachment);
  return g_test_run ();
}
