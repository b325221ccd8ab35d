/** The words that spoken codes are made of, as `responder/access/spoken_code.py` has them; a test compares. */

export const SPOKEN_WORDS: readonly string[] = `
acorn airport album alphabet amber anchor angel apple april arrow atlas autumn bacon badge bagel bakery bamboo
banana banjo barrel basket beaver bench bicycle birch biscuit blanket blossom bottle branch bridge bronze bucket
buffalo bulldozer butter cabin cactus camel candle carbon carpet cedar cello cereal chapel cherry chimney circle
clover cobalt coconut comet compass coral cousin coyote cradle crayon cricket crystal cupboard curtain daffodil
daisy dancer denim desert diamond dolphin dragon drummer eagle earth echo elbow elephant eleven engine envelope
evening fabric falcon farmer feather fiddle finger flamingo flannel forest fossil freckle galaxy garden garlic giant
giraffe glacier glove goblet golden gravel guitar hammer harbor harvest helmet hickory honey horizon hospital hotel
hurdle iceberg igloo indigo island ivory jacket jaguar jasmine jigsaw journal jungle kayak kernel kettle kiosk
kitchen kitten ladder lagoon lantern lemon leopard lettuce library lilac linen lobster magnet mammoth mango maple
marble meadow mercury mirror monkey mosaic mountain muffin museum mustard napkin needle nickel noodle notebook
november nutmeg oasis ocean october olive onion orange orchid oxygen oyster paddle palace panda paper parrot peanut
pebble pelican pencil pepper piano pickle pigeon pillow pirate planet plaza pony potato prairie pretzel pudding
puzzle quarter quilt rabbit raccoon radio rainbow ribbon river robin rocket rooster rubber saffron salmon sandal
saturn shadow shovel signal silver siren spinach spruce squirrel stadium station stone summit sunset tablet teapot
temple textbook thunder tiger timber tractor trumpet tulip tunnel turtle umbrella uncle unicorn valley vanilla
velvet vinegar violet volcano waffle walnut walrus whistle window winter wizard xylophone yardstick yellow yogurt
zebra zipper
`
  .trim()
  .split(/\s+/);
