/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-chip.h"

#include <glib/gi18n.h>

#include "mailer-widget.h"

struct _MailerComposerChip
{
  GtkFlowBoxChild parent_instance;

  /* Template Widgets */
  GtkImage  *icon;
  GtkLabel  *name_label;
  GtkLabel  *size_label;
  GtkButton *remove_button;

  /* Owned References */
  MailerDraftAttachment *attachment;
};

G_DEFINE_FINAL_TYPE (MailerComposerChip, mailer_composer_chip, GTK_TYPE_FLOW_BOX_CHILD)

enum
{
  SIGNAL_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
remove_cb (MailerComposerChip *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
remove_action_cb (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  remove_cb (MAILER_COMPOSER_CHIP (widget));
}

static void
mailer_composer_chip_finalize (GObject *object)
{
  MailerComposerChip *self = MAILER_COMPOSER_CHIP (object);

  g_clear_pointer (&self->attachment, mailer_draft_attachment_free);

  G_OBJECT_CLASS (mailer_composer_chip_parent_class)->finalize (object);
}

static void
mailer_composer_chip_class_init (MailerComposerChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mailer_composer_chip_finalize;

  signals[SIGNAL_REMOVE] = mailer_widget_add_signal (klass, "remove");

  gtk_widget_class_install_action (widget_class, "chip.remove", NULL, remove_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "chip.remove", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "chip.remove", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-composer-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, icon);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, name_label);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, size_label);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerChip, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
mailer_composer_chip_init (MailerComposerChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_icon (MailerComposerChip *self)
{
  g_autofree char *content_type = g_content_type_from_mime_type (self->attachment->content_type);
  g_autoptr (GIcon) icon = NULL;

  if (content_type != NULL)
    icon = g_content_type_get_symbolic_icon (content_type);
  if (icon != NULL)
    gtk_image_set_from_gicon (self->icon, icon);
}

GtkWidget *
mailer_composer_chip_new (MailerDraftAttachment *attachment)
{
  MailerComposerChip *self;
  g_autofree char    *size = NULL;
  g_autofree char    *label = NULL;
  g_autofree char    *remove_label = NULL;

  g_return_val_if_fail (attachment != NULL, NULL);

  self = g_object_new (MAILER_TYPE_COMPOSER_CHIP, NULL);
  self->attachment = attachment;
  size = g_format_size (attachment->size_bytes);
  gtk_label_set_label (self->name_label, attachment->name);
  gtk_label_set_label (self->size_label, size);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), attachment->name);
  show_icon (self);

  label = g_strdup_printf ("%s, %s", attachment->name, size);
  remove_label = g_strdup_printf (_ ("Remove “%s”"), attachment->name);
  mailer_widget_set_label (self, label);
  mailer_widget_set_label (self->remove_button, remove_label);
  return GTK_WIDGET (self);
}

const MailerDraftAttachment *
mailer_composer_chip_get_attachment (MailerComposerChip *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_CHIP (self), NULL);

  return self->attachment;
}

void
mailer_composer_chip_set_stored (MailerComposerChip *self,
                                 gint64              id)
{
  g_return_if_fail (MAILER_IS_COMPOSER_CHIP (self));

  self->attachment->id = id;
  g_clear_object (&self->attachment->file);
}
