"""Describe the XMP properties that PDF/A does not know (ISO 19005-3:2012 6.6.2.3).

PDF/A-3 lets a packet have only properties of XMP 2005 and such as its own extension schemas
describe, to the last field. PDF/A-4 asks for no descriptions.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from everyleaf.model import Element

ATTRIBUTION = "https://everyleaf.example/ns/attribution/1.0/"
"""Our namespace for credits. A placeholder, until the project has an address of its own: only this
constant changes then."""
PRISM = "http://prismstandard.org/namespaces/basic/2.0/"
"""Publishing Requirements for Industry Standard Metadata: it has a subtitle, Dublin Core none."""
PDFUAID = "http://www.aiim.org/pdfua/ns/id/"
DECLARATIONS = "http://pdfa.org/declarations/"
"""PDF Declarations (PDF Association 2019)."""
SCHEMA_ORG = "http://schema.org/"

NAMESPACES = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "pdfaType": "http://www.aiim.org/pdfa/ns/type#",
    "pdfaField": "http://www.aiim.org/pdfa/ns/field#",
}
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a schema, or a field of a type."""

    name: str
    value_type: str
    description: str
    category: str = "external"
    """`external` for what people state, `internal` for what the writer of the file knows."""


@dataclass(frozen=True, slots=True)
class ValueType:
    """A type of a schema's own: a structure of fields."""

    name: str
    description: str
    fields: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """A namespace and what the packet uses of it."""

    title: str
    uri: str
    prefix: str
    properties: tuple[Property, ...]
    types: tuple[ValueType, ...] = ()


CREDIT_FIELDS = (
    Property("role", "Text", "What the credited person or body did, in the author's word"),
    Property("relator", "Text", "The MARC relator code of the role"),
    Property("name", "Text", "The person or body"),
    Property("title", "Text", "The work that is meant"),
    Property("place", "Text", "Where it was published or said"),
    Property("url", "URI", "Where it is found"),
    Property("date", "Date", "When it was published or said"),
    Property("licenseName", "Text", "The name of its licence"),
    Property("licenseUrl", "URI", "The address of its licence"),
    Property("licenseSpdx", "Text", "The SPDX expression of its licence"),
    Property("changes", "Text", "What was changed"),
)

SCHEMAS = (
    Schema(
        "PDF/UA identification",
        PDFUAID,
        "pdfuaid",
        (Property("part", "Integer", "The part of ISO 14289 that is kept", "internal"),),
    ),
    Schema(
        "PRISM",
        PRISM,
        "prism",
        (Property("subtitle", "Text", "The subtitle of the publication"),),
    ),
    Schema(
        "Attribution",
        ATTRIBUTION,
        "attribution",
        (Property("credits", "Seq Credit", "Who is credited for what"),),
        (
            ValueType(
                "Credit",
                "One person or body, what it is credited for, and on which terms",
                CREDIT_FIELDS,
            ),
        ),
    ),
    Schema(
        "Schema.org",
        SCHEMA_ORG,
        "schema",
        (
            Property("accessMode", "Bag Text", "The senses by which it is perceived"),
            Property("accessModeSufficient", "Bag Text", "Sets of senses that are enough"),
            Property("accessibilityFeature", "Bag Text", "What helps readers with disabilities"),
            Property("accessibilityHazard", "Bag Text", "What may harm readers"),
            Property("accessibilitySummary", "Text", "The same in a sentence"),
        ),
    ),
    Schema(
        "PDF Declarations",
        DECLARATIONS,
        "pdfd",
        (Property("declarations", "Bag declaration", "What the file is said to conform to"),),
        (
            ValueType(
                "claim",
                "Who claims that the file conforms, and on what ground",
                (
                    Property("claimBy", "Text", "The person or body that claims it"),
                    Property("claimDate", "Text", "When it was claimed"),
                    Property("claimCredentials", "Text", "What gives the claimant authority"),
                    Property("claimReport", "Text", "The address of a report"),
                ),
            ),
            ValueType(
                "declaration",
                "A standard that the file is said to conform to",
                (
                    Property("conformsTo", "Text", "The address of the standard"),
                    Property("claimData", "Bag claim", "Who claims it"),
                ),
            ),
        ),
    ),
)


def describe_schemas(parent: Element) -> None:
    """Write the extension schemas of every namespace that the packet uses; the parent is changed."""
    used = {etree.QName(el).namespace for el in parent.iter() if isinstance(el.tag, str)}
    schemas = [schema for schema in SCHEMAS if schema.uri in used]
    bag = _container(etree.SubElement(parent, _name("pdfaExtension:schemas")), "Bag")
    for schema in schemas:
        item = _resource(bag)
        _text(item, "pdfaSchema:schema", schema.title)
        _text(item, "pdfaSchema:namespaceURI", schema.uri)
        _text(item, "pdfaSchema:prefix", schema.prefix)
        properties = _container(etree.SubElement(item, _name("pdfaSchema:property")), "Seq")
        for property in schema.properties:
            _describe(_resource(properties), "pdfaProperty", property)
        if schema.types:
            types = _container(etree.SubElement(item, _name("pdfaSchema:valueType")), "Seq")
            for value_type in schema.types:
                _describe_type(_resource(types), schema, value_type)


def _describe_type(item: Element, schema: Schema, value_type: ValueType) -> None:
    _text(item, "pdfaType:type", value_type.name)
    _text(item, "pdfaType:namespaceURI", schema.uri)
    _text(item, "pdfaType:prefix", schema.prefix)
    _text(item, "pdfaType:description", value_type.description)
    fields = _container(etree.SubElement(item, _name("pdfaType:field")), "Seq")
    for field in value_type.fields:
        _describe(_resource(fields), "pdfaField", field)


def _describe(parent: Element, prefix: str, property: Property) -> None:
    _text(parent, f"{prefix}:name", property.name)
    _text(parent, f"{prefix}:valueType", property.value_type)
    if prefix == "pdfaProperty":
        _text(parent, f"{prefix}:category", property.category)
    _text(parent, f"{prefix}:description", property.description)


def _name(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"


def _text(parent: Element, name: str, text: str) -> None:
    etree.SubElement(parent, _name(name)).text = text


def _container(parent: Element, kind: str) -> Element:
    return etree.SubElement(parent, f"{{{_RDF}}}{kind}")


def _resource(parent: Element) -> Element:
    return etree.SubElement(parent, f"{{{_RDF}}}li", {f"{{{_RDF}}}parseType": "Resource"})
