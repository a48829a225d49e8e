"""What a build adds to the tree: pinned needs, compiled catalogues."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent


class MetadataHook(MetadataHookInterface):
    """The wheel needs exactly what requirements/run.in says."""

    def update(self, metadata: dict[str, Any]) -> None:
        lines = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8").splitlines()
        needs = [line.split("#")[0].strip() for line in lines]
        metadata["dependencies"] = [need for need in needs if need]


class BuildHook(BuildHookInterface[Any]):
    """Compiles the catalogues; editable installs run this as well."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for po in sorted(ROOT.glob("src/kenes/locale/*/LC_MESSAGES/django.po")):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source))
