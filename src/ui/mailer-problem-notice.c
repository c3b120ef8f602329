/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-problem-notice.h"

#include "mailer-notice.h"

struct _MailerProblemNotice
{
  AdwBin parent_instance;

  MailerNotice *notice;

  /* Owned References */
  MailerEngine  *engine;
  MailerProblem *problem; /* (nullable): what is shown */
};

G_DEFINE_FINAL_TYPE (MailerProblemNotice, mailer_problem_notice, ADW_TYPE_BIN)

static void
show_first (MailerProblemNotice *self)
{
  g_autoptr (MailerProblem) first = g_list_model_get_item (mailer_engine_get_problems (self->engine), 0);

  if (g_set_object (&self->problem, first))
    mailer_notice_set_error (self->notice, NULL, first != NULL ? mailer_problem_get_error (first) : NULL, NULL);
}

static void
dismissed_cb (MailerProblemNotice *self)
{
  if (self->problem != NULL)
    mailer_engine_dismiss_problem (self->engine, self->problem);
}

static void
mailer_problem_notice_dispose (GObject *object)
{
  MailerProblemNotice *self = MAILER_PROBLEM_NOTICE (object);

  g_clear_object (&self->problem);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (mailer_problem_notice_parent_class)->dispose (object);
}

static void
mailer_problem_notice_class_init (MailerProblemNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mailer_problem_notice_dispose;
}

static void
mailer_problem_notice_init (MailerProblemNotice *self)
{
  self->notice = MAILER_NOTICE (mailer_notice_new ());
  mailer_notice_set_is_closable (self->notice, TRUE);
  g_signal_connect_swapped (self->notice, "dismissed", G_CALLBACK (dismissed_cb), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->notice));
}

void
mailer_problem_notice_set_engine (MailerProblemNotice *self,
                                  MailerEngine        *engine)
{
  g_return_if_fail (MAILER_IS_PROBLEM_NOTICE (self));
  g_return_if_fail (MAILER_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mailer_engine_get_problems (engine), "items-changed",
                           G_CALLBACK (show_first), self, G_CONNECT_SWAPPED);
  show_first (self);
}
