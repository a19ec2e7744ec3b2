import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def fill(apps, schema_editor):
    """Give the cases that there are, all of applications, what they now keep themselves."""
    Case, Enrollment = apps.get_model("programs", "Case"), apps.get_model("programs", "Enrollment")

    def of_enrollment(path):
        return Subquery(Enrollment.objects.filter(pk=OuterRef("enrollment")).values(path)[:1])

    Case.objects.update(
        enterprise=of_enrollment("enterprise"),
        source=of_enrollment("call__public_id"),
        title=of_enrollment("call__title"),
        decided_at=of_enrollment("decided_at"),
        decided_by=of_enrollment("decided_by"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0003_newer_tax_certificate"),
        ("programs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "case", "kind", models.SlugField(default="enrollment", max_length=20, verbose_name="kind"), False
        ),
        migrations.AddField("case", "source", models.UUIDField(default=uuid.UUID(int=0), editable=False), False),
        migrations.AddField("case", "title", models.CharField(default="", max_length=200, verbose_name="title"), False),
        migrations.AddField(
            "case",
            "enterprise",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="enterprises.enterprise",
                verbose_name="enterprise",
            ),
        ),
        migrations.AddField("case", "decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
        migrations.AddField(
            "case",
            "decided_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "case", "returned_at", models.DateTimeField(blank=True, null=True, verbose_name="correction answered")
        ),
        migrations.AlterField(
            "case",
            "enrollment",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="case",
                to="programs.enrollment",
                verbose_name="application",
            ),
        ),
        migrations.AlterField("case", "state", models.CharField(max_length=20, verbose_name="state")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex("case", models.Index(fields=["source"], name="case_by_source")),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=Q(enrollment__isnull=False, enterprise__isnull=False, kind="enrollment")
                | (~Q(kind="enrollment") & Q(enrollment__isnull=True)),
                name="case_of_its_kind",
                violation_error_message="The case of an application points to it, and no other does.",
            ),
        ),
    ]
