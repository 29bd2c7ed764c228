"""Read damaged copies of an image file in a process with little memory: `damaged_reading.py FILE COUNT SEED`.

Prints what is wrong of each that gives neither a page nor a ValueError in one line, or takes too long.
"""

import random
import resource
import sys
import time
from pathlib import Path

LIMIT = 2 << 30
SLOW = 20  # seconds
MOST_PIXELS = 30_000_000


def damage(data, dice):
    """Change some bytes, cut the end off, or put a piece of the file elsewhere."""
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 2, 4, 16, 64])):
        # Headers are where most can go wrong.
        place = dice.randrange(min(len(data), 400) if dice.random() < 0.6 else len(data))
        data[place] = dice.choice([0, 1, 127, 128, 255, dice.randrange(256)])
    if dice.random() < 0.2:
        del data[dice.randrange(len(data)) :]
    if len(data) > 16 and dice.random() < 0.2:
        start, end = sorted(dice.randrange(len(data)) for _ in range(2))
        data[start:start] = data[start : min(end, start + 200)]
    return bytes(data)


def main(file, count, seed):
    from clippings.images import open_document

    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    whole, dice = Path(file).read_bytes(), random.Random(seed)
    copy = Path(file).with_name(f"damaged{Path(file).suffix}")
    for number in range(count):
        copy.write_bytes(damage(whole, dice))
        start, said = time.monotonic(), ""
        try:
            document = open_document(copy, most_pixels=MOST_PIXELS)
            for frame in range(min(document.frames, 3)):
                document.page(frame)
            document.close()
        except ValueError as error:
            said = "" if "\n" not in str(error) and str(copy) in str(error) else f"ValueError {error!r}"
        except BaseException as error:
            said = repr(error)
        if said or time.monotonic() - start > SLOW:
            print(f"{Path(file).suffix} {number}: {said or 'slow'} ({time.monotonic() - start:.0f} s)")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
