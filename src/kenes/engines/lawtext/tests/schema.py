"""The standard's own schema, by which what is exported is judged."""

from pathlib import Path

from lxml import etree


def schema_in(shared_data: Path) -> etree.XMLSchema:
    """The XSD of Akoma Ntoso 3.0; it looks for the one of XML beside it, and nowhere else."""
    folder = shared_data / "akoma-ntoso"

    class Here(etree.Resolver):  # type: ignore[misc]
        def resolve(self, url: str, pubid: str, context: object) -> object:
            if url.endswith("xml.xsd"):
                return self.resolve_filename(str(folder / "xml.xsd"), context)
            return None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Here())
    return etree.XMLSchema(etree.parse(str(folder / "akomantoso30.xsd"), parser))
