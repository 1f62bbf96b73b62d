"""A change of class bounds the rank of who is rung as soon as possible; a window that was chosen is a place of its own."""

from django.db import migrations

RANK = """
CREATE OR REPLACE FUNCTION ringback_rank_after_class_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ringback_classchange c WHERE c.id = NEW.class_change_id AND c.callback_id = NEW.id
                   {windows}) THEN
        RAISE EXCEPTION 'callback % would gain rank by a change of class', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER nobody_gains_rank_by_a_change_of_class ON ringback_callback;
CREATE TRIGGER nobody_gains_rank_by_a_change_of_class
    BEFORE INSERT OR UPDATE OF effective, class_change_id{columns} ON ringback_callback
    FOR EACH ROW WHEN (NEW.class_change_id IS NOT NULL) EXECUTE FUNCTION ringback_rank_after_class_change();
"""
NOW = RANK.format(
    windows="AND (NEW.window_from IS NOT NULL OR NEW.effective >= c.effective_after - 0.001)",
    columns=", window_from",
)
BEFORE = RANK.format(windows="AND NEW.effective >= c.effective_after - 0.001", columns="")


class Migration(migrations.Migration):
    dependencies = [("ringback", "0016_what_was_given")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
