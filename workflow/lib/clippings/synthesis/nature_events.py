"""Events with animals and in the open: the words of each, in the order of the fields of `events.Event`."""

ARRIVAL = (
    ("NEW AT THE ZOO", "ZOO GETS {subject}", "MEET THE NEWCOMER", "SETTLING IN"),
    (
        "The {subject} in new quarters at the {place} zoo {day}.",
        "New quarters seem to suit the {subject}, photographed at the {place} zoo {day}.",
        "Visitors to the {place} zoo saw the {subject} for the first time {day}.",
    ),
    (
        "The animals arrived on the {carrier} after a trip of {number} days.",
        "The {carrier} brought the shipment in after {number} days on the way.",
        "They had been {number} days on the way when the {carrier} pulled in.",
    ),
    (
        "{person}, {role} of the zoo, said all were eating well.",
        "All of them are eating well, according to {person}, the zoo's {role}.",
        "Zoo {role} {person} reported no trouble at feeding time.",
    ),
    (
        "{other} gave the city ${sum},000 for the new wing last fall.",
        "The new wing was a gift of {other}, who put up ${sum},000.",
        "Money for the wing, ${sum},000 in all, came from {other}.",
    ),
)
CENSUS = (
    ("COUNTING NOSES", "STRAYS FROM RANGE", "{subject} BEFORE CAMERA", "WILDLIFE COUNT ON"),
    (
        "Caught by a hidden camera near {place} during the yearly game count: the {subject}.",
        "The {subject} came past a hidden camera near {place} while game was being counted.",
        "A hidden camera near {place} took this picture of the {subject} for the game count.",
    ),
    (
        "Wardens covered {number} square miles on {day}.",
        "On {day} wardens went over {number} square miles of range.",
        "The count took in {number} square miles by {day}.",
    ),
    (
        "{person}, {role} of the survey, said numbers are up.",
        "Numbers have risen, said {person}, who is {role} of the survey.",
        "The survey's {role}, {person}, believes herds are growing.",
    ),
    (
        "A bill by Sen. {other} would set aside {sum},000 acres for a refuge.",
        "Congress has before it a {sum},000-acre refuge proposed by Sen. {other}.",
        "Sen. {other} wants a refuge of {sum},000 acres there.",
    ),
)
FAIR = (
    ("BLUE RIBBON WINNER", "BEST IN THE COUNTY", "TAKES FIRST PRIZE", "JUDGES LIKED THEM"),
    (
        "First prize at the {place} fair went {day} to the {subject} shown here.",
        "The {subject} above won a blue ribbon {day} at the {place} fair.",
        "Judges at the {place} fair gave top honors {day} to the {subject}.",
    ),
    (
        "More than {sum},000 persons came through the gates in spite of rain.",
        "Rain did not keep {sum},000 fair-goers away.",
        "The gate was put at {sum},000 in spite of the weather.",
    ),
    (
        "{person}, {role} of the show, presented the ribbons.",
        "Ribbons were handed out by {person}, {role} of the show.",
        "It was {person}, the {role}, who pinned on the ribbons.",
    ),
    (
        "The owner, {other}, has shown stock there for {number} years.",
        "For {number} years {other}, the owner, has brought stock to the fair.",
        "{other} has been an exhibitor there {number} years.",
    ),
)
AQUARIUM = (
    ("UNDER GLASS", "AQUARIUM TO OPEN", "FINNY FOLK", "DEEP SEA VISITORS"),
    (
        "The {subject}, one of the sights of the aquarium opening {day} at {place}.",
        "Visitors to the new {place} aquarium will see the {subject} when it opens {day}.",
        "Among exhibits at {place}, where an aquarium opens {day}: the {subject}.",
    ),
    (
        "Divers collected the exhibits in {number} weeks off the coast.",
        "It took divers {number} weeks to gather the exhibits off the coast.",
        "The exhibits were gathered off the coast in {number} weeks.",
    ),
    (
        "{person}, {role} of the aquarium, led the divers.",
        "Leading the divers was {person}, the {role}.",
        "The divers were under {person}, aquarium {role}.",
    ),
    (
        "Tanks hold {sum},000 gallons, a gift of {other}.",
        "{other} gave the tanks, of {sum},000 gallons.",
        "The gift of {other}, the tanks take {sum},000 gallons.",
    ),
)
OUTDOORS = (
    ("HIKERS FOUND SAFE", "QUIET AFTER STORM", "WHERE THEY SEARCHED", "FAR FROM THE CROWD"),
    (
        "The {subject} near {place}, where two hikers were found safe {day}.",
        "Two hikers were found safe {day} by the {subject} near {place}.",
        "Searchers came upon two hikers {day} near {place}; pictured is the {subject}.",
    ),
    (
        "They had been lost {number} days in heavy weather.",
        "Heavy weather had kept them there {number} days.",
        "The pair had been missing for {number} days of storm.",
    ),
    (
        "{person}, {role} of the search, said neither was hurt.",
        "Neither was hurt, said {person}, {role} of the search.",
        "Search {role} {person} found both in good health.",
    ),
    (
        "The father of one, {other}, had offered ${sum},000.",
        "A reward of ${sum},000 was offered by {other}, father of one.",
        "{other}, whose son was one of them, had put up ${sum},000.",
    ),
)
