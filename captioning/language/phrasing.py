"""From items to phrases: colours with what they belong to, scenes, negations, alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from captioning.language.facets import (
    ANY,
    LOOK,
    METAL,
    MOTIF,
    SCENE,
    STONE,
    STYLE,
    TYPE,
    WORD,
    Facet,
)
from captioning.language.reading import BREAK, Item
from captioning.language.stems import STOP_WORDS, stem
from captioning.language.stones import look
from captioning.language.vocabulary import (
    Entry,
    Meaning,
    concepts,
    folded,
    pieces,
    table,
    vocabulary,
)

Choices = tuple[Facet, ...]

_SCENE_BEFORE = frozenset({"on", "against", "sur", "su", "auf", "vor", "sobre", "contra", "contre"})
_SCENE_AFTER = frozenset({"uzerinde"})
_STONY = ("looks", "stones")


@dataclass(frozen=True)
class Phrase:
    """A phrase of a query with its meaning.

    Attributes:
        words: As typed.
        says, implies: Groups of alternatives.
        words_besides: Words that captions may also have, such as "engagement".
        excluded: Whether it is not wanted.
        joins: The place of the phrase that it is an alternative to.
        ends: Whether a noun phrase ends with it: types, plurals.
        grammar: The entry, if it is no meaning.
        general: Whether its first choice is what it says, and others are second to that.
        perhaps: Whether it is wanted less than what is said outright.
        span: Its first token, and the one after its last.
    """

    words: tuple[str, ...]
    says: tuple[Choices, ...] = ()
    implies: tuple[Choices, ...] = ()
    words_besides: tuple[Facet, ...] = ()
    denies: tuple[Facet, ...] = ()
    excluded: bool = False
    joins: int | None = None
    grammar: str = ""
    span: tuple[int, int] = (0, 0)
    general: bool = False
    perhaps: bool = False

    @property
    def kind(self) -> str:
        """The kind of what it says first."""
        groups = self.says or self.implies
        if not groups:
            return WORD if self.words_besides else self.grammar
        kind = groups[0][0].kind
        return STONE if kind == LOOK else kind


def phrases(items: Sequence[Item]) -> tuple[list[Phrase], set[int]]:
    """The phrases that mean something, negated and joined as they were said.

    Returns:
        The phrases, and the places of tokens that are denied, deny, or only perhaps count.
    """
    negated = _hedged(_negated(list(_meant(list(items)))))
    denied = {
        place
        for phrase in negated
        if phrase.excluded or phrase.perhaps or phrase.grammar.startswith("negations")
        for place in range(*phrase.span)
    }
    return _joined(negated), denied


def _meant(items: list[Item]) -> Iterator[Phrase]:
    """Items as phrases; colours and scenes take their neighbours along."""
    styled = any(item.section == "styles" for item in items)
    place = 0
    while place < len(items):
        item = items[place]
        taken, phrase = 1, None
        if scene := _scene(items, place):
            taken, phrase = scene
        elif item.section == "colours" and len(item.entries) == 1:
            taken, phrase = _colour(items, place)
        elif item.section == "trade" and item.name == "together" and _filled(items, place):
            phrase = Phrase(item.words, grammar="prepositions")
        elif item.section == "trade" and item.name == "stones" and _coloured_after(items, place):
            colour = items[place + 1]
            taken, phrase = 2, _looks(colour, item.words + colour.words)
        until = place + taken
        end = items[until].start if until < len(items) else items[-1].start + len(items[-1].words)
        if phrase is None and item.name == "plain" and not _plain_piece(items, place):
            phrase = Phrase(item.words, words_besides=_words(item))
        if phrase is None and item.section == "structure" and not styled:
            meaning = meaning_of(item.entries[-1])
            implied = () if item.exact else meaning.implies[1:]
            phrase = Phrase(item.words, meaning.implies[:1], implied)
        for one in [phrase] if phrase else _plain(item):
            yield replace(one, span=(item.start, end))
        place = until


def _scene(items: list[Item], place: int) -> tuple[int, Phrase] | None:
    """A backdrop: "black velvet", "on pink", "velours noir", "on a bust"."""
    item = items[place]
    before = _word(items, place - 1)
    if _grammatical(items, place - 1) == "fillers":
        before = _word(items, place - 2)
    on = before in _SCENE_BEFORE
    following = items[place + 1] if place + 1 < len(items) else None
    if item.section == "scenes" and item.means:
        if following and following.section == "colours" and following.language != "en":
            return 2, _backdrop((item, following))
        return (1, _backdrop((item,))) if on else None
    coloured = item.section in ("colours", "metals", "word")
    if (
        coloured
        and following
        and following.section == "scenes"
        and (on or item.section == "colours")
    ):
        return 2, _backdrop((item, following))
    ends = following is None or following.section in ("breaks", "joins", "prepositions")
    if on and ends and item.section in ("colours", "word") and before in ("on", "against"):
        return 1, _backdrop((item,))
    return None


def _backdrop(items: Sequence[Item]) -> Phrase:
    words = tuple(word for item in items for word in item.words)
    english = [
        _word_of(item) if item.language == "en" or item.section == "word" else item.name
        for item in items
    ]
    facets = [Facet(SCENE, " ".join(english))]
    return Phrase(words, says=(tuple(facets),))


def _word_of(item: Item) -> str:
    return " ".join(pieces(" ".join(item.words)))


def _colour(items: list[Item], place: int) -> tuple[int, Phrase]:
    """A colour: of the stone named after it, of a general word for stones, or of the metal."""
    item = items[place]
    following = [one for one in items[place + 1 : place + 4] if one.section != "fillers"]
    after = following[0] if following else None
    if after is not None and after.section == "trade" and after.name == "stones":
        taken = 1 + items[place + 1 :].index(after) + 1
        return taken, _looks(item, item.words + after.words)
    shade = place + 1 < len(items) and items[place + 1].section == "colours"
    if _of_a_thing(items, place) or (shade and item.language == "en"):
        return 1, Phrase(item.words, words_besides=_words(item))
    if after is not None and _names_stones(after) and look_of(after) in ("beads", "enamel"):
        stone = meaning_of(after.entries[-1]).says[0]
        row = tuple(map(Facet.of, table("colour_looks")[item.name].split("|")))
        both = Phrase(item.words + after.words, says=((*stone, *row[:1]),), general=True)
        return 1 + items[place + 1 :].index(after) + 1, both
    before = items[place - 1] if place else None
    for named in (after, before if before and before.language != "en" else None):
        if named is not None and _names_stones(named):
            if look_of(named) == item.name:
                return 1, Phrase(item.words, grammar="fillers")
            return 1, Phrase(item.words, words_besides=_words(item))
    metal = table("colour_metals").get(item.name)
    if metal and not _stones_near(items, place):
        return 1, Phrase(item.words, says=((Facet.of(metal),),))
    return 1, _looks(item, item.words)


def _looks(colour: Item, words: tuple[str, ...]) -> Phrase:
    row = table("colour_looks")[colour.name]
    return Phrase(words, says=(tuple(map(Facet.of, row.split("|"))),), general=True)


def _of_a_thing(items: list[Item], place: int) -> bool:
    """Whether the colour is a cord's or a dial's."""
    words = vocabulary(items[place].language)
    near = items[place + 1 : place + 3]
    if items[place].language != "en":
        near = [*items[max(0, place - 1) : place], *near]
    for item in near:
        if {words.key(folded(word)) for word in item.words} & words.coloured:
            return True
        if item.section in ("types", "looks", "stones", "prepositions", "breaks"):
            return False
    return False


def _names_stones(item: Item) -> bool:
    """Whether an item names stones, in itself or in what it means."""
    entry = item.entries[-1]
    if entry.section in _STONY:
        return ":" not in entry.name
    return entry.section == "trade" and any(
        facet.kind == STONE and facet.value != ANY
        for facets in meaning_of(entry).says
        for facet in facets
    )


def look_of(item: Item) -> str | None:
    """The look of the stones that an item names."""
    for facets in meaning_of(item.entries[-1]).says:
        for facet in facets:
            if facet.kind == STONE:
                return look(facet.value)
    return None


def _stones_near(items: list[Item], place: int) -> bool:
    """Whether the colour is in one noun phrase with stones, or no piece is named at all."""
    for item in items[place + 1 : place + 4]:
        if item.section in ("looks", "stones") or (item.section, item.name) == ("trade", "stones"):
            return True
        if item.section not in ("colours", "styles", "motifs", "fillers", "word", "joins"):
            break
    return not any(_names_type(item) for item in items)


def _names_type(item: Item) -> bool:
    styles = item.section == "styles" and item.name in table("style_types")
    return styles or any(entry.section in ("types", "body") for entry in item.entries)


def _filled(items: list[Item], place: int) -> bool:
    """Whether "set" is a verb: "set with diamonds", "set in a bezel"."""
    return _grammatical(items, place + 1) == "prepositions" or not items[place].language


def _plain_piece(items: list[Item], place: int) -> bool:
    """Whether "plain" says that a piece has no stones: "plain ring", not "a plain bezel".

    In a long description it says how the metal is finished.
    """
    said = [item for item in items if item.section not in ("fillers", "prepositions")]
    if len(said) > 4 or any(item.section in _STONY for item in items):
        return False
    near = items[max(0, place - 2) : place] + items[place + 1 : place + 3]
    return any(item.section in ("types", "metals", "styles") for item in near)


def _coloured_after(items: list[Item], place: int) -> bool:
    after = items[place + 1] if place + 1 < len(items) else None
    return after is not None and after.section == "colours" and after.language != "en"


def _grammatical(items: list[Item], place: int) -> str:
    return items[place].section if 0 <= place < len(items) else ""


def _word(items: list[Item], place: int) -> str:
    return folded(items[place].words[-1]) if 0 <= place < len(items) else ""


def _plain(item: Item) -> Iterator[Phrase]:
    """The phrases of an item by itself; one for each part of a compound."""
    for entry in item.entries:
        if entry.section == "word" or (entry.section == "scenes"):
            yield Phrase(item.words, words_besides=_words(item))
        elif not entry.means:
            yield Phrase(item.words, grammar=entry.section)
        else:
            meaning = meaning_of(entry)
            if item.exact:
                meaning = replace(meaning, implies=())
            general = _general_gold(item) if entry.section == "metals" else ()
            says = ((*meaning.says[0], *general),) if general else meaning.says
            besides = _words(item) if entry.section == "trade" and item.language == "en" else ()
            if meaning.denies:
                yield Phrase(item.words, denies=meaning.denies)
            if says or meaning.implies:
                yield Phrase(
                    item.words,
                    says,
                    meaning.implies,
                    besides,
                    excluded=entry.denied,
                    general=bool(general),
                )


def _general_gold(item: Item) -> Choices:
    """Rose gold too, where gold of no colour is named."""
    gold = vocabulary(item.language).gold
    said = {part for word in item.words for part in pieces(word)}
    compound = len(item.entries) > 1 and item.language == "de"
    plain = any(word in gold for word in said)
    if compound:
        joined = "".join(said)
        plain = "gold" in joined and not any(c in joined for c in ("gelb", "rose", "weiss", "rot"))
    return (Facet(METAL, "rose gold"),) if plain else ()


def _words(item: Item) -> tuple[Facet, ...]:
    """The words of an item as captions may have them, in English where a row names them."""
    if item.section in ("scenes", "colours") and item.language != "en":
        return (Facet(WORD, stem(item.name)),)
    found = [word for typed in item.words for word in pieces(typed)]
    return tuple(Facet(WORD, stem(word)) for word in found if word not in STOP_WORDS)


@lru_cache(maxsize=4096)
def meaning_of(entry: Entry) -> Meaning:
    """What the row of an entry says and implies."""
    section, name = entry.section, entry.name
    if section == "types":
        return Meaning(((Facet(TYPE, name),),))
    if section == "metals":
        return Meaning(((Facet(METAL, name),),))
    if section in _STONY:
        facet = Facet.of(name) if ":" in name else Facet(STONE, name)
        return Meaning(((facet,),))
    if section == "colours":
        row = table("colour_looks")[name]
        return Meaning((tuple(map(Facet.of, row.split("|"))),))
    if section == "motifs":
        return Meaning(((Facet(MOTIF, name),),))
    if section == "styles":
        kinds = table("style_types").get(name)
        hint = table("style_hints").get(name)
        says: list[Choices] = [(Facet(STYLE, name),)]
        if kinds:
            says.append((Facet(TYPE, kinds),))
        implied = (tuple(Facet(TYPE, kind) for kind in hint.split("|")),) if hint else ()
        return Meaning(tuple(says), implied)
    return concepts()[name]


def _negated(said: list[Phrase]) -> list[Phrase]:
    """Marks what a negation covers: its noun phrase, and no more."""
    done: list[Phrase] = []
    scope: str = ""  # "", "tight" or "open"
    covered: list[int] = []
    for phrase in said:
        grammar = phrase.grammar
        if grammar in ("negations", "negations_one"):
            scope, covered = ("tight" if grammar == "negations_one" else "open"), []
        elif grammar == "negations_after":
            _deny_back(done)
        elif grammar in ("breaks",):
            scope = "" if covered or phrase.words != (",",) else scope
        elif grammar == "prepositions":
            scope = "" if covered else scope
        elif grammar == "" and scope:
            if _out_of_scope(phrase, covered, done):
                scope = ""
            else:
                covered.append(len(done))
                phrase = replace(phrase, excluded=True)
                if len(phrase.says) > 1 and phrase.kind == STYLE:
                    phrase = replace(phrase, says=phrase.says[:1])  # no hoops, but earrings
                if scope == "tight":
                    scope = ""
                elif phrase.kind == TYPE and phrase.says:
                    phrase = _spared(phrase, covered, done, said)
        if phrase.denies:
            says = tuple((facet,) for facet in phrase.denies)
            done.append(replace(phrase, says=says, excluded=True, span=(0, 0)))
            continue
        done.append(phrase)
    return done


def _hedged(said: list[Phrase]) -> list[Phrase]:
    """Marks what follows "perhaps", up to the end of its noun phrase."""
    done: list[Phrase] = []
    open_, covered = False, False
    for phrase in said:
        if phrase.grammar == "perhaps":
            open_, covered = True, False
            phrase = replace(phrase, perhaps=True)
        elif phrase.grammar in ("breaks", "joins", "prepositions") or phrase.excluded:
            open_ = open_ and not covered
        elif not phrase.grammar and open_:
            covered = True
            phrase = replace(phrase, perhaps=True)
        done.append(phrase)
    return done


def _spared(
    phrase: Phrase, covered: Sequence[int], done: Sequence[Phrase], said: Sequence[Phrase]
) -> Phrase:
    """The noun of "not a gold ring" is no exclusion of all rings where gold is excluded."""
    modified = [
        done[place] for place in covered[:-1] if done[place].kind != TYPE and place == len(done) - 1
    ]
    if not modified:
        return phrase
    wanted = any(
        one.kind == TYPE and one.says and not one.excluded and one is not phrase for one in done
    )
    return replace(phrase, excluded=False, says=() if wanted else phrase.says, implies=())


def _out_of_scope(phrase: Phrase, covered: Sequence[int], done: Sequence[Phrase]) -> bool:
    """Whether a phrase no longer belongs to what was denied before it."""
    if not covered:
        return False
    last = done[covered[-1]]
    between = [one.grammar for one in done[covered[-1] + 1 :]]
    if "alternatives" in between:
        return False
    if "joins" in between:
        return phrase.kind != last.kind
    if last.kind in (TYPE, WORD) or phrase.kind == last.kind:
        return True
    return last.kind == STONE and _plural(last)


def _plural(phrase: Phrase) -> bool:
    word = folded(phrase.words[-1])
    return word.endswith(("s", "es", "en", "i", "e")) and not word.endswith(("ss", "us"))


def _deny_back(done: list[Phrase]) -> None:
    """A negation after its noun covers the phrase before it, and alternatives to that."""
    place = len(done) - 1
    while place >= 0 and done[place].grammar in ("fillers", "prepositions"):
        place -= 1
    while place >= 0 and not done[place].grammar:
        done[place] = replace(done[place], excluded=True)
        linked = place >= 2 and done[place - 1].grammar in ("alternatives", "joins")
        if not linked or done[place - 2].kind != done[place].kind:
            return
        place -= 2


def _joined(said: Sequence[Phrase]) -> list[Phrase]:
    """Phrases without grammar; one after "or" is an alternative to the nearest of its kind."""
    kept: list[Phrase] = []
    waiting: list[int] | None = None  # phrases before an "or" that a later one may join
    start = 0
    used: set[int] = set()
    for phrase in said:
        grammar = phrase.grammar
        if grammar == "alternatives":
            waiting = [place for place in range(start, len(kept)) if not kept[place].excluded]
            used = set()
        elif grammar in ("prepositions", "breaks", "joins"):
            if grammar == "breaks" or waiting is None or used:
                start, waiting = len(kept), None
            elif grammar == "prepositions":
                pass
        elif not grammar and (
            phrase.says or phrase.implies or phrase.words_besides or phrase.denies
        ):
            partner = None
            if waiting is not None and not phrase.excluded:
                alike = [p for p in waiting if kept[p].kind == phrase.kind and p not in used]
                if alike:
                    partner = alike[-1]
                    used.add(partner)
                elif not used and waiting and _last(waiting, kept, phrase):
                    partner = waiting[-1]
                    used.add(partner)
            kept.append(replace(phrase, joins=partner))
    return kept


def _last(waiting: Sequence[int], kept: Sequence[Phrase], phrase: Phrase) -> bool:
    """Whether things of two kinds are alternatives: "pearl or gold", "halo or solitaire"."""
    kinds = {kept[waiting[-1]].kind, phrase.kind}
    return TYPE not in kinds and WORD not in kinds


__all__ = ["BREAK", "Phrase", "meaning_of", "phrases"]
