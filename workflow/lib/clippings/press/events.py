"""What photographs were sent over the wire for: kinds of events, and the sentences that report them.

Each event has four sentences: what the picture shows, what happened, who was there, what lies behind it. Each
sentence has several wordings, since desks rewrote one another's copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Wordings = tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """The headlines and sentences of one kind of event, each in several wordings."""

    headlines: Wordings
    shown: Wordings
    happened: Wordings
    people: Wordings
    behind: Wordings


ARRIVAL = Event(
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
CENSUS = Event(
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
FAIR = Event(
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
VISIT = Event(
    ("ENVOYS ON TOUR", "VISITORS AT {subject}", "SIGHTSEERS' STOP", "ON GOODWILL TRIP"),
    (
        "The {subject} in {place}, where a party of envoys stopped {day}.",
        "Envoys on a goodwill trip saw the {subject} in {place} {day}.",
        "A stop on the envoys' trip {day} was the {subject} at {place}.",
    ),
    (
        "The visitors came from {number} countries and leave for home tonight.",
        "They represent {number} countries and will start home tonight.",
        "Delegates of {number} nations made the trip, which ends tonight.",
    ),
    (
        "{person}, {role} of the party, laid a wreath.",
        "A wreath was laid by {person}, the party's {role}.",
        "With them was {person}, {role}, who placed a wreath.",
    ),
    (
        "Mayor {other} met them and spoke of trade worth ${sum} million.",
        "In his welcome Mayor {other} talked of ${sum} million in trade.",
        "Trade of ${sum} million was discussed with Mayor {other}.",
    ),
)
REPAIRS = Event(
    ("TO BE REPAIRED", "LANDMARK IN DANGER", "SAVING THE {subject}", "TIME TAKES TOLL"),
    (
        "Cracks have been found in the {subject}, landmark of {place}.",
        "The {subject} at {place}, said by engineers to need repair.",
        "Engineers have found cracks in {place}'s {subject}, seen here.",
    ),
    (
        "Work will begin {day} and take {number} months.",
        "Repairs start {day} and are to last {number} months.",
        "It will be {number} months before the work, set to begin {day}, is done.",
    ),
    (
        "{person}, {role} of the commission, asked that crowds be kept back.",
        "Crowds should be kept back, warned {person}, the commission's {role}.",
        "The {role} of the commission, {person}, wants the public kept out.",
    ),
    (
        "A fund headed by {other} has raised ${sum},000.",
        "So far ${sum},000 has come in to a fund that {other} heads.",
        "{other} heads the drive, which stands at ${sum},000.",
    ),
)
AQUARIUM = Event(
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
EXHIBIT = Event(
    ("ON SHOW", "WHAT THEY WILL SELL", "AT THE TRADE FAIR", "NEW FOR THE HOME"),
    (
        "The {subject} can be seen at the {place} trade fair, opening {day}.",
        "On view when the {place} trade fair opens {day} will be the {subject}.",
        "Buyers at the trade fair in {place} may see the {subject} from {day}.",
    ),
    (
        "Makers from {number} states have taken space.",
        "Space has been let to makers from {number} states.",
        "Firms of {number} states are showing goods.",
    ),
    (
        "{person}, {role} of the fair, looks for record sales.",
        "Record sales are looked for by {person}, {role} of the fair.",
        "Fair {role} {person} expects to break all records.",
    ),
    (
        "{other} of the chamber of commerce said orders of ${sum},000 were written.",
        "Orders came to ${sum},000, said {other} of the chamber of commerce.",
        "The chamber's {other} put orders at ${sum},000.",
    ),
)
THEFT = Event(
    ("POLICE EXHIBIT", "CLUE IN HARDWARE THEFT", "HELD AS EVIDENCE", "RECOVERED"),
    (
        "The {subject}, one of the articles found by police in {place} {day}.",
        "Police in {place} recovered the {subject} {day}.",
        "Among loot found in {place} {day}: the {subject}.",
    ),
    (
        "Thieves took {number} other items from the store.",
        "The store also lost {number} other articles.",
        "Missing from the store were {number} more articles.",
    ),
    (
        "{person}, {role} of detectives, said two men are held.",
        "Two men are held, according to {person}, {role} of detectives.",
        "Detective {role} {person} announced that two are in jail.",
    ),
    (
        "The owner, {other}, puts his loss at ${sum},000.",
        "{other}, the owner, said the loss was ${sum},000.",
        "Loss to the owner, {other}, was ${sum},000.",
    ),
)
POWER = Event(
    ("POWER FOR THE VALLEY", "READY TO GO", "NEW POWER SOURCE", "SWITCH THROWN"),
    (
        "The {subject} near {place}, part of the project to be dedicated {day}.",
        "Part of the power project near {place}, the {subject} will be dedicated {day}.",
        "Dedication is {day} for the {subject}, built to serve {place}.",
    ),
    (
        "It will serve {sum},000 homes when finished.",
        "When finished it is to supply {sum},000 homes.",
        "Current for {sum},000 homes will come from it.",
    ),
    (
        "{person}, {role} of the project, will throw the switch.",
        "The switch is to be thrown by {person}, project {role}.",
        "Project {role} {person} is to start it up.",
    ),
    (
        "Gov. {other} said it cost ${number} million.",
        "The cost was ${number} million, said Gov. {other}.",
        "Gov. {other} defended the ${number} million cost.",
    ),
)
CONCERT = Event(
    ("MUSIC IN THE AIR", "FESTIVAL OPENS", "PLAYED TO FULL HOUSE", "FOLK NIGHT"),
    (
        "The {subject} at the {place} festival, which opened {day}.",
        "Opening night of the {place} festival {day} brought out the {subject}.",
        "Heard {day} as the festival opened in {place}: the {subject}.",
    ),
    (
        "A crowd of {sum},000 stayed through {number} encores.",
        "There were {number} encores for a crowd of {sum},000.",
        "Some {sum},000 listeners called for {number} encores.",
    ),
    (
        "{person}, {role} of the festival, led the program.",
        "Leading the program was {person}, festival {role}.",
        "The program was led by {person}, the {role}.",
    ),
    (
        "{other}, the critic, called it the best in years.",
        "It was the best in years to {other}, the critic.",
        "Critic {other} liked it better than any in years.",
    ),
)
OUTDOORS = Event(
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

EVENTS: Mapping[str, tuple[Event, ...]] = {
    "animal": (ARRIVAL, CENSUS),
    "farm": (FAIR,),
    "monument": (VISIT, REPAIRS),
    "fish": (AQUARIUM,),
    "goods": (EXHIBIT,),
    "tool": (EXHIBIT, THEFT),
    "power": (POWER,),
    "mill": (REPAIRS, POWER),
    "music": (CONCERT,),
    "landscape": (OUTDOORS,),
}
