"""A code for where no link can be sent: five words that a dispatcher says over the radio.

Five of 256 words are 40 bits. That is far less than a link's token, so a code lives minutes, and the store
counts every wrong one. No word begins like another, and none is one letter away from another.
"""

from responder.access.errors import NotAllowed

# Longer than it takes to say, hear and type it twice.
LIFETIME_S = 15 * 60.0

LENGTH = 5

WORDS = tuple(
    """
acorn airport album alphabet amber anchor angel apple april arrow atlas autumn bacon badge bagel bakery
bamboo banana banjo barrel basket beaver bench bicycle birch biscuit blanket blossom bottle branch
bridge bronze bucket buffalo bulldozer butter cabin cactus camel candle carbon carpet cedar cello cereal
chapel cherry chimney circle clover cobalt coconut comet compass coral cousin coyote cradle crayon
cricket crystal cupboard curtain daffodil daisy dancer denim desert diamond dolphin dragon drummer eagle
earth echo elbow elephant eleven engine envelope evening fabric falcon farmer feather fiddle finger
flamingo flannel forest fossil freckle galaxy garden garlic giant giraffe glacier glove goblet golden
gravel guitar hammer harbor harvest helmet hickory honey horizon hospital hotel hurdle iceberg igloo
indigo island ivory jacket jaguar jasmine jigsaw journal jungle kayak kernel kettle kiosk kitchen kitten
ladder lagoon lantern lemon leopard lettuce library lilac linen lobster magnet mammoth mango maple
marble meadow mercury mirror monkey mosaic mountain muffin museum mustard napkin needle nickel noodle
notebook november nutmeg oasis ocean october olive onion orange orchid oxygen oyster paddle palace panda
paper parrot peanut pebble pelican pencil pepper piano pickle pigeon pillow pirate planet plaza pony
potato prairie pretzel pudding puzzle quarter quilt rabbit raccoon radio rainbow ribbon river robin
rocket rooster rubber saffron salmon sandal saturn shadow shovel signal silver siren spinach spruce
squirrel stadium station stone summit sunset tablet teapot temple textbook thunder tiger timber tractor
trumpet tulip tunnel turtle umbrella uncle unicorn valley vanilla velvet vinegar violet volcano waffle
walnut walrus whistle window winter wizard xylophone yardstick yellow yogurt zebra zipper
""".split()  # noqa: SIM905 - 256 pairs of quotes would hide the words
)

# What tells one word from every other; the rest of a word may be misheard.
_PREFIX_LENGTH = 4

_BY_PREFIX = {word[:_PREFIX_LENGTH]: word for word in WORDS}


class CodesLocked(NotAllowed):
    reason = "codes-locked"
    sentence = "Too many wrong codes. Ask the sender for the link itself, or try again in 15 minutes."


def encode(secret: bytes) -> str:
    """The words of 5 random bytes, such as `acorn river piano maple tiger`."""
    if len(secret) != LENGTH:
        raise ValueError(f"a spoken code is made of {LENGTH} bytes")
    return " ".join(WORDS[number] for number in secret)


def normalise(typed: str) -> str | None:
    """The code that was meant; None when it cannot be one.

    Case, punctuation, line breaks and what follows a word's first four letters do not matter.
    """
    letters = "".join(letter if letter.isalpha() else " " for letter in typed.casefold())
    words = [_BY_PREFIX.get(word[:_PREFIX_LENGTH]) for word in letters.split()]
    if len(words) != LENGTH or None in words:
        return None
    return " ".join(word for word in words if word)
