"""Makes an embedded portal ready in its empty PORTAL_VAR: database, styles, León with its calls open, an officer.

Run as `python -m tests.browser.embedded_city`. It is `make run` with the demo's accounts and none of its applications,
which take longer than this test may.
"""

from pathlib import Path

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from portal.accounts.demo import make_accounts
    from portal.accounts.models import User
    from portal.core import cities
    from portal.organizations.demo import make_memberships
    from programs.actions import publish_call
    from programs.models import Call

    cities.load(Path("portal/cities/leon.toml"))
    make_accounts()
    make_memberships()
    staff = User.objects.get(email="personal@leon.example")
    for call in Call.objects.order_by("pk"):
        publish_call(call.versions.get(), by=staff)


if __name__ == "__main__":
    main()
