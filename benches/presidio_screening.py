"""Screens texts with Microsoft Presidio and the same patterns: FILE ROUNDS; prints {"found": …, "seconds": [...]}.

FILE holds a JSON list of texts. No language model: a blank Chinese pipeline, so only patterns are measured.
"""

import json
import sys
import time
from datetime import date

import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
GAP = "[ -]?"


def plain(text):
    return "".join(ch for ch in text if ch.isalnum()).upper()


def id_number(text):
    text = plain(text)
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS)) % 11] == text[17]


def credit_code(text):
    values = [ALPHABET.find(ch) for ch in plain(text)]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]


def luhn(text):
    digits = [int(ch) for ch in reversed(plain(text))]
    return sum(d if place % 2 == 0 else d * 2 - 9 * (d > 4) for place, d in enumerate(digits)) % 10 == 0


class Checked(PatternRecognizer):
    """A pattern with a check digit."""

    def __init__(self, kind, pattern, check):
        self.check = check
        super().__init__(kind, patterns=[Pattern(kind, pattern, 0.5)], supported_language="zh")

    def validate_result(self, pattern_text):
        return self.check(pattern_text)


CHECKED = [
    ("id_number", rf"(?<![0-9A-Za-z])[1-689](?:{GAP}\d){{16}}{GAP}[0-9Xx](?![0-9A-Za-z])", id_number),
    ("credit_code", rf"(?<![0-9A-Za-z])[1-9ANY][0-9](?:{GAP}[0-9A-HJ-NP-RTUWXY]){{16}}(?![0-9A-Za-z/])", credit_code),
    ("bank_card", rf"(?<![0-9A-Za-z])[3-69](?:{GAP}\d){{15,18}}(?![0-9A-Za-z])", luhn),
]
PLAIN = [
    ("mobile", r"(?<![0-9A-Za-z.-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z]|元|千)", 0.9),
    ("landline", r"(?<![0-9-])0(?:10|2\d|[3-9]\d{2})[ -]?[2-9]\d{6,7}(?:(?:-|转)\d{1,6})?(?!\d)", 0.85),
    ("email", r"(?<![\w.])[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![A-Za-z])", 0.95),
    ("plate", r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][· ]?[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z-])", 0.9),
    ("passport", r"(?<=护照号码：)[A-Za-z]{1,2}\d{7,8}(?!\d)", 0.9),
    ("address", r"(?<=住址：)[\u4e00-\u9fff]{2,30}(?:路|街|道|村)\d+号(?:\d+[幢栋])?(?:\d+单元)?(?:\d+室)?", 0.9),
]


def engine():
    recognizers = [Checked(*rule) for rule in CHECKED]
    recognizers += [
        PatternRecognizer(kind, patterns=[Pattern(kind, pattern, score)], supported_language="zh")
        for kind, pattern, score in PLAIN
    ]
    nlp = SpacyNlpEngine(models=[{"lang_code": "zh", "model_name": "blank"}])
    nlp.nlp = {"zh": spacy.blank("zh")}
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["zh"])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["zh"])


texts = json.load(open(sys.argv[1], encoding="utf-8"))
analyzer = engine()
seconds = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    found = [[[hit.entity_type, hit.start, hit.end] for hit in analyzer.analyze(text, language="zh")] for text in texts]
    seconds.append(time.perf_counter() - start)
print(json.dumps({"found": found, "seconds": seconds}))
