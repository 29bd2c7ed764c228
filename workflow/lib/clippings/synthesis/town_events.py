"""Events of towns, trade and works: the words of each, in the order of the fields of `events.Event`."""

VISIT = (
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
REPAIRS = (
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
EXHIBIT = (
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
THEFT = (
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
POWER = (
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
CONCERT = (
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
