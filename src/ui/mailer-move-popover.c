/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-move-popover.h"

#include <string.h>

#include "mailer-folder-text.h"
#include "mailer-widget.h"

struct _MailerMovePopover
{
  GtkPopover parent_instance;

  /* Template Widgets */
  GtkSearchEntry *search_entry;
  GtkListView    *list_view;

  /* Owned References */
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GtkCustomFilter    *filter;
  MailerFolder       *from;
  char               *words; /* (nullable): folded */
};

G_DEFINE_FINAL_TYPE (MailerMovePopover, mailer_move_popover, GTK_TYPE_POPOVER)

static gboolean
match (gpointer item,
       gpointer data)
{
  MailerMovePopover *self = data;
  MailerFolder      *folder = item;
  g_autofree char   *name = NULL;
  g_autofree char   *path = NULL;

  if (folder == self->from || !mailer_folder_get_is_selectable (folder))
    return FALSE;
  if (self->words == NULL || self->words[0] == '\0')
    return TRUE;
  name = g_utf8_casefold (mailer_folder_text_get_name (folder), -1);
  path = g_utf8_casefold (mailer_folder_get_path (folder), -1);
  return strstr (name, self->words) != NULL || strstr (path, self->words) != NULL;
}

static void
search_changed_cb (MailerMovePopover *self)
{
  g_free (self->words);
  self->words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
choose (MailerMovePopover *self,
        guint              position)
{
  g_autoptr (MailerFolder) folder = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (folder == NULL)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.move-to", "x", mailer_folder_get_id (folder));
}

static void
activate_cb (MailerMovePopover *self,
             guint              position)
{
  choose (self, position);
}

static void
search_activate_cb (MailerMovePopover *self)
{
  choose (self, gtk_single_selection_get_selected (self->selection));
}

static void
stop_search_cb (MailerMovePopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), label);
  mailer_widget_set_row (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  data)
{
  MailerFolder *folder = gtk_list_item_get_item (item);
  GtkWidget    *image = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget    *label = gtk_widget_get_next_sibling (image);

  gtk_image_set_from_icon_name (GTK_IMAGE (image), mailer_folder_text_get_icon_name (folder));
  /* Of a folder in another one the whole path is told: names repeat. */
  gtk_label_set_label (GTK_LABEL (label), mailer_folder_get_role (folder) == MAILER_FOLDER_ROLE_NONE
                                              ? mailer_folder_get_path (folder)
                                              : mailer_folder_text_get_name (folder));
}

static void
mailer_move_popover_show (GtkWidget *widget)
{
  MailerMovePopover *self = MAILER_MOVE_POPOVER (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  GTK_WIDGET_CLASS (mailer_move_popover_parent_class)->show (widget);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
mailer_move_popover_dispose (GObject *object)
{
  MailerMovePopover *self = MAILER_MOVE_POPOVER (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->from);
  G_OBJECT_CLASS (mailer_move_popover_parent_class)->dispose (object);
}

static void
mailer_move_popover_finalize (GObject *object)
{
  g_free (MAILER_MOVE_POPOVER (object)->words);
  G_OBJECT_CLASS (mailer_move_popover_parent_class)->finalize (object);
}

static void
mailer_move_popover_class_init (MailerMovePopoverClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_move_popover_dispose;
  object_class->finalize = mailer_move_popover_finalize;
  widget_class->show = mailer_move_popover_show;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-move-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerMovePopover, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MailerMovePopover, list_view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
mailer_move_popover_init (MailerMovePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mailer_widget_let_tab_leave (self->list_view);
  self->filter = gtk_custom_filter_new (match, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->filtered)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
}

void
mailer_move_popover_set_folder (MailerMovePopover *self,
                                MailerAccount     *account,
                                MailerFolder      *from)
{
  g_return_if_fail (MAILER_IS_MOVE_POPOVER (self));

  g_set_object (&self->from, from);
  gtk_filter_list_model_set_model (self->filtered, account != NULL ? mailer_account_get_folders (account) : NULL);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

void
mailer_move_popover_open (MailerMovePopover  *self,
                          GtkWidget          *parent,
                          const GdkRectangle *area)
{
  GtkWidget *old_parent = gtk_widget_get_parent (GTK_WIDGET (self));

  g_return_if_fail (MAILER_IS_MOVE_POPOVER (self));
  g_return_if_fail (area != NULL);

  if (old_parent != NULL && old_parent != parent)
    gtk_widget_unparent (GTK_WIDGET (self));
  if (old_parent != parent)
    gtk_widget_set_parent (GTK_WIDGET (self), parent);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), area);
  gtk_popover_popup (GTK_POPOVER (self));
}
