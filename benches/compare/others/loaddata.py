"""Django's `loaddata` of a fixture into SQLite: loaddata.py FOLDER, which has `items.json` of it."""

import sys
import types
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

folder = Path(sys.argv[1])
settings.configure(
    INSTALLED_APPS=["items"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "django.db"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
app = types.ModuleType("items")
app.__path__ = [str(folder)]
app.__file__ = str(folder / "__init__.py")
sys.modules["items"] = app
django.setup()

from django.db import connection, models  # noqa: E402


class Item(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    name = models.TextField()
    note = models.TextField()
    group = models.TextField()
    rank = models.BigIntegerField()
    weight = models.FloatField()
    active = models.BooleanField()
    added = models.DateField()

    class Meta:
        app_label = "items"


if not (folder / "django.db").exists():
    with connection.schema_editor() as editor:
        editor.create_model(Item)
call_command("loaddata", folder / "fixture.json", verbosity=0)
