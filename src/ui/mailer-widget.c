/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-widget.h"

#define ITEM_KEY "mailer-list-item"
#define USUAL_POINTS 11.0

guint
mailer_widget_add_signal (gpointer    klass,
                          const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

void
mailer_widget_set_class (gpointer    widget,
                         const char *name,
                         gboolean    is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
mailer_widget_set_label (gpointer    widget,
                         const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
mailer_widget_set_row_label (gpointer    row,
                             const char *label)
{
  GtkWidget *item = gtk_widget_get_parent (row);

  if (item != NULL)
    mailer_widget_set_label (item, label);
}

void
mailer_widget_set_row (GtkListItem *item,
                       GtkWidget   *row)
{
  g_object_set_data (G_OBJECT (row), ITEM_KEY, item);
  gtk_list_item_set_child (item, row);
}

double
mailer_widget_get_font_scale (gpointer widget)
{
  g_autofree char      *name = NULL;
  PangoFontDescription *font;
  double                points = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-font-name", &name, NULL);
  font = pango_font_description_from_string (name);
  if (!pango_font_description_get_size_is_absolute (font))
    points = (double)pango_font_description_get_size (font) / PANGO_SCALE;
  pango_font_description_free (font);
  return MAX (points / USUAL_POINTS, 1.0);
}

GdkRectangle
mailer_widget_get_area (gpointer widget,
                        gpointer ancestor)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (widget, ancestor, &bounds))
    return (GdkRectangle){ 0 };
  return (GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width, (int)bounds.size.height };
}

GtkWidget *
mailer_widget_find_row (GtkListView *view,
                        guint        position)
{
  gtk_widget_activate_action (GTK_WIDGET (view), "list.scroll-to-item", "u", position);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget   *row = gtk_widget_get_first_child (child);
      GtkListItem *item = row != NULL ? g_object_get_data (G_OBJECT (row), ITEM_KEY) : NULL;

      if (item != NULL && gtk_list_item_get_position (item) == position)
        return child;
    }
  return NULL;
}

gboolean
mailer_widget_focus_row (GtkListView *view,
                         guint        position)
{
  GtkWidget *row = mailer_widget_find_row (view, position);

  return row != NULL && gtk_widget_grab_focus (row);
}

/* As long as it cannot have the focus, the way goes past it. */
static gboolean
tab_cb (GtkWidget *widget,
        GVariant  *arguments,
        gpointer   data)
{
  const gboolean is_back = g_variant_get_boolean (arguments);

  gtk_widget_set_can_focus (widget, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (widget)),
                          is_back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  gtk_widget_set_can_focus (widget, TRUE);
  return GDK_EVENT_STOP;
}

static void
add_tab (GtkShortcutController *controller,
         const char            *trigger,
         gboolean               is_back)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger),
                                            gtk_callback_action_new (tab_cb, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_boolean (is_back));
  gtk_shortcut_controller_add_shortcut (controller, shortcut);
}

char *
mailer_widget_dup_trimmed (gpointer editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

void
mailer_widget_let_tab_leave (GtkListView *view)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  add_tab (GTK_SHORTCUT_CONTROLLER (controller), "Tab|KP_Tab", FALSE);
  add_tab (GTK_SHORTCUT_CONTROLLER (controller), "<Shift>Tab|<Shift>KP_Tab|<Shift>ISO_Left_Tab", TRUE);
  gtk_widget_add_controller (GTK_WIDGET (view), controller);
}
