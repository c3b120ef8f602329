/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-application.h"
#include "mailer-window-private.h"
#include "ui-test.h"

/* The application as a whole, in the folders of the test's session, where there is no account yet. */

typedef enum
{
  STEP_FIRST_WINDOW,
  STEP_SECOND_WINDOW,
  STEP_END,
} Step;

typedef struct
{
  GApplication *application;
  Step          step;
} Play;

static MailerWindow *
get_window (Play *play)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (play->application));

  return windows != NULL ? MAILER_WINDOW (windows->data) : NULL;
}

static gboolean
is_opened (Play *play)
{
  MailerWindow *window = get_window (play);

  return window != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (window->stack), "assistant") == 0;
}

/* The last window goes and with it the engine, which takes a while. Whoever starts Mailer then gets a window. */
static gboolean
play_cb (gpointer data)
{
  Play *play = data;

  if (!is_opened (play))
    return G_SOURCE_CONTINUE;
  if (play->step == STEP_FIRST_WINDOW)
    {
      gtk_window_destroy (GTK_WINDOW (get_window (play)));
      g_action_group_activate_action (G_ACTION_GROUP (play->application), "new-message", NULL);
      g_application_activate (play->application);
      g_assert_null (get_window (play));
      play->step = STEP_SECOND_WINDOW;
      return G_SOURCE_CONTINUE;
    }
  play->step = STEP_END;
  g_action_group_activate_action (G_ACTION_GROUP (play->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

static void
test_started_while_it_ends (void)
{
  Play play = { mailer_application_new (), STEP_FIRST_WINDOW };

  g_timeout_add (20, play_cb, &play);
  g_assert_cmpint (g_application_run (play.application, 0, NULL), ==, 0);
  g_assert_cmpint (play.step, ==, STEP_END);
  g_assert_finalize_object (play.application);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/application/started-while-it-ends", test_started_while_it_ends);

  return g_test_run ();
}
