"""Changes of class by people, counted claims of urgency, closed intakes, and who set an agent away."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models

# Who claimed urgency before the desk counted: what the reasons of that day say.
CLAIMS = """
UPDATE ringback_callback SET urgent = true
WHERE priority = 'high' AND window_from IS NULL AND reasons @> '[{"rule": "urgent-claim", "holds": true}]'::jsonb;
"""

RANK = """
CREATE FUNCTION ringback_rank_after_class_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ringback_classchange c WHERE c.id = NEW.class_change_id
                   AND c.callback_id = NEW.id AND NEW.effective >= c.effective_after - 0.001) THEN
        RAISE EXCEPTION 'callback % would gain rank by a change of class', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_gains_rank_by_a_change_of_class
    BEFORE INSERT OR UPDATE OF effective, class_change_id ON ringback_callback
    FOR EACH ROW WHEN (NEW.class_change_id IS NOT NULL) EXECUTE FUNCTION ringback_rank_after_class_change();
CREATE FUNCTION ringback_intake_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7217, NEW.site_id::int);
    IF EXISTS (SELECT FROM ringback_intakeclosure c WHERE c.site_id = NEW.site_id AND c.reopened_at IS NULL) THEN
        RAISE EXCEPTION 'the intake of site % is closed', NEW.site_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_closed_intake_takes_no_request BEFORE INSERT ON ringback_callback
    FOR EACH ROW WHEN (NEW.continues_id IS NULL) EXECUTE FUNCTION ringback_intake_is_open();
CREATE TRIGGER class_changes_are_added_to
    BEFORE UPDATE OF callback_id, at, said, before, after, takes_claim_back, effective_after OR DELETE ON ringback_classchange
    FOR EACH ROW EXECUTE FUNCTION ringback_refuse_change();
"""

NO_RANK = """
DROP TRIGGER class_changes_are_added_to ON ringback_classchange;
DROP TRIGGER nobody_gains_rank_by_a_change_of_class ON ringback_callback;
DROP FUNCTION ringback_rank_after_class_change();
DROP TRIGGER a_closed_intake_takes_no_request ON ringback_callback;
DROP FUNCTION ringback_intake_is_open();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ringback", "0006_why_a_promise_was_broken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClassChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("said", models.CharField(help_text="the reason, for the seller to read", max_length=300)),
                ("before", models.CharField(max_length=8)),
                ("after", models.CharField(max_length=8)),
                ("takes_claim_back", models.BooleanField(default=False)),
                ("opened", models.FloatField()),
                ("target_before", models.FloatField()),
                ("target_after", models.FloatField()),
                ("effective_before", models.FloatField()),
                ("effective_after", models.FloatField()),
                ("protect", models.FloatField()),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="IntakeClosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.JSONField()),
                ("closed_at", models.DateTimeField()),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-closed_at",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="callback",
            name="nobody_gains_rank_without_a_credit",
        ),
        migrations.AddField(
            model_name="agent",
            name="presence_by",
            field=models.ForeignKey(
                blank=True,
                help_text="the supervisor who set it, if one did",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="presence_said",
            field=models.CharField(blank=True, help_text="what that supervisor wrote", max_length=300),
        ),
        migrations.AddField(
            model_name="callback",
            name="urgent",
            field=models.BooleanField(default=False, help_text="a claim of urgency gave it its class"),
        ),
        migrations.AddField(
            model_name="classchange",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="classchange",
            name="callback",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="class_changes",
                to="ringback.callback",
            ),
        ),
        migrations.AddField(
            model_name="callback",
            name="class_change",
            field=models.ForeignKey(
                blank=True,
                help_text="the last change of its class by a person; the database lets nobody rank before it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ringback.classchange",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "effective__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("asked"), "-", models.F("credit")
                            ),
                            "-",
                            models.Value(0.001),
                        ),
                    ),
                    ("continues__isnull", False),
                    ("class_change__isnull", False),
                    _connector="OR",
                ),
                name="nobody_gains_rank_without_a_credit",
            ),
        ),
        migrations.AddField(
            model_name="intakeclosure",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="intakeclosure",
            name="reopened_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="intakeclosure",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="intake_closures",
                to="ringback.site",
            ),
        ),
        migrations.AddConstraint(
            model_name="classchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "effective_after__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("opened"),
                                "-",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("opened"), "-", models.F("effective_before")
                                    ),
                                    "*",
                                    django.db.models.functions.math.Power(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("target_after"), "/", models.F("target_before")
                                        ),
                                        models.F("protect"),
                                    ),
                                ),
                            ),
                            "-",
                            models.Value(0.001),
                        ),
                    )
                ),
                name="a_change_of_class_gives_no_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="classchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("said", ""), _negated=True), name="a_change_of_class_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeclosure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reopened_at__isnull", True)),
                fields=("site",),
                name="one_closure_of_an_intake",
            ),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="ended_by",
            field=models.CharField(
                blank=True, help_text="seller, agent, supervisor, desk, cap or line", max_length=16
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                help_text="asked, ready, missed, moved, called, cancelled, closed or message", max_length=16
            ),
        ),
        migrations.RunSQL(CLAIMS, migrations.RunSQL.noop),
        migrations.RunSQL(RANK, NO_RANK),
    ]
