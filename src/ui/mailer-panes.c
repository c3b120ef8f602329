/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-panes.h"

#include "mailer-widget.h"

#define N_PANES 3
#define MIN_WIDTH 360
#define KEY_STEP 20
#define HANDLE_WIDTH 1
#define HANDLE_GRIP 4 /* to either side of it, for the pointer */

/* The geometry is computed in size_allocate() alone, from the width there is, what the user wants the
 * first two panes to have, and which pane is current. */
struct _MailerPanes
{
  GtkWidget parent_instance;

  GtkWidget *children[N_PANES];
  GtkWidget *handles[N_PANES - 1];
  int        wanted[N_PANES - 1];
  MailerPane current;
  guint      n_shown;
  guint      notified_n_shown;
  guint      notify_source;
};

enum
{
  PROP_SIDEBAR = 1,
  PROP_LIST,
  PROP_READER,
  PROP_SIDEBAR_WIDTH,
  PROP_LIST_WIDTH,
  PROP_CURRENT,
  PROP_N_SHOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What a pane needs to be of use beside another one, at the usual size of text. Not measured: a pane that
 * is alone in the window shows less, and what fits would depend on what is shown. */
static const int least_widths[N_PANES] = { 190, 280, 450 };

G_DEFINE_FINAL_TYPE (MailerPanes, mailer_panes, GTK_TYPE_WIDGET)

static int
get_least_width (MailerPanes *self,
                 int          index)
{
  int dpi;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return (int)(least_widths[index] * MAX (dpi / 1024.0 / 96.0, 1.0) * mailer_widget_get_font_scale (self));
}

static guint
count_fitting_panes (MailerPanes *self,
                     int          width)
{
  const int two = get_least_width (self, MAILER_PANE_LIST) + HANDLE_WIDTH + get_least_width (self, MAILER_PANE_READER);

  if (width >= get_least_width (self, MAILER_PANE_SIDEBAR) + HANDLE_WIDTH + two)
    return 3;
  return width >= two ? 2 : 1;
}

static gboolean
notify_n_shown_cb (gpointer data)
{
  MailerPanes *self = data;

  self->notify_source = 0;
  if (self->notified_n_shown != self->n_shown)
    {
      self->notified_n_shown = self->n_shown;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SHOWN]);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  return G_SOURCE_REMOVE;
}

static void
set_n_shown (MailerPanes *self,
             guint        n_shown)
{
  self->n_shown = n_shown;
  if (self->notified_n_shown != n_shown && self->notify_source == 0)
    self->notify_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, notify_n_shown_cb, self, NULL);
}

gboolean
mailer_panes_is_shown (MailerPanes *self,
                       MailerPane   pane)
{
  g_return_val_if_fail (MAILER_IS_PANES (self), FALSE);

  switch (self->n_shown)
    {
    case 3:
      return TRUE;
    case 2:
      return pane == MAILER_PANE_LIST
             || pane
                    == (self->current == MAILER_PANE_SIDEBAR ? MAILER_PANE_SIDEBAR
                                                             : MAILER_PANE_READER);
    default:
      return pane == self->current;
    }
}

/* Hides those panes that there is no room for, or shows the others. */
static void
show_panes (MailerPanes *self,
            gboolean     is_shown)
{
  for (int i = 0; i < N_PANES; i++)
    if (self->children[i] != NULL && mailer_panes_is_shown (self, i) == is_shown)
      gtk_widget_set_child_visible (self->children[i], is_shown);
}

/* Who is reading goes on reading when the window becomes narrow, whatever was gone to last. In an allocation:
 * that the current pane is another one is told with the number of panes. */
static void
keep_focused_reader (MailerPanes *self)
{
  GtkWidget *const reader = self->children[MAILER_PANE_READER];
  GtkRoot         *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget       *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || reader == NULL || mailer_panes_is_shown (self, MAILER_PANE_READER))
    return;
  if (focus == reader || gtk_widget_is_ancestor (focus, reader))
    self->current = MAILER_PANE_READER;
}

/* What the last shown pane leaves for the others, which shrink to their least width before it does. */
static void
compute_widths (MailerPanes *self,
                int          width,
                int          widths[N_PANES])
{
  int rest = width;
  int last = 0;

  for (int i = 0; i < N_PANES; i++)
    if (mailer_panes_is_shown (self, i))
      last = i;
  for (int i = 0; i < last; i++)
    rest -= mailer_panes_is_shown (self, i) ? HANDLE_WIDTH : 0;
  for (int i = last - 1; i >= 0; i--)
    {
      int reserved = get_least_width (self, last);

      if (!mailer_panes_is_shown (self, i))
        continue;
      for (int j = 0; j < i; j++)
        reserved += mailer_panes_is_shown (self, j) ? get_least_width (self, j) : 0;
      widths[i] = CLAMP (self->wanted[i], get_least_width (self, i), MAX (get_least_width (self, i), rest - reserved));
      rest -= widths[i];
    }
  widths[last] = rest;
}

static void
allocate_child (MailerPanes *self,
                GtkWidget   *child,
                int          x,
                int          child_width,
                int          width,
                int          height)
{
  const gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkAllocation  allocation = { is_rtl ? width - x - child_width : x, 0, child_width, height };
  int            minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  allocation.width = MAX (allocation.width, minimum);
  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
mailer_panes_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  MailerPanes *self = MAILER_PANES (widget);
  int          widths[N_PANES] = { 0 };
  int          x = 0;

  set_n_shown (self, count_fitting_panes (self, width));
  keep_focused_reader (self);
  compute_widths (self, width, widths);
  for (int i = 0; i < N_PANES; i++)
    {
      const gboolean is_shown = mailer_panes_is_shown (self, i);
      const gboolean has_handle = i < N_PANES - 1 && is_shown && x + widths[i] < width;

      if (self->children[i] != NULL)
        gtk_widget_set_child_visible (self->children[i], is_shown);
      if (i < N_PANES - 1)
        gtk_widget_set_child_visible (self->handles[i], has_handle);
      if (is_shown && self->children[i] != NULL)
        allocate_child (self, self->children[i], x, widths[i], width, height);
      x += widths[i];
      if (has_handle)
        {
          allocate_child (self, self->handles[i], x - HANDLE_GRIP, HANDLE_WIDTH + 2 * HANDLE_GRIP, width, height);
          x += HANDLE_WIDTH;
        }
    }
}

static void
mailer_panes_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  MailerPanes *self = MAILER_PANES (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : 0;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 1100 : 0;
  for (int i = 0; i < N_PANES; i++)
    {
      int child_minimum = 0, child_natural = 0;

      if (self->children[i] != NULL)
        gtk_widget_measure (self->children[i], orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      /* Beside others a pane gives way until it is alone, and only then shows the least it can. */
      if (orientation == GTK_ORIENTATION_VERTICAL || (self->n_shown == 1 && i == (int)self->current))
        *minimum = MAX (*minimum, child_minimum);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        *natural = MAX (*natural, child_natural);
    }
  *natural = MAX (*natural, *minimum);
}

static int
get_handle_index (MailerPanes *self,
                  GtkWidget   *handle)
{
  return handle == self->handles[0] ? 0 : 1;
}

static void
set_wanted (MailerPanes *self,
            int          index,
            int          width)
{
  width = MAX (width, least_widths[index]);
  if (self->wanted[index] == width)
    return;
  self->wanted[index] = width;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[index == 0 ? PROP_SIDEBAR_WIDTH : PROP_LIST_WIDTH]);
}

static void
drag_begin_cb (GtkGesture *drag)
{
  gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
drag_update_cb (GtkGestureDrag *drag,
                double          offset_x,
                double          offset_y,
                MailerPanes    *self)
{
  GtkWidget *const handle = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (drag));
  const int        index = get_handle_index (self, handle);
  const gboolean   is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_point_t point = GRAPHENE_POINT_INIT_ZERO;
  double           start_x, x;

  /* The handle moves along under the pointer, so offsets count from where it is now. */
  gtk_gesture_drag_get_start_point (drag, &start_x, NULL);
  point.x = (float)(start_x + offset_x);
  if (!gtk_widget_compute_point (handle, self->children[index], &point, &point))
    return;
  x = is_rtl ? gtk_widget_get_width (self->children[index]) - point.x : point.x;
  set_wanted (self, index, (int)x);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *keys,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                MailerPanes           *self)
{
  const int index = get_handle_index (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys)));
  int       step = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -KEY_STEP : KEY_STEP;

  if (keyval != GDK_KEY_Left && keyval != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Left)
    step = -step;
  set_wanted (self, index, gtk_widget_get_width (self->children[index]) + step);
  return GDK_EVENT_STOP;
}

static GtkWidget *
make_handle (MailerPanes *self)
{
  GtkWidget          *handle = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_add_css_class (handle, "pane-handle");
  gtk_widget_set_cursor_from_name (handle, "col-resize");
  gtk_widget_set_focusable (handle, TRUE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), NULL);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (handle, keys);
  gtk_widget_set_parent (handle, GTK_WIDGET (self));
  return handle;
}

static void
set_child (MailerPanes *self,
           int          index,
           GtkWidget   *child)
{
  g_clear_pointer (&self->children[index], gtk_widget_unparent);
  self->children[index] = child;
  /* The handles come last: their grips lie over the panes. */
  if (child != NULL)
    gtk_widget_insert_before (child, GTK_WIDGET (self), self->handles[0]);
}

static void
mailer_panes_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  MailerPanes *self = MAILER_PANES (object);

  switch (id)
    {
    case PROP_SIDEBAR:
    case PROP_LIST:
    case PROP_READER:
      g_value_set_object (value, self->children[id - PROP_SIDEBAR]);
      break;
    case PROP_SIDEBAR_WIDTH:
    case PROP_LIST_WIDTH:
      g_value_set_int (value, self->wanted[id - PROP_SIDEBAR_WIDTH]);
      break;
    case PROP_CURRENT:
      g_value_set_uint (value, self->current);
      break;
    case PROP_N_SHOWN:
      g_value_set_uint (value, self->n_shown);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mailer_panes_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  MailerPanes *self = MAILER_PANES (object);

  switch (id)
    {
    case PROP_SIDEBAR:
    case PROP_LIST:
    case PROP_READER:
      set_child (self, id - PROP_SIDEBAR, g_value_get_object (value));
      break;
    case PROP_SIDEBAR_WIDTH:
    case PROP_LIST_WIDTH:
      set_wanted (self, id - PROP_SIDEBAR_WIDTH, g_value_get_int (value));
      break;
    case PROP_CURRENT:
      mailer_panes_set_current (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mailer_panes_dispose (GObject *object)
{
  MailerPanes *self = MAILER_PANES (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  for (int i = 0; i < N_PANES; i++)
    g_clear_pointer (&self->children[i], gtk_widget_unparent);
  for (int i = 0; i < N_PANES - 1; i++)
    g_clear_pointer (&self->handles[i], gtk_widget_unparent);
  G_OBJECT_CLASS (mailer_panes_parent_class)->dispose (object);
}

static void
mailer_panes_class_init (MailerPanesClass *klass)
{
  GObjectClass            *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass          *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags        flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const char *const names[] = { "sidebar", "list", "reader" };

  object_class->dispose = mailer_panes_dispose;
  object_class->get_property = mailer_panes_get_property;
  object_class->set_property = mailer_panes_set_property;
  widget_class->measure = mailer_panes_measure;
  widget_class->size_allocate = mailer_panes_size_allocate;

  for (int i = 0; i < N_PANES; i++)
    properties[PROP_SIDEBAR + i] = g_param_spec_object (names[i], NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_SIDEBAR_WIDTH] = g_param_spec_int ("sidebar-width", NULL, NULL, 0, G_MAXINT, 230, flags);
  properties[PROP_LIST_WIDTH] = g_param_spec_int ("list-width", NULL, NULL, 0, G_MAXINT, 370, flags);
  properties[PROP_CURRENT] = g_param_spec_uint ("current", NULL, NULL, 0, N_PANES - 1, MAILER_PANE_LIST, flags);
  properties[PROP_N_SHOWN] = g_param_spec_uint ("n-shown", NULL, NULL, 1, N_PANES, N_PANES,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "panes");
}

static void
mailer_panes_init (MailerPanes *self)
{
  self->wanted[0] = 230;
  self->wanted[1] = 370;
  self->current = MAILER_PANE_LIST;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->n_shown = N_PANES;
  self->notified_n_shown = N_PANES;
  for (int i = 0; i < N_PANES - 1; i++)
    self->handles[i] = make_handle (self);
}

GtkWidget *
mailer_panes_new (void)
{
  return g_object_new (MAILER_TYPE_PANES, NULL);
}

MailerPane
mailer_panes_get_current (MailerPanes *self)
{
  g_return_val_if_fail (MAILER_IS_PANES (self), MAILER_PANE_LIST);

  return self->current;
}

void
mailer_panes_set_current (MailerPanes *self,
                          MailerPane   pane)
{
  g_return_if_fail (MAILER_IS_PANES (self));

  if (self->current == pane)
    return;
  self->current = pane;
  /* At once: who leads the user to the pane gives it the focus, and only what is mapped can have it. What
   * goes is hidden first, since GTK looks for another place for the focus then. */
  show_panes (self, FALSE);
  show_panes (self, TRUE);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

guint
mailer_panes_get_n_shown (MailerPanes *self)
{
  g_return_val_if_fail (MAILER_IS_PANES (self), N_PANES);

  return self->n_shown;
}
