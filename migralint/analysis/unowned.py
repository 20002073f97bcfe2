"""Tables that no model of the application stands for: helpers of a migration, and what belongs to other programs."""

from __future__ import annotations

import re
from typing import Final

from migralint.objects import TableName
from migralint.schema.schema import Schema

TEMPORARY: Final = re.compile(r"_?(alembic_)?(tmp|temp)_.*|.*_(tmp|temp)")
RETIRED: Final = re.compile(
    r"(old|deprecated|retired|to_drop)_.*|.*_(old|deprecated|retired|to_drop|obsolete|unused)(_\d[\d_]*)?",
    re.IGNORECASE,
)

SCHEMAS: Final = {
    "topology": "PostGIS",
    "tiger": "PostGIS",
    "tiger_data": "PostGIS",
    "cron": "pg_cron",
    "partman": "pg_partman",
    "pgmq": "pgmq",
    "hdb_catalog": "Hasura",
}
TABLES: Final = {
    r"spatial_ref_sys|geometry_columns|geography_columns|raster_columns|raster_overviews": "PostGIS",
    r"geocode_settings(_default)?|loader_(platform|variables|lookuptables)|pagc_(gaz|lex|rules)": "PostGIS",
    r"zip_lookup(_all|_base)?|zip_state(_loc)?|zcta5|tabblock(20)?|addrfeat|cousub|featnames": "PostGIS",
    r"(county|countysub|direction|place|secondary_unit|state|street_type)_lookup": "PostGIS",
    r"celery_taskmeta|celery_tasksetmeta|kombu_(message|queue)": "Celery",
    r"django_(migrations|content_type|session|admin_log|site)|django_celery_\w+": "Django",
    r"apscheduler_jobs": "APScheduler",
    r"procrastinate_\w+": "Procrastinate",
    r"checkpoint_(migrations|blobs|writes)": "LangGraph",
    r"langchain_pg_(collection|embedding)": "LangChain",
    r"databasechangelog(lock)?": "Liquibase",
    r"flyway_schema_history": "Flyway",
    r"ar_internal_metadata": "Rails",
    r"_prisma_migrations": "Prisma",
    r"knex_migrations(_lock)?": "Knex",
    r"goose_db_version": "goose",
    r"_?yoyo_(migration|log|version|lock)": "yoyo",
}
# Names that an application may well use itself: they count beside a table of the same program only.
EVERYDAY_TABLES: Final = {
    r"topology|layer|addr|bg|county|edges|faces|place|state|tract": "PostGIS",
    r"checkpoints": "LangGraph",
}


def is_temporary(table: TableName) -> bool:
    """Whether the name says that the table serves a migration only."""
    return TEMPORARY.fullmatch(table.name.lower()) is not None


def is_retired(name: str) -> bool:
    """Whether the name of a table or column says that it is out of use: `posts_old`, `posts_to_drop_2026`."""
    return RETIRED.fullmatch(name) is not None


def owner_of(table: TableName, schema: Schema, *, beside: frozenset[str] = frozenset()) -> str | None:
    """The program that a table belongs to, by its name. None where a revision of the history made the table.

    `beside` are the owners of other tables at hand, which settle names that anybody might use.
    """
    known = schema.table(table)
    if known is not None and known.complete and "" not in known.assumed:
        return None
    if table.schema in SCHEMAS:
        return SCHEMAS[table.schema]
    name = table.name.lower()
    if re.fullmatch(r"alembic_version\w*", name):
        return "Alembic"
    everyday = _named(name, EVERYDAY_TABLES)
    return _named(name, TABLES) or (everyday if everyday in beside else None)


def _named(name: str, owners: dict[str, str]) -> str | None:
    return next((owner for pattern, owner in owners.items() if re.fullmatch(pattern, name)), None)
