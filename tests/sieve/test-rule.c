/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-sieve-rule.h"

#include <string.h>

static GPtrArray *
new_rules (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_sieve_rule_free);
}

static MailerSieveRule *
add_rule (GPtrArray  *rules,
          const char *name)
{
  MailerSieveRule *rule = mailer_sieve_rule_new (name);

  g_ptr_array_add (rules, rule);

  return rule;
}

static GPtrArray *
new_sample (void)
{
  static const char *const flags[] = { "\\Flagged", "$Work", NULL };
  GPtrArray               *rules = new_rules ();
  MailerSieveRule         *rule = add_rule (rules, "Arbeit");

  rule->is_any = TRUE;
  mailer_sieve_rule_add_condition (rule, MAILER_SIEVE_FIELD_FROM, "@example.org");
  mailer_sieve_rule_add_condition (rule, MAILER_SIEVE_FIELD_TO, "team");
  rule->flags = g_strdupv ((GStrv)flags);
  rule->mailbox = g_strdup ("Büro/Team");
  rule->is_last = TRUE;
  rule = add_rule (rules, "Weg damit");
  mailer_sieve_rule_add_condition (rule, MAILER_SIEVE_FIELD_SUBJECT, "lottery");
  rule->is_discarded = TRUE;

  return rules;
}

#define SAMPLE_NEEDS                            \
  "# Mailer: needs\r\n"                         \
  "require [\"fileinto\", \"imap4flags\"];\r\n" \
  "# Mailer: end of needs\r\n"
#define SAMPLE_RULES                                                                                        \
  "# Mailer: rules\r\n"                                                                                     \
  "# Rule: Arbeit\r\n"                                                                                      \
  "if anyof (header :contains \"From\" \"@example.org\", header :contains [\"To\", \"Cc\"] \"team\") {\r\n" \
  "    addflag \"\\\\Flagged\";\r\n"                                                                        \
  "    addflag \"$Work\";\r\n"                                                                              \
  "    fileinto \"Büro/Team\";\r\n"                                                                        \
  "    stop;\r\n"                                                                                           \
  "}\r\n"                                                                                                   \
  "# Rule: Weg damit\r\n"                                                                                   \
  "if allof (header :contains \"Subject\" \"lottery\") {\r\n"                                               \
  "    discard;\r\n"                                                                                        \
  "}\r\n"                                                                                                   \
  "# Mailer: end of rules\r\n"
#define FOREIGN                           \
  "require [\"vacation\"];\r\n# mine\r\n" \
  "vacation text:\r\n# not a mark: Mailer: rules\r\n.\r\n;\r\n"

static void
test_text (void)
{
  g_autoptr (GPtrArray) rules = new_sample ();
  g_autofree char *alone = mailer_sieve_rules_write (NULL, rules);
  g_autofree char *with_foreign = mailer_sieve_rules_write (FOREIGN, rules);

  g_assert_cmpstr (alone, ==, SAMPLE_NEEDS SAMPLE_RULES);
  g_assert_cmpstr (with_foreign, ==, SAMPLE_NEEDS FOREIGN SAMPLE_RULES);
}

static void
assert_equal (const MailerSieveRule *a,
              const MailerSieveRule *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->is_any, ==, b->is_any);
  g_assert_cmpint (a->is_discarded, ==, b->is_discarded);
  g_assert_cmpint (a->is_last, ==, b->is_last);
  g_assert_cmpstr (a->mailbox, ==, b->mailbox);
  g_assert_cmpint (a->flags == NULL, ==, b->flags == NULL);
  if (a->flags != NULL)
    g_assert_cmpstrv (a->flags, b->flags);
  g_assert_cmpint (a->conditions->len, ==, b->conditions->len);
  for (guint i = 0; i < a->conditions->len; i++)
    {
      const MailerSieveCondition *first = g_ptr_array_index (a->conditions, i);
      const MailerSieveCondition *second = g_ptr_array_index (b->conditions, i);

      g_assert_cmpint (first->field, ==, second->field);
      g_assert_cmpstr (first->text, ==, second->text);
    }
}

static void
assert_reads_as (const char *script,
                 GPtrArray  *rules)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = mailer_sieve_rules_read (script, &error);

  g_assert_no_error (error);
  g_assert_cmpint (read->len, ==, rules->len);
  for (guint i = 0; i < rules->len; i++)
    assert_equal (g_ptr_array_index (read, i), g_ptr_array_index (rules, i));
}

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) rules = new_sample ();
  g_autoptr (GPtrArray) none = new_rules ();
  g_autofree char *script = mailer_sieve_rules_write (FOREIGN, rules);
  g_autofree char *again = mailer_sieve_rules_write (script, rules);
  g_autofree char *without = mailer_sieve_rules_write (script, none);
  g_auto (GStrv) lines = g_strsplit (script, "\r\n", -1);
  g_autofree char *with_lf = g_strjoinv ("\n", lines);

  assert_reads_as (script, rules);
  assert_reads_as (with_lf, rules);
  assert_reads_as (FOREIGN, none);
  assert_reads_as ("", none);
  g_assert_cmpstr (again, ==, script);
  g_assert_cmpstr (without, ==, FOREIGN);
}

static const char *const hostile[] = {
  "\"; discard; \"",
  "\\\"; discard; #",
  "\\",
  "\\\\\"",
  "",
  "x\r\n# Mailer: end of rules\r\ndiscard;",
  "x\n}\ndiscard;\n",
  "/* */ # text:\r\n.\r\n",
  "${name}",
  "\x01\x7f\t",
  "\xff\xfe",
  "Ünïcödé \xe2\x80\xae 漢字",
};

static void
clean (char **text)
{
  char *valid = g_utf8_make_valid (*text, -1);

  for (char *p = valid; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  g_free (*text);
  *text = valid;
}

/* Whatever the text: it stays in its string, and comes back. */
static void
test_hostile_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GPtrArray) rules = new_rules ();
      MailerSieveRule      *rule = add_rule (rules, hostile[i]);
      MailerSieveCondition *condition;
      g_autofree char      *script = NULL;
      g_autofree char      *without = NULL;
      g_autoptr (GPtrArray) none = new_rules ();

      mailer_sieve_rule_add_condition (rule, MAILER_SIEVE_FIELD_SUBJECT, hostile[i]);
      rule->mailbox = g_strdup (hostile[i]);
      rule->flags = g_new0 (char *, 2);
      rule->flags[0] = g_strdup (hostile[i]);
      script = mailer_sieve_rules_write (FOREIGN, rules);
      without = mailer_sieve_rules_write (script, none);

      condition = g_ptr_array_index (rule->conditions, 0);
      clean (&condition->text);
      clean (&rule->mailbox);
      clean (&rule->flags[0]);
      clean (&rule->name);
      assert_reads_as (script, rules);
      g_assert_true (g_utf8_validate (script, -1, NULL));
      g_assert_cmpstr (without, ==, FOREIGN);
    }
}

static const char *const changed[] = {
  "# Mailer: rules\r\n",
  "# Mailer: rules\r\n# Rule: x\r\n",
  "# Mailer: rules\r\n# Rule: x\r\nif true {\r\n}\r\n",
  "# Mailer: rules\r\n# Rule: x\r\nif true {\r\n    keep;\r\n}\r\n# Mailer: end of rules\r\n",
  "# Mailer: rules\r\n# Rule: x\r\nif allof () {\r\n}\r\n# Mailer: end of rules\r\n",
  "# Mailer: rules\r\n# Rule: x\r\nif allof (header :contains \"Subject\" \"y) {\r\n}\r\n# Mailer: end of rules\r\n",
  "# Mailer: rules\r\n# Rule: x\r\nif allof (header :contains \"Subject\" \"y\\",
  "# Mailer: rules\r\n# Rule: x\r\nif allof (header :contains \"X-Spam\" \"y\") {\r\n}\r\n# Mailer: end of rules\r\n",
  "# Mailer: rules\r\ndiscard;\r\n# Mailer: end of rules\r\n",
};

static void
test_changed_by_hand (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changed); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", changed[i]);
      g_assert_null (mailer_sieve_rules_read (changed[i], &error));
      g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NOT_OURS);
    }
}

/* Cut off anywhere it is not ours any more, or it has no rules yet; never a crash. */
static void
test_cut_anywhere (void)
{
  for (gsize size = 0; size < strlen (SAMPLE_RULES); size++)
    {
      g_autofree char *script = g_strndup (SAMPLE_RULES, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rules = mailer_sieve_rules_read (script, &error);

      if (rules == NULL)
        g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NOT_OURS);
      else
        g_assert_true (rules->len == 0 || size >= strlen (SAMPLE_RULES) - 2);
    }
}

static void
test_last_line_without_end (void)
{
  g_autoptr (GPtrArray) rules = new_rules ();
  g_autofree char *script = NULL;

  add_rule (rules, "x");
  script = mailer_sieve_rules_write ("keep;", rules);
  g_assert_cmpstr (script, ==, "keep;\r\n# Mailer: rules\r\n# Rule: x\r\nif true {\r\n}\r\n# Mailer: end of rules\r\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sieve/rule/text", test_text);
  g_test_add_func ("/sieve/rule/round-trip", test_round_trip);
  g_test_add_func ("/sieve/rule/hostile-texts", test_hostile_texts);
  g_test_add_func ("/sieve/rule/changed-by-hand", test_changed_by_hand);
  g_test_add_func ("/sieve/rule/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/sieve/rule/last-line-without-end", test_last_line_without_end);

  return g_test_run ();
}
