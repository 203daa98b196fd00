"""The guard of a table that only grows: triggers that refuse DELETE, TRUNCATE and all but one kind of UPDATE."""

from django.db.migrations.operations import RunSQL


def append_only(table: str, *, settable_once: str | None = None) -> RunSQL:
    """Refuse to change or remove rows of `table`; the column `settable_once` alone may go from null to a value.

    The database answers with `restrict_violation`, which Django raises as IntegrityError.
    """
    allowance = ""
    if settable_once:
        allowance = f"""
            IF TG_OP = 'UPDATE' AND OLD.{settable_once} IS NULL
               AND to_jsonb(NEW) - '{settable_once}' = to_jsonb(OLD) - '{settable_once}' THEN
                RETURN NEW;
            END IF;"""
    return RunSQL(
        f"""
        CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN{allowance}
            RAISE EXCEPTION '{table} only grows: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_only_grows();
        CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_rows;
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_truncate;
        """,
        f"""
        DROP TRIGGER {table}_truncate ON {table};
        DROP TRIGGER {table}_rows ON {table};
        DROP FUNCTION {table}_only_grows();
        """,
    )
