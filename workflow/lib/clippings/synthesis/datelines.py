"""Words that captions are filled with: places, days, persons, services."""

PLACES = (
    "Akron, Ohio", "Albany, N.Y.", "Amarillo, Tex.", "Atlanta", "Billings, Mont.", "Boise, Idaho",
    "Buffalo, N.Y.", "Butte, Mont.", "Cheyenne, Wyo.", "Cleveland", "Columbus, Ohio", "Dallas",
    "Davenport, Iowa", "Dayton, Ohio", "Denver", "Des Moines, Iowa", "Detroit", "Duluth, Minn.",
    "El Paso, Tex.", "Erie, Pa.", "Evansville, Ind.", "Fargo, N.D.", "Flint, Mich.", "Fresno, Calif.",
    "Galveston, Tex.", "Hartford, Conn.", "Helena, Mont.", "Houston", "Indianapolis", "Joplin, Mo.",
    "Knoxville, Tenn.", "Lansing, Mich.", "Lincoln, Neb.", "Little Rock, Ark.", "Louisville, Ky.",
    "Macon, Ga.", "Madison, Wis.", "Memphis, Tenn.", "Milwaukee", "Mobile, Ala.", "Nashville, Tenn.",
    "New Orleans", "Oakland, Calif.", "Omaha, Neb.", "Peoria, Ill.", "Phoenix, Ariz.", "Pittsburgh",
    "Portland, Ore.", "Providence, R.I.", "Pueblo, Colo.", "Reno, Nev.", "Richmond, Va.", "Rochester, N.Y.",
    "Sacramento, Calif.", "Salt Lake City", "San Antonio, Tex.", "Savannah, Ga.", "Seattle",
    "Shreveport, La.", "Sioux City, Iowa", "Spokane, Wash.", "Springfield, Ill.", "St. Louis",
    "Syracuse, N.Y.", "Tacoma, Wash.", "Tampa, Fla.", "Toledo, Ohio", "Topeka, Kan.", "Tucson, Ariz.",
    "Tulsa, Okla.", "Waco, Tex.", "Wheeling, W.Va.", "Wichita, Kan.", "Youngstown, Ohio",
)  # fmt: skip
GIVEN = (
    "Albert", "Alfred", "Alice", "Arthur", "Bernard", "Carl", "Charles", "Clara", "Clarence", "Daniel",
    "David", "Dorothy", "Edgar", "Edith", "Edward", "Eleanor", "Ernest", "Esther", "Eugene", "Florence",
    "Francis", "Frank", "Fred", "George", "Gerald", "Grace", "Harold", "Harry", "Helen", "Henry", "Herbert",
    "Howard", "Hugh", "Irene", "James", "John", "Joseph", "Julia", "Kenneth", "Lawrence", "Leo", "Leonard",
    "Lewis", "Lillian", "Louis", "Mabel", "Margaret", "Martin", "Mary", "Norman", "Oscar", "Paul", "Peter",
    "Philip", "Ralph", "Raymond", "Richard", "Robert", "Roy", "Ruth", "Samuel", "Stanley", "Theodore",
    "Thomas", "Victor", "Walter", "William",
)  # fmt: skip
SURNAMES = (
    "Abbott", "Adams", "Allen", "Anderson", "Bailey", "Baker", "Barnes", "Becker", "Bennett", "Bishop",
    "Bowman", "Brennan", "Brooks", "Burke", "Campbell", "Carlson", "Carter", "Chandler", "Clark", "Cole",
    "Collins", "Cooper", "Crawford", "Daly", "Davis", "Dixon", "Donovan", "Douglas", "Duncan", "Edwards",
    "Ellis", "Evans", "Farrell", "Ferguson", "Fischer", "Fletcher", "Foster", "Fuller", "Garrison",
    "Gibson", "Gordon", "Graham", "Hale", "Hansen", "Harper", "Hayes", "Henderson", "Hoffman", "Holmes",
    "Hubbard", "Hughes", "Hunter", "Jackson", "Jennings", "Jensen", "Johnson", "Keller", "Kelly", "Kennedy",
    "Klein", "Lambert", "Larson", "Lindsay", "Logan", "Marshall", "Mason", "McCarthy", "Meyer", "Miller",
    "Mitchell", "Morgan", "Murphy", "Nelson", "Newman", "Nolan", "O'Brien", "Olson", "Palmer", "Parker",
    "Perkins", "Peterson", "Porter", "Quinn", "Reed", "Reynolds", "Rogers", "Ryan", "Sawyer", "Schmidt",
    "Schultz", "Shaw", "Simmons", "Stevens", "Stone", "Sullivan", "Taylor", "Thompson", "Turner", "Wagner",
    "Walsh", "Watson", "Weber", "Webster", "Wells", "Wheeler", "Wilson", "Wright", "Young",
)  # fmt: skip
ROLES = ("director", "chairman", "head", "superintendent", "chief", "manager")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
CARRIERS = ("freight train", "river boat", "cargo plane", "motor truck", "ocean liner")
# The wire services are named as papers named them; what they are said to send is made up.
SERVICES = ("AP", "UP", "INS", "UPI", "NEA")
CREDITS = ("(AP Wirephoto)", "(UP Telephoto)", "(INS Soundphoto)", "(UPI Telephoto)", "(NEA Telephoto)")
