"""`python -m tests.benchmarks [GROUP…]`: prints the table and exits 1 where a ratio is not reached.

Groups: `web` (what a web server answers), `reports` (files of a million rows), `reminders` (a hundred thousand that are
due), `qualify` (who of a hundred thousand enterprises meets a call). All of them where none is named.
"""

import os
import sys

from tests.benchmarks.servers import own_database, served

EACH = 60
GROUPS = ("web", "reports", "reminders", "qualify")


def main() -> int:
    with own_database() as url:
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.portal_settings"}
        return _measured()


def _measured() -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    wanted = sys.argv[1:] or GROUPS
    table, exact = _web() if "web" in wanted else ([], True)
    if "reports" in wanted:
        from tests.benchmarks import reports

        table.append(reports.ledger_csv())
    if table:
        _print(table, exact)
    times = []
    if "reminders" in wanted:
        from tests.benchmarks import reminders

        times += reminders.reminders()
    if "qualify" in wanted:
        from tests.benchmarks import qualify

        times += qualify.qualify()
    _print_times(times)
    return 0 if exact and all(figure.is_reached for figure in [*table, *times]) else 1


def _web() -> tuple[list, bool]:
    """The figures of the web server, and whether what it wrote is exact."""
    from django.db import connections
    from django.urls import reverse

    from tests.benchmarks import data, figures

    call = data.published_call()
    page = reverse("public:call_detail", args=[call.municipality.slug, call.slug])
    transparency = reverse("public:transparency", args=[call.municipality.slug])
    data.decided(call, 300)
    drafts = list(data.drafts(EACH * (figures.ROUNDS + 1)))
    connections.close_all()
    _make_bare_tables()
    portal = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.portal_settings"}
    with served("portal.wsgi:application", portal) as ours, served("tests.benchmarks.bare:application", {}) as bare:
        table = [
            figures.public_page("Call page, anonymous", ours, bare, page),
            figures.public_page("Transparency, anonymous", ours, bare, transparency),
            figures.submission(ours, bare, iter(drafts), EACH),
        ]
    return table, data.sent() == (len(drafts), len(drafts))


def _make_bare_tables() -> None:
    # In a process of its own: its settings are not the portal's.
    import subprocess

    subprocess.run(
        [sys.executable, "-c", "from tests.benchmarks import bare; bare.make_tables()"],
        check=True,
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
    )


def _print(table: list, exact: bool) -> None:
    lines = [f"{'figure':<24}{'portal/s':>10}{'p95 ms':>9}{'bare/s':>9}{'ratio':>8}{'to reach':>10}"]
    for row in table:
        verdict = "" if row.is_reached else "   NOT REACHED"
        lines.append(
            f"{row.name:<24}{row.portal.rate:>10.1f}{row.portal.p95:>9.0f}{row.bare.rate:>9.1f}"
            f"{row.ratio:>8.2f}{row.least:>10.2f}{verdict}"
        )
    if not exact:
        lines.append("NOT EXACT: the folios do not match the applications that were sent.")
    sys.stdout.write("\n".join([*lines, ""]))


def _print_times(times: list) -> None:
    if not times:
        return
    lines = [f"{'figure':<24}{'rows':>10}{'seconds':>10}{'limit s':>10}"]
    for row in times:
        verdict = "" if row.is_reached else "   NOT REACHED"
        limit = "-" if row.most is None else f"{row.most:.1f}"
        lines.append(f"{row.name:<24}{row.rows:>10,}{row.took:>10.1f}{limit:>10}{verdict}")
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    sys.exit(main())
