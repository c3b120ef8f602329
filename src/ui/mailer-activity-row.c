/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-activity-row.h"

#include <glib/gi18n.h>

#include "mailer-account-help-window.h"
#include "mailer-error-text.h"

struct _MailerActivityRow
{
  GtkListBoxRow parent_instance;

  /* Template Widgets */
  GtkLabel       *title;
  GtkLabel       *reason;
  GtkProgressBar *progress;
  GtkLabel       *answer;
  GtkButton      *help_button;
  GtkExpander    *expander;
  GtkLabel       *body;
  GtkLabel       *details;
  GtkWidget      *retry_button;
  GtkWidget      *discard_button;

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

static MailerAccount *
find_account (MailerActivityRow *self)
{
  return mailer_engine_find_account (self->engine, mailer_activity_get_account_id (self->activity));
}

/* What hinders the message may hinder the whole account, which knows more of it, and has the help that leads on.
 * (nullable) */
static const GError *
get_sending_error (MailerActivityRow *self)
{
  const GError  *error = mailer_activity_get_error (self->activity);
  MailerAccount *account = find_account (self);
  const GError  *known = account != NULL ? mailer_account_get_sending_error (account) : NULL;

  return error != NULL && known != NULL && g_error_matches (known, error->domain, error->code) ? known : NULL;
}

static void
update_help (MailerActivityRow *self)
{
  const GError    *error = get_sending_error (self);
  g_autofree char *label = error != NULL ? mailer_error_text_dup_button (error) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->help_button), label != NULL);
  if (label != NULL)
    gtk_button_set_label (self->help_button, label);
}

static void
update_details (MailerActivityRow *self)
{
  const GError    *known = get_sending_error (self);
  const GError    *error = known != NULL ? known : mailer_activity_get_error (self->activity);
  g_autofree char *body = error != NULL ? mailer_error_text_dup_body (error) : NULL;
  g_autofree char *details = error != NULL ? mailer_error_text_dup_details (error) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->expander), error != NULL);
  gtk_label_set_label (self->body, body != NULL ? body : "");
  gtk_label_set_label (self->details, details != NULL ? details : "");
}

static void
update_progress (MailerActivityRow *self)
{
  const double fraction = mailer_activity_get_is_running (self->activity)
                              ? mailer_activity_get_fraction (self->activity)
                              : 0;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), fraction > 0);
  gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
update (MailerActivityRow *self)
{
  const GError    *error = mailer_activity_get_error (self->activity);
  const gboolean   is_running = mailer_activity_get_is_running (self->activity);
  g_autofree char *title = mailer_activity_text_dup (self->activity);
  g_autofree char *reason = NULL;
  g_autofree char *answer = NULL;

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
  update_progress (self);
  update_help (self);
  update_details (self);
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
help_cb (MailerActivityRow *self)
{
  MailerAccount *account = find_account (self);
  GtkRoot       *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (account != NULL)
    mailer_account_help_window_present (self->engine, account, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
}

static void
copy_cb (MailerActivityRow *self)
{
  g_autofree char *text = g_strconcat (gtk_label_get_label (self->title), "\n",
                                       gtk_label_get_label (self->reason), "\n",
                                       gtk_label_get_label (self->details), NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
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
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, progress);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, answer);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, help_button);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, expander);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, body);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, details);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityRow, discard_button);
  gtk_widget_class_bind_template_callback (widget_class, help_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
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
  MailerAccount     *account;

  self->engine = g_object_ref (engine);
  self->activity = g_object_ref (activity);
  account = find_account (self);
  if (account != NULL)
    g_signal_connect_object (account, "notify::sending-error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (activity, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
