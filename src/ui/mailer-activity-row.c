/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-activity-row.h"

#include <glib/gi18n.h>

#include "mailer-error-text.h"

struct _MailerActivityRow
{
  GtkListBoxRow parent_instance;

  /* Template Widgets */
  GtkLabel  *title;
  GtkLabel  *reason;
  GtkLabel  *answer;
  GtkWidget *retry_button;
  GtkWidget *discard_button;

  /* Owned References */
  MailerEngine   *engine;
  MailerActivity *activity;
};

G_DEFINE_FINAL_TYPE (MailerActivityRow, mailer_activity_row, GTK_TYPE_LIST_BOX_ROW)

static char *
dup_text_for_many (MailerActivityKind kind,
                   guint              n)
{
  switch (kind)
    {
    case MAILER_ACTIVITY_FLAGS:
      return g_strdup_printf (ngettext ("Mark %u message", "Mark %u messages", n), n);
    case MAILER_ACTIVITY_MOVE:
      return g_strdup_printf (ngettext ("Move %u message", "Move %u messages", n), n);
    case MAILER_ACTIVITY_ARCHIVE:
      return g_strdup_printf (ngettext ("Archive %u message", "Archive %u messages", n), n);
    case MAILER_ACTIVITY_TRASH:
      return g_strdup_printf (ngettext ("Delete %u message", "Delete %u messages", n), n);
    case MAILER_ACTIVITY_FILE_SENT:
      return g_strdup (_ ("Keep a copy of a sent message"));
    case MAILER_ACTIVITY_SEND:
    default:
      return g_strdup (_ ("Send a message without a subject"));
    }
}

static char *
dup_text_for_one (MailerActivityKind kind,
                  const char        *subject)
{
  switch (kind)
    {
    case MAILER_ACTIVITY_FLAGS:
      return g_strdup_printf (_ ("Mark “%s”"), subject);
    case MAILER_ACTIVITY_MOVE:
      return g_strdup_printf (_ ("Move “%s”"), subject);
    case MAILER_ACTIVITY_ARCHIVE:
      return g_strdup_printf (_ ("Archive “%s”"), subject);
    case MAILER_ACTIVITY_TRASH:
      return g_strdup_printf (_ ("Delete “%s”"), subject);
    case MAILER_ACTIVITY_FILE_SENT:
      return g_strdup_printf (_ ("Keep a copy of “%s”"), subject);
    case MAILER_ACTIVITY_SEND:
    default:
      return g_strdup_printf (_ ("Send “%s”"), subject);
    }
}

char *
mailer_activity_text_dup (MailerActivity *activity)
{
  const char *subject = mailer_activity_get_subject (activity);
  const guint n = MAX (mailer_activity_get_n_messages (activity), 1);

  if (n == 1 && subject != NULL && subject[0] != '\0')
    return dup_text_for_one (mailer_activity_get_kind (activity), subject);
  return dup_text_for_many (mailer_activity_get_kind (activity), n);
}

static void
update (MailerActivityRow *self)
{
  const GError    *error = mailer_activity_get_error (self->activity);
  const gboolean   is_running = mailer_activity_get_is_running (self->activity);
  g_autofree char *title = mailer_activity_text_dup (self->activity);
  g_autofree char *reason = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *details = NULL;

  gtk_label_set_label (self->title, title);
  if (is_running)
    reason = g_strdup (_ ("Under way…"));
  else if (error != NULL)
    {
      reason = mailer_error_text_dup_title (error);
      answer = mailer_error_text_dup_answer (error);
    }
  else
    reason = g_strdup (_ ("Waits for a connection"));
  gtk_label_set_label (self->reason, reason);
  gtk_label_set_label (self->answer, answer != NULL ? answer : "");
  gtk_widget_set_visible (GTK_WIDGET (self->answer), answer != NULL);
  if (error != NULL)
    details = mailer_error_text_dup_details (error);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reason), details);
  gtk_widget_set_visible (self->retry_button, mailer_activity_get_can_retry (self->activity));
  gtk_widget_set_sensitive (self->discard_button, mailer_activity_get_can_discard (self->activity));
}

static void
retry_cb (MailerActivityRow *self)
{
  mailer_engine_retry_activity (self->engine, self->activity);
}

static void
discard_cb (MailerActivityRow *self)
{
  mailer_engine_discard_activity (self->engine, self->activity);
}

static void
mailer_activity_row_dispose (GObject *object)
{
  MailerActivityRow *self = MAILER_ACTIVITY_ROW (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->activity);
  G_OBJECT_CLASS (mailer_activity_row_parent_class)->dispose (object);
}

static void
mailer_activity_row_class_init (MailerActivityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_activity_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-activity-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, title);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, reason);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, answer);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, discard_button);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
}

static void
mailer_activity_row_init (MailerActivityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mailer_activity_row_new (MailerEngine   *engine,
                         MailerActivity *activity)
{
  MailerActivityRow *self = g_object_new (MAILER_TYPE_ACTIVITY_ROW, NULL);

  self->engine = g_object_ref (engine);
  self->activity = g_object_ref (activity);
  g_signal_connect_object (activity, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
