"""The categories of IMDF 1.0.0 (OGC 20-094, "Categories") for what a campus keeps."""

# fmt: off
VENUE = frozenset({
    "airport", "airport.intl", "aquarium", "businesscampus", "casino", "communitycenter",
    "conventioncenter", "governmentfacility", "healthcarefacility", "hotel", "museum",
    "parkingfacility", "resort", "retailstore", "shoppingcenter", "stadium", "stripmall", "theater",
    "themepark", "trainstation", "transitstation", "university",
})
UNIT = frozenset({
    "auditorium", "brick", "classroom", "column", "concrete", "conferenceroom", "drywall", "elevator",
    "escalator", "fieldofplay", "firstaid", "fitnessroom", "foodservice", "footbridge", "glass",
    "huddleroom", "kitchen", "laboratory", "library", "lobby", "lounge", "mailroom", "mothersroom",
    "movietheater", "movingwalkway", "nonpublic", "office", "opentobelow", "parking", "phoneroom",
    "platform", "privatelounge", "ramp", "recreation", "restroom", "restroom.family", "restroom.female",
    "restroom.female.wheelchair", "restroom.male", "restroom.male.wheelchair", "restroom.transgender",
    "restroom.transgender.wheelchair", "restroom.unisex", "restroom.unisex.wheelchair",
    "restroom.wheelchair", "road", "room", "serverroom", "shower", "smokingarea", "stairs", "steps",
    "storage", "structure", "terrace", "theater", "unenclosedarea", "unspecified", "vegetation",
    "waitingroom", "walkway", "walkway.island", "wood",
})
OPENING = frozenset({
    "automobile", "bicycle", "emergencyexit", "pedestrian", "pedestrian.principal",
    "pedestrian.transit", "service",
})
# fmt: on

# IMDF has no category for a school; this is its only place of teaching.
SCHOOL = "university"
