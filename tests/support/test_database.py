"""The database under the tests is the product's own, but for what slows tests down."""

import pytest
from django.db import connection


def ask(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        rows: list[tuple[object, ...]] = cursor.fetchall()
        return rows


@pytest.mark.django_db
def test_a_run_has_a_database_of_its_own() -> None:
    ((name,),) = ask("SELECT current_database()")
    assert str(name).startswith("test_")


@pytest.mark.django_db
def test_of_what_append_only_tables_refuse_truncate_alone_is_let_through() -> None:
    triggers = ask(
        "SELECT tgtype & 32 <> 0, tgenabled FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname LIKE '%only_grows'"
    )
    assert {(on_truncate, enabled == "D") for on_truncate, enabled in triggers} == {(True, True), (False, False)}


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_can_clean_up_after_itself() -> None:
    ask("SELECT 1")
