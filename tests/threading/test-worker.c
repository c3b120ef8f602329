/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-worker.h"

#include <poll.h>

typedef struct
{
  MailerWorker *worker;
  GString      *order;
  GMainLoop    *loop;
  int           n_freed;
} Fixture;

static void
append_cb (gpointer data)
{
  Fixture *fixture = data;

  g_assert_true (mailer_worker_is_current (fixture->worker));
  g_string_append_c (fixture->order, 'a' + fixture->order->len);
}

static void
test_jobs_run_in_order_before_stop_returns (void)
{
  Fixture fixture = { .worker = mailer_worker_new ("test"), .order = g_string_new (NULL) };

  g_assert_false (mailer_worker_is_current (fixture.worker));
  for (int i = 0; i < 20; i++)
    mailer_worker_push (fixture.worker, append_cb, &fixture);
  mailer_worker_stop (fixture.worker);

  g_assert_cmpstr (fixture.order->str, ==, "abcdefghijklmnopqrst");
  g_string_free (fixture.order, TRUE);
}

static void
wait_for_wake_cb (gpointer data)
{
  Fixture      *fixture = data;
  struct pollfd wake = { .fd = mailer_worker_get_wake_fd (fixture->worker), .events = POLLIN };

  mailer_worker_clear_wake (fixture->worker);
  while (!mailer_worker_has_work (fixture->worker))
    {
      g_assert_cmpint (poll (&wake, 1, -1), ==, 1);
      mailer_worker_clear_wake (fixture->worker);
    }
}

static void
test_a_push_ends_a_wait (void)
{
  Fixture fixture = { .worker = mailer_worker_new ("test"), .order = g_string_new (NULL) };

  mailer_worker_push (fixture.worker, wait_for_wake_cb, &fixture);
  mailer_worker_push (fixture.worker, append_cb, &fixture);
  mailer_worker_stop (fixture.worker);

  g_assert_cmpstr (fixture.order->str, ==, "a");
  g_string_free (fixture.order, TRUE);
}

static void
quit_cb (gpointer data)
{
  Fixture *fixture = data;

  g_assert_true (mailer_is_main_thread ());
  g_main_loop_quit (fixture->loop);
}

static void
count_free_cb (gpointer data)
{
  Fixture *fixture = data;

  fixture->n_freed++;
}

static void
post_cb (gpointer data)
{
  mailer_main_post (quit_cb, data, count_free_cb);
}

static void
test_posts_run_and_are_freed_on_the_main_thread (void)
{
  Fixture fixture = { .worker = mailer_worker_new ("test"), .loop = g_main_loop_new (NULL, FALSE) };

  mailer_worker_push (fixture.worker, post_cb, &fixture);
  g_main_loop_run (fixture.loop);
  mailer_worker_stop (fixture.worker);

  g_assert_cmpint (fixture.n_freed, ==, 1);
  g_main_loop_unref (fixture.loop);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/threading/worker/order", test_jobs_run_in_order_before_stop_returns);
  g_test_add_func ("/threading/worker/push-ends-wait", test_a_push_ends_a_wait);
  g_test_add_func ("/threading/worker/posts", test_posts_run_and_are_freed_on_the_main_thread);

  return g_test_run ();
}
