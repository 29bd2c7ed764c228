"""How a paper makes its own caption of what the wire sent."""

import numpy as np

from clippings.synthesis.stories import Story

WORDINGS = ("wire", "edited", "local", "bare")
HEADLINE, DATELINE, CREDIT = 0.6, 0.35, 0.3
# How many sentences survive, from one on; a paper cuts from the end.
KEPT = (0.3, 0.35, 0.2, 0.15)
LOCAL = (
    "Readers who have been to {place} will know the scene. A story is on page {page}.",
    "How things looked in {place} the other day, as the camera saw them. (Story on page {page}.)",
    "There was more news from {place}. Details will be found on page {page} of this edition.",
    "A picture from {place} that came too late for our {day} edition.",
    "Our {day} picture takes you to {place}. Do you recognize it? Answer on page {page}.",
    "Not far from {place}, and a long way from home, this caught the photographer's eye.",
)
LOCAL_HEADLINES = (
    "PICTURE OF THE DAY", "IN THE NEWS", "CAMERA'S EYE", "SEEN AND HEARD", "THE PASSING SCENE"
)  # fmt: skip


def rewrite(story: Story, wording: str, rng: np.random.Generator) -> tuple[str | None, str]:
    """Return the headline, or None, and the caption that one paper prints of a story.

    `wire` keeps the words that were sent and cuts; `edited` also rewords and reorders; `local` is the paper's
    own; `bare` is a credit line.
    """
    if wording == "bare":
        return None, story.credit
    if wording == "local":
        text = str(rng.choice(LOCAL)).format(place=story.place, day=story.day, page=rng.integers(2, 24))
        return str(rng.choice(LOCAL_HEADLINES)), text.replace("..", ".")
    sentences = _sent(story) if wording == "wire" else _reworded(story, rng)
    text = " ".join(sentences[: _count(len(sentences), rng)])
    if rng.random() < DATELINE:
        text = f"{story.place.upper()}, {story.date} ({story.service}) -- {text}"
    if rng.random() < CREDIT:
        text = f"{text} {story.credit}"
    headline = str(rng.choice(story.headlines)) if rng.random() < HEADLINE else None
    # An abbreviated state brings its own period.
    return headline, text.replace("..", ".")


def _sent(story: Story) -> list[str]:
    return [wordings[place] for wordings, place in zip(story.sentences, story.sent, strict=True)]


def _reworded(story: Story, rng: np.random.Generator) -> list[str]:
    """Choose every sentence's wording anew; those after the first in any order."""
    first, *rest = (str(rng.choice(np.array(wordings))) for wordings in story.sentences)
    return [first, *(rest[place] for place in rng.permutation(len(rest)))]


def _count(available: int, rng: np.random.Generator) -> int:
    shares = np.array(KEPT[:available])
    return 1 + int(rng.choice(len(shares), p=shares / shares.sum()))
