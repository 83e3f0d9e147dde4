"""Text as it is spoken: the words that the language model, the lexicon and the scorer share.

Rules, in this order:
  1. typographic apostrophes become ', accents are folded (café -> cafe), text is lower case;
  2. tokens that nobody speaks (addresses with :// or www.) are dropped;
  3. money, percentages, clock times, ordinals, decimals and whole numbers are spelled out
     ($50 -> fifty dollars, 7:30 -> seven thirty, 1st -> first, 3.5 -> three point five,
     1999 -> nineteen ninety nine, 1,500 -> one thousand five hundred);
  4. "mr", "mrs", "dr" become mister, missus, doctor; & is "and", @ is "at", % is "percent";
  5. every character but letters, apostrophes inside a word and line ends becomes a space.

`parlance bench wer` (src/cli/bench_wer/normalise.rs) keeps the same rules, held by a table of
examples that both sides test (training/normalise_cases.tsv).
"""
import re
import unicodedata

ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen").split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = [(10 ** 12, "trillion"), (10 ** 9, "billion"), (10 ** 6, "million"), (1000, "thousand"), (100, "hundred")]
ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
            "nine": "ninth", "twelve": "twelfth"}


def cardinal(n):
    """A whole number below 10^15 in words."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (" " + ONES[n % 10] if n % 10 else "")
    for size, name in SCALES:
        if n >= size:
            rest = n % size
            return cardinal(n // size) + " " + name + (" " + cardinal(rest) if rest else "")
    return ""


def ordinal(n):
    """A whole number as an ordinal: 21 -> twenty first."""
    words = cardinal(n).split()
    last = words[-1]
    if last in ORDINALS:
        last = ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return " ".join(words[:-1] + [last])


def digits(text):
    """Digit by digit: 007 -> zero zero seven."""
    return " ".join(ONES[int(c)] for c in text)


def whole(text):
    """A run of digits ("1_500" keeps where the commas stood): years from 1100 to 2099 in pairs, long runs and leading zeros digit by digit."""
    if "_" in text:
        text = text.replace("_", "")
        return cardinal(int(text)) if len(text) <= 15 else digits(text)
    if len(text) > 15 or (len(text) > 1 and text[0] == "0"):
        return digits(text)
    n = int(text)
    if len(text) == 4 and 1100 <= n <= 2099 and not 2000 <= n <= 2009:
        high, low = divmod(n, 100)
        if low == 0:
            return cardinal(high) + " hundred"
        return cardinal(high) + " " + ("oh " + ONES[low] if low < 10 else cardinal(low))
    return cardinal(n)


def number(text):
    """Digits with an optional decimal part."""
    head, dot, tail = text.partition(".")
    if not dot:
        return whole(head)
    head = head.replace("_", "")
    return (cardinal(int(head)) if len(head) <= 15 else digits(head)) + " point " + digits(tail)


CURRENCIES = {"$": ("dollar", "dollars"), "£": ("pound", "pounds"), "€": ("euro", "euros")}
_FOLD = re.compile(r"[^\x00-\x7f]+")
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2013": "-", "\u2014": "-", "\u00a0": " "})
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+)(?!\d)")
_MONEY = re.compile(r"([$£€])(\d[\d_]*(?:\.\d+)?)( (?:hundred|thousand|million|billion|trillion)\b)?")
_CLOCK = re.compile(r"\b(\d{1,2}):([0-5]\d)\b")
_ORDINAL = re.compile(r"\b(\d{1,15})(?:st|nd|rd|th)\b")
_NUMBER = re.compile(r"\d[\d_]*(?:\.\d+)?")
_TITLE = re.compile(r"\b(mr|mrs|dr)\b(?!')\.?")
_TITLES = {"mr": "mister", "mrs": "missus", "dr": "doctor"}
_OTHER = re.compile(r"[^a-z'\n]+")
_EDGE = re.compile(r"(?<![a-z])'+|'+(?![a-z])")


def _fold(match):
    text = unicodedata.normalize("NFKD", match.group())
    return "".join(c for c in text if ord(c) < 128 or c in "£€")


def _money(match):
    one, many = CURRENCIES[match.group(1)]
    amount, scale = match.group(2), match.group(3) or ""
    head, dot, tail = amount.partition(".")
    if dot and len(tail) == 2 and not scale:
        cents = int(tail)
        words = number(head) + " " + (one if head == "1" else many)
        return " " + words + (" " + cardinal(cents) if cents else "") + " "
    return " " + number(amount) + scale + " " + (one if amount == "1" and not scale else many) + " "


def _clock(match):
    hour, minute = int(match.group(1)), int(match.group(2))
    if minute == 0:
        return " " + cardinal(hour) + " o'clock "
    return " " + cardinal(hour) + " " + ("oh " + ONES[minute] if minute < 10 else cardinal(minute)) + " "


def normalise(text):
    """Spoken form of a text of any length; line ends are kept."""
    text = _FOLD.sub(_fold, text.translate(_QUOTES)).lower()
    text = _ADDRESS.sub(" ", text)
    text = _THOUSANDS.sub(lambda m: m.group().replace(",", "_"), text)
    text = _MONEY.sub(_money, text)
    text = text.replace("&", " and ").replace("@", " at ").replace("%", " percent ")
    text = _CLOCK.sub(_clock, text)
    text = _ORDINAL.sub(lambda m: " " + ordinal(int(m.group(1))) + " ", text)
    text = _NUMBER.sub(lambda m: " " + number(m.group()) + " ", text)
    text = _TITLE.sub(lambda m: _TITLES[m.group(1)], text)
    text = _OTHER.sub(" ", text)
    return _EDGE.sub("", text)
