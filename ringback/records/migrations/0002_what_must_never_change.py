"""Stories and rulebook versions are added to, never edited; case numbers come from a sequence."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ringback_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER story_is_added_to BEFORE UPDATE OF callback_id, at, kind, detail OR DELETE ON ringback_callbackevent
    FOR EACH ROW EXECUTE FUNCTION ringback_refuse_change();
CREATE TRIGGER rulebook_versions_are_added_to BEFORE UPDATE OR DELETE ON ringback_rulebookversion
    FOR EACH ROW EXECUTE FUNCTION ringback_refuse_change();
CREATE SEQUENCE ringback_case_number;
ALTER TABLE ringback_callback SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
"""

ALLOW = """
DROP TRIGGER story_is_added_to ON ringback_callbackevent;
DROP TRIGGER rulebook_versions_are_added_to ON ringback_rulebookversion;
DROP FUNCTION ringback_refuse_change();
DROP SEQUENCE ringback_case_number;
ALTER TABLE ringback_callback RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_cost_delay);
"""


class Migration(migrations.Migration):
    dependencies = [("ringback", "0001_first_tables")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
