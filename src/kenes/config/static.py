"""Static files under names that carry their hash, cached for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Falls back to the plain name where nothing was collected, as in tests."""

    manifest_strict = False
    support_js_module_import_aggregation = True
