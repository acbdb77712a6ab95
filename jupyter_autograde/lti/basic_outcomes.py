"""LTI 1.1 Basic Outcomes: the request that sets a score, its signature, and what comes back.

**Source:** 1EdTech, *LTI Basic Outcomes Service* (Implementation Guide 1.1); *Security for application/xml Messages*;
OAuth 1.0 (RFC 5849) with the extension *OAuth Request Body Hash*.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, Client

NAMESPACE = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"
CONTENT_TYPE = "application/xml"
SUCCESS = "success"
"""The one `imsx_codeMajor` that says that it was done."""


# At the level DEBUG it writes the key, and what is signed, into the log.
logging.getLogger("oauthlib.oauth1").setLevel(logging.INFO)


class NotAReply(ValueError):
    """What came back is no reply of Basic Outcomes."""


@dataclass(frozen=True)
class OutcomeReply:
    """What a platform answers."""

    code_major: str
    """`success`, `failure`, `unsupported` or `processing`."""
    description: str
    """In the platform's words."""


def replace_result(sourced_id: str, score: float, message_id: str) -> str:
    """Return the request that sets a score.

    Parameters
    ----------
    score : float
        0 to 1.
    message_id : str
        Unique to this message.
    """
    if not 0 <= score <= 1:
        raise ValueError(f"a score of Basic Outcomes is from 0 to 1, not {score}")
    envelope = Element("imsx_POXEnvelopeRequest", {"xmlns": NAMESPACE})
    head = SubElement(SubElement(envelope, "imsx_POXHeader"), "imsx_POXRequestHeaderInfo")
    SubElement(head, "imsx_version").text = "V1.0"
    SubElement(head, "imsx_messageIdentifier").text = message_id
    request = SubElement(SubElement(envelope, "imsx_POXBody"), "replaceResultRequest")
    record = SubElement(request, "resultRecord")
    SubElement(SubElement(record, "sourcedGUID"), "sourcedId").text = sourced_id
    result = SubElement(SubElement(record, "result"), "resultScore")
    SubElement(result, "language").text = "en"
    SubElement(result, "textString").text = f"{score:.6f}".rstrip("0").rstrip(".")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(envelope, encoding="unicode")


def signed_headers(url: str, body: str, key: str, secret: str) -> dict[str, str]:
    """Return the headers of a POST of `body`, as UTF-8, to `url`: HMAC-SHA1 over the hash of the body."""
    client = Client(key, client_secret=secret, signature_method=SIGNATURE_HMAC_SHA1)
    _, headers, _ = client.sign(url, "POST", body, {"Content-Type": CONTENT_TYPE})
    return dict(headers)


def read_reply(content: bytes) -> OutcomeReply:
    """Read what a platform answered; entities are not expanded (SEC-46).

    Raises
    ------
    NotAReply
    """
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:  # LookupError: an unknown encoding
        raise NotAReply("this is no XML, or XML with a DTD") from fault
    code = root.findtext(".//{*}imsx_statusInfo/{*}imsx_codeMajor")
    if code is None:
        raise NotAReply("there is no imsx_codeMajor in it")
    description = root.findtext(".//{*}imsx_statusInfo/{*}imsx_description") or ""
    return OutcomeReply(code.strip().lower(), " ".join(description.split()))
