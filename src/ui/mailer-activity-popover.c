/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-activity-popover.h"

#include <glib/gi18n.h>

#include "mailer-activity-row.h"

/* Enough to read through; a journal of thousands does not become thousands of widgets. */
#define MAX_ROWS 50

struct _MailerActivityPopover
{
  GtkPopover parent_instance;

  /* Template Widgets */
  GtkStack   *stack;
  GtkListBox *list_box;

  /* Owned References */
  MailerEngine *engine;
};

G_DEFINE_FINAL_TYPE (MailerActivityPopover, mailer_activity_popover, GTK_TYPE_POPOVER)

static GtkWidget *
create_row (gpointer item,
            gpointer data)
{
  MailerActivityPopover *self = data;

  return mailer_activity_row_new (self->engine, item);
}

static void
items_changed_cb (MailerActivityPopover *self)
{
  GListModel *activities = mailer_engine_get_activities (self->engine);

  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (activities) > 0 ? "list" : "empty");
}

static void
mailer_activity_popover_dispose (GObject *object)
{
  MailerActivityPopover *self = MAILER_ACTIVITY_POPOVER (object);

  g_clear_object (&self->engine);
  G_OBJECT_CLASS (mailer_activity_popover_parent_class)->dispose (object);
}

static void
mailer_activity_popover_class_init (MailerActivityPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_activity_popover_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-activity-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerActivityPopover, stack);
  gtk_widget_class_bind_template_child (widget_class, MailerActivityPopover, list_box);
}

static void
mailer_activity_popover_init (MailerActivityPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mailer_activity_popover_set_engine (MailerActivityPopover *self,
                                    MailerEngine          *engine)
{
  GListModel *activities = mailer_engine_get_activities (engine);
  g_autoptr (GtkSliceListModel) slice = gtk_slice_list_model_new (g_object_ref (activities), 0, MAX_ROWS);

  g_return_if_fail (MAILER_IS_ACTIVITY_POPOVER (self));

  g_set_object (&self->engine, engine);
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (slice), create_row, self, NULL);
  g_signal_connect_object (activities, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  items_changed_cb (self);
}
