/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-attachments.h"

#include <glib/gi18n.h>

#include "mailer-composer-chip.h"
#include "mailer-widget.h"

/* From here on many servers refuse a message; what is attached grows by a third on its way. */
#define LARGE_BYTES (15 * 1000 * 1000)

struct _MailerComposerAttachments
{
  GtkWidget parent_instance;

  /* Template Widgets */
  GtkWidget  *box;
  GtkWidget  *scroller;
  GtkFlowBox *chips;
  GtkLabel   *size_hint;

  /* Owned References */
  GPtrArray    *collected;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MailerComposerAttachments, mailer_composer_attachments, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_EDITED,
  SIGNAL_PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint64
get_size (MailerComposerAttachments *self)
{
  guint64 size_bytes = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips)); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    size_bytes += mailer_composer_chip_get_attachment (MAILER_COMPOSER_CHIP (chip))->size_bytes;

  return size_bytes;
}

static void
update (MailerComposerAttachments *self)
{
  guint64          size_bytes = get_size (self);
  g_autofree char *size = g_format_size (size_bytes);
  g_autofree char *hint = g_strdup_printf (_ ("%s together: many servers refuse messages this large."), size);

  gtk_widget_set_visible (GTK_WIDGET (self), mailer_composer_attachments_get_n (self) > 0);
  gtk_label_set_label (self->size_hint, hint);
  gtk_widget_set_visible (GTK_WIDGET (self->size_hint), size_bytes >= LARGE_BYTES);
}

/* Who works with the keyboard goes on beside what is gone. */
static void
move_focus_away (GtkWidget *chip)
{
  GtkRoot   *root = gtk_widget_get_root (chip);
  GtkWidget *neighbour = gtk_widget_get_next_sibling (chip);

  if (neighbour == NULL)
    neighbour = gtk_widget_get_prev_sibling (chip);
  if (neighbour != NULL)
    gtk_widget_grab_focus (neighbour);
  else if (root != NULL)
    gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_BACKWARD);
}

static void
remove_cb (MailerComposerAttachments *self,
           GtkWidget                 *chip)
{
  move_focus_away (chip);
  gtk_flow_box_remove (self->chips, chip);
  update (self);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static void
append_chip (MailerComposerAttachments *self,
             MailerDraftAttachment     *attachment)
{
  GtkWidget *chip = mailer_composer_chip_new (attachment);

  g_signal_connect_object (chip, "remove", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_append (self->chips, chip);
  update (self);
}

static void
refuse_file (MailerComposerAttachments *self,
             GFile                     *file,
             const char                *reason)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *valid = g_utf8_make_valid (name != NULL ? name : "?", -1);
  g_autofree char *text = g_strdup_printf (_ ("“%s” cannot be attached: %s"), valid, reason);

  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, text);
}

static void
take_file (MailerComposerAttachments *self,
           GFile                     *file,
           GFileInfo                 *info)
{
  const char      *type = g_file_info_get_content_type (info);
  g_autofree char *mime_type = type != NULL ? g_content_type_get_mime_type (type) : NULL;

  append_chip (self,
               mailer_draft_attachment_new (file,
                                            g_file_info_get_display_name (info),
                                            mime_type != NULL ? mime_type : "application/octet-stream",
                                            (guint64)MAX (g_file_info_get_size (info), 0)));
  g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static void
file_queried_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (MailerComposerAttachments) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (info == NULL)
    refuse_file (self, G_FILE (source), error->message);
  else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    refuse_file (self, G_FILE (source), _ ("it is a folder, not a file."));
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    refuse_file (self, G_FILE (source), _ ("it is no ordinary file."));
  else
    take_file (self, G_FILE (source), info);
}

static void
mailer_composer_attachments_dispose (GObject *object)
{
  MailerComposerAttachments *self = MAILER_COMPOSER_ATTACHMENTS (object);

  g_cancellable_cancel (self->cancellable);
  g_ptr_array_set_size (self->collected, 0);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (mailer_composer_attachments_parent_class)->dispose (object);
}

static GtkSizeRequestMode
mailer_composer_attachments_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* What scrolls asks for the height of its narrowest form, one chip below the other, however wide it is. */
static void
mailer_composer_attachments_measure (GtkWidget     *widget,
                                     GtkOrientation orientation,
                                     int            for_size,
                                     int           *minimum,
                                     int           *natural,
                                     int           *minimum_baseline,
                                     int           *natural_baseline)
{
  MailerComposerAttachments *self = MAILER_COMPOSER_ATTACHMENTS (widget);
  int                        asked, needed;

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL || for_size < 0)
    return;
  gtk_widget_measure (self->scroller, orientation, for_size, NULL, &asked, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->chips), orientation, for_size, NULL, &needed, NULL, NULL);
  *natural = MAX (*natural - asked + MIN (asked, needed), *minimum);
}

static void
mailer_composer_attachments_size_allocate (GtkWidget *widget,
                                           int        width,
                                           int        height,
                                           int        baseline)
{
  gtk_widget_allocate (MAILER_COMPOSER_ATTACHMENTS (widget)->box, width, height, baseline, NULL);
}

static void
mailer_composer_attachments_finalize (GObject *object)
{
  MailerComposerAttachments *self = MAILER_COMPOSER_ATTACHMENTS (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->collected, g_ptr_array_unref);

  G_OBJECT_CLASS (mailer_composer_attachments_parent_class)->finalize (object);
}

static void
mailer_composer_attachments_class_init (MailerComposerAttachmentsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_composer_attachments_dispose;
  object_class->finalize = mailer_composer_attachments_finalize;
  widget_class->get_request_mode = mailer_composer_attachments_get_request_mode;
  widget_class->measure = mailer_composer_attachments_measure;
  widget_class->size_allocate = mailer_composer_attachments_size_allocate;

  signals[SIGNAL_EDITED] = mailer_widget_add_signal (klass, "edited");
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-composer-attachments.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, box);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, scroller);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, chips);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerAttachments, size_hint);
}

static void
mailer_composer_attachments_init (MailerComposerAttachments *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->collected = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

void
mailer_composer_attachments_add_files (MailerComposerAttachments *self,
                                       GSList                    *files)
{
  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));

  for (GSList *l = files; l != NULL; l = l->next)
    g_file_query_info_async (l->data,
                             G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
                             G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT,
                             self->cancellable,
                             file_queried_cb,
                             g_object_ref (self));
}

static MailerDraftAttachment *
copy_attachment (const MailerDraftAttachment *source)
{
  MailerDraftAttachment *copy = mailer_draft_attachment_new (source->file, source->name, source->content_type, source->size_bytes);

  copy->id = source->id;
  return copy;
}

void
mailer_composer_attachments_add (MailerComposerAttachments   *self,
                                 const MailerDraftAttachment *attachment)
{
  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));
  g_return_if_fail (attachment != NULL);

  append_chip (self, copy_attachment (attachment));
}

guint
mailer_composer_attachments_get_n (MailerComposerAttachments *self)
{
  guint n = 0;

  g_return_val_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self), 0);

  while (gtk_flow_box_get_child_at_index (self->chips, (int)n) != NULL)
    n++;

  return n;
}

void
mailer_composer_attachments_collect (MailerComposerAttachments *self,
                                     GPtrArray                 *attachments)
{
  GtkWidget *chip;

  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));
  g_return_if_fail (attachments != NULL);

  g_ptr_array_set_size (self->collected, 0);
  for (chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips)); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      g_ptr_array_add (self->collected, g_object_ref (chip));
      g_ptr_array_add (attachments, copy_attachment (mailer_composer_chip_get_attachment (MAILER_COMPOSER_CHIP (chip))));
    }
}

void
mailer_composer_attachments_set_stored (MailerComposerAttachments *self,
                                        GPtrArray                 *attachments)
{
  g_return_if_fail (MAILER_IS_COMPOSER_ATTACHMENTS (self));
  g_return_if_fail (attachments != NULL);

  for (guint i = 0; i < MIN (attachments->len, self->collected->len); i++)
    {
      const MailerDraftAttachment *stored = g_ptr_array_index (attachments, i);

      mailer_composer_chip_set_stored (g_ptr_array_index (self->collected, i), stored->id);
    }
}
