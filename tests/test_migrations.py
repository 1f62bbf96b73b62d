"""The tables in the code and the migrations say the same."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_change_of_a_table_lacks_its_migration() -> None:
    call_command("makemigrations", "ringback", check=True, dry_run=True, verbosity=0)
