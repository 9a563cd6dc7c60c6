"""Runs certificate's migrations."""

import bus.migrate

bus.migrate.run_env(
    append_only=(
        *("certificate_versions", "mark_changes", "certificate_case_steps", "skipped_numbers"),
        *("ce_records", "ce_reviews", "ce_review_corrections", "expiries", "reminders"),
        "enterprise_name_change_steps",
    )
)
