"""The label page in Chromium: roles by key and click, lines drawn, corrected, deleted, files out and in."""

import pytest
from browsing import NARROW, WIDE, expect_quiet
from label_pages import LEFT, PRINTED, TALL, missed_at, write_label_page
from selenium.webdriver import ActionChains

from clippings.line_labels import read_line_labels
from clippings.tables import CORNERS

LINES = 3 * len(PRINTED)


@pytest.fixture
def page(tmp_path):
    """A page of three scans, of which that with the most doubtful lines comes first."""
    return write_label_page(tmp_path)


def line(browser, place=None):
    """Return a line as the page keeps it: the one that is chosen, or that of a place."""
    return browser.value(f"sheet().lines[{'at' if place is None else place}]")


def drag(browser, start, end):
    """Drag the mouse from one point of the scan, in its pixels, to another."""
    where = "document.querySelector('#sheet').getBoundingClientRect()"
    left, top, width = (browser.value(f"{where}.{side}") for side in ("left", "top", "width"))
    scale = width / browser.value("page().width")
    points = [(round(left + x * scale), round(top + y * scale)) for x, y in (start, end)]
    actions = ActionChains(browser.driver, duration=20)
    actions.w3c_actions.pointer_action.move_to_location(*points[0]).pointer_down()
    actions.w3c_actions.pointer_action.move_to_location(*points[1]).pointer_up()
    actions.perform()


def click(browser, place):
    """Click on a line."""
    browser.find(f"#lines .line:nth-child({place + 1})").click()


def test_pages_come_as_suggested_and_guesses_are_shown(page, browser):
    browser.open(page)
    assert browser.value("pages.map(({id}) => id)") == ["p2", "p1", "p0"]
    assert browser.texts("#reason") == ["7 lines of which the model is unsure"]
    assert browser.texts("#status") == [f"Line 1 of {LINES}: other, guessed with 97 %"]
    roles = browser.value("[...document.querySelectorAll('.line')].map((one) => one.classList[1])")
    assert roles == [role for _, role, *_ in PRINTED] * 3
    strengths = browser.value(
        "[...document.querySelectorAll('.line')].map((one) => Number(one.style.getPropertyValue('--sure')))"
    )
    assert strengths == [probability for _, _, probability, *_ in PRINTED] * 3
    assert browser.texts(".certain") == []
    expect_quiet(browser)


def test_a_line_lies_where_the_scan_prints_it(page, browser):
    browser.open(page)
    browser.press("ARROW_DOWN")
    where = "document.querySelector('.chosen').getBoundingClientRect()"
    sheet = "document.querySelector('#sheet').getBoundingClientRect()"
    share = browser.value(f"({where}.left - {sheet}.left) / {sheet}.width * page().width")
    assert share == pytest.approx(line(browser)["box"][0], abs=2) and line(browser)["box"][0] == LEFT


def test_keys_and_clicks_set_roles_and_undo_takes_them_back(page, browser):
    browser.open(page)
    browser.press("ARROW_DOWN", "2")
    assert line(browser)["line"] == "p2-001" and line(browser)["role"] == "partner"
    assert browser.texts("#status") == [f"Line 2 of {LINES}: partner"]
    click(browser, 4)
    assert line(browser)["role"] == "name" and not line(browser)["certain"], "a first click chooses"
    click(browser, 4)
    assert line(browser)["role"] == "partner"
    browser.find("#roles button:nth-child(3)").click()
    assert line(browser)["role"] == "field"
    browser.press("4")
    assert line(browser)["role"] == "other"
    browser.press("u", "u", "u")
    assert (line(browser, 4)["role"], line(browser, 4)["certain"]) == ("name", False)
    browser.find("#undo").click()
    assert line(browser, 1)["role"] == "name" and not browser.find("#undo").is_enabled()
    expect_quiet(browser)


def test_arrows_walk_to_the_next_line_that_way_and_all_are_reached(page, browser):
    browser.open(page)
    reached = [line(browser)["line"]]
    for _ in range(LINES - 1):
        browser.press("ARROW_DOWN")
        reached.append(line(browser)["line"])
    assert reached == sorted(set(reached)) and len(reached) == LINES
    assert browser.value("document.activeElement.classList.contains('chosen')")
    browser.press("ARROW_DOWN", "ARROW_UP")
    assert line(browser)["line"] == reached[-2]
    browser.driver.execute_script("""
        const boxes = [[0, 0, 90, 30], [100, 4, 190, 34], [0, 50, 90, 80]];
        sheet().lines = boxes.map((box) =>
            ({ line: String(box), box, role: "other", text: "", certain: false })); choose(0);""")
    browser.press("ARROW_DOWN")
    assert line(browser)["box"] == [0, 50, 90, 80], "the line beside it is no line below it"
    browser.press("ARROW_UP", "ARROW_RIGHT")
    assert line(browser)["box"] == [100, 4, 190, 34]


def test_a_missing_line_is_drawn_and_a_box_corrected_by_its_edges(page, browser):
    browser.open(page)
    top = missed_at()
    browser.driver.execute_script("part('view').scrollTo(0, 1e6)")
    drag(browser, (LEFT, top), (LEFT + 300, top + TALL))
    drawn = line(browser)
    assert (
        drawn["line"] == "" and drawn["role"] == "name" and browser.value("sheet().lines.length") == LINES + 1
    )
    assert drawn["box"] == pytest.approx([LEFT, top, LEFT + 300, top + TALL], abs=2)
    drag(browser, (LEFT + 301, top + TALL / 2), (LEFT + 400, top + TALL / 2))
    assert line(browser)["box"][2] == pytest.approx(LEFT + 400, abs=3)
    x0, y0, x1, y1 = line(browser)["box"]
    drag(browser, (x0 - 4, y0 - 4), (x0 - 44, y0 - 14))
    assert line(browser)["box"] == pytest.approx([x0 - 40, y0 - 10, x1, y1], abs=2)
    browser.press("u")
    assert line(browser)["box"] == [x0, y0, x1, y1]
    changes = browser.value("past.p2.length")
    drag(browser, (x0 - 4, y0 - 4), (x0 - 4, y0 - 4))
    assert browser.value("past.p2.length") == changes, "a click on a corner changes nothing"
    browser.driver.execute_script("setBox([-3, ...sheet().lines[at].box.slice(1)])")
    assert line(browser)["box"][0] == 0, "no box leaves the page"
    drag(browser, (30, top), (32, top + 1))
    assert browser.value("sheet().lines.length") == LINES + 1, "a click on paper draws nothing"
    expect_quiet(browser)


def test_a_line_is_added_corrected_and_deleted_by_keys(page, browser):
    browser.open(page)
    browser.press("ARROW_DOWN", "a")
    x0, y0, x1, y1 = line(browser)["box"]
    above = line(browser, 1)["box"]
    assert [x0, y0, x1, y1 - y0] == [above[0], above[3], above[2], TALL] and line(browser)["line"] == ""
    chain = ActionChains(browser.driver)
    chain.key_down("\ue008").send_keys("\ue014").key_up("\ue008").key_down("\ue00a").send_keys(
        "\ue013"
    ).key_up("\ue00a")
    chain.perform()
    assert line(browser)["box"] == [x0, y0 - 4, x1 + 4, y1]
    browser.press("d")
    assert browser.value("sheet().lines.length") == LINES
    click(browser, 0)
    browser.press("DELETE")
    assert browser.value("sheet().lines.map(({line}) => line)")[0] == "p2-001"
    browser.press("u")
    assert line(browser)["line"] == "p2-000"


def test_a_text_is_corrected_beside_its_crop_and_typing_sets_no_role(page, browser):
    browser.open(page)
    browser.press("n", "ARROW_DOWN", "t")
    text = browser.find("#text")
    assert text.get_attribute("value") == PRINTED[1][0]
    pixels = browser.value("[part('crop').width, part('crop').height]")
    assert pixels[0] / pixels[1] == pytest.approx((420 + TALL * 0.4) / (TALL * 1.4), rel=0.05)
    text.send_keys("Aoki 1234 and d", "\ue007")
    assert line(browser, 1) == {
        **line(browser, 1),
        "text": "Aoki 1234 and d",
        "role": "name",
        "certain": False,
    }
    assert browser.value("at") == 2 and browser.value("document.activeElement.id") == "text"
    browser.press("ESCAPE", "ARROW_UP")
    assert browser.find("#text").get_attribute("value") == "Aoki 1234 and d"
    browser.press("u")
    assert line(browser, 1)["text"] == ""
    assert browser.find("#text").get_attribute("value") == PRINTED[1][0]


def label(browser):
    """Label the first page, with a deleted and a drawn line, and the second, and leave the third."""
    browser.press("ARROW_DOWN", "2", "ARROW_UP", "d", "a", "1", "t")
    browser.find("#text").send_keys('"Ono", Kobe')
    browser.press("ESCAPE", "ENTER", "ARROW_DOWN", "4", "ENTER", "ARROW_DOWN", "3")


def expect_labelled(file):
    """Expect of the downloaded file what `label` did, and that only pages which are done are in it."""
    assert file.read_bytes().startswith(b"\xef\xbb\xbfpage,line,x0,y0,x1,y1,role,text\r\n")
    labels = read_line_labels([file])
    assert labels["page"].value_counts().to_dict() == {"p2": LINES, "p1": LINES}
    first = labels[labels["page"] == "p2"]
    assert "p2-000" not in set(first["line"]) and first.iloc[0]["role"] == "partner"
    drawn = first[first["line"].isna()].iloc[0]
    assert (drawn["role"], drawn["text"]) == ("name", '"Ono", Kobe')
    guessed = first[first["line"].notna()].iloc[1:]
    assert guessed["role"].tolist() == [role for _, role, *_ in PRINTED * 3][2:]
    assert guessed["text"].isna().all()
    second = labels[labels["page"] == "p1"]
    assert second.iloc[1][["line", "role"]].tolist() == ["p1-001", "other"]
    assert second.iloc[1][CORNERS].tolist() == [LEFT, 202, LEFT + 420, 236]


def test_pages_that_are_done_are_exported_and_survive_a_reload(page, browser):
    browser.open(page)
    label(browser)
    assert browser.texts("#count") == ["2 of 3 pages done"] and browser.value("page().id") == "p0"
    browser.open(page)
    assert browser.texts("#count") == ["2 of 3 pages done"] and browser.value("page().id") == "p0"
    assert line(browser, 1)["role"] == "field", "work on a page that is not done is kept too"
    browser.find("#download").click()
    expect_labelled(browser.downloaded())
    browser.press("ENTER")
    assert browser.texts("#count") == ["3 of 3 pages done: download them"]
    browser.find("#done").click()
    assert browser.texts("#count") == ["2 of 3 pages done"]
    expect_quiet(browser)


def test_a_file_is_opened_to_go_on_and_a_bad_one_is_one_line(page, browser, tmp_path):
    browser.open(page)
    label(browser)
    browser.find("#download").click()
    file = browser.downloaded()
    kept = file.rename(tmp_path / "kept.csv")
    browser.begin(tmp_path / "downloads")
    browser.open(page)
    assert browser.texts("#count") == ["0 of 3 pages done"]
    browser.find("#file").send_keys(str(kept))
    browser.run("setTimeout(done, 200)")
    assert browser.texts("#count") == ["2 of 3 pages done"] and line(browser)["line"] == "p2-001"
    browser.find("#download").click()
    assert browser.downloaded().read_bytes() == kept.read_bytes()
    for text, complaint in (
        ("page,line\r\np2,a\r\n", "column x0 is missing"),
        ("page,line,x0,y0,x1,y1,role,text\r\np2,a,1,1,9,9,title,\r\n", 'row 1: role "title", expected name,'),
        ("page,line,x0,y0,x1,y1,role,text\r\np2,a,1,1,,9,name,\r\n", "row 1: a box without numbers or area"),
    ):
        (tmp_path / "bad.csv").write_text(text)
        browser.find("#file").send_keys(str(tmp_path / "bad.csv"))
        browser.run("setTimeout(done, 200)")
        assert f"bad.csv: {complaint}" in browser.texts("#warning")[0]
    assert browser.texts("#count") == ["2 of 3 pages done"]
    expect_quiet(browser)


def test_the_next_round_shows_labels_keeps_those_of_other_pages_and_offers_earlier_work(
    page, browser, tmp_path
):
    browser.open(page)
    label(browser)
    browser.find("#download").click()
    file = browser.downloaded().rename(tmp_path / "first.csv")
    again = tmp_path / "again"
    again.mkdir()
    browser.open(write_label_page(again, count=1, labels=[file]))
    assert browser.value("pages.map(({id}) => id)") == ["p2"]
    assert browser.texts("#count") == ["1 of 1 pages done: download them"]
    assert "Download the labels of an earlier page of firms (pages: 2)" in browser.texts("#earlier")[0]
    browser.press("4")
    browser.find("#download").click()
    labels, before = (read_line_labels([one]) for one in (browser.downloaded(), file))
    assert labels["role"].tolist() == ["other", *before["role"].tolist()[1:]]
    assert set(labels["page"]) == {"p1", "p2"}
    expect_quiet(browser)


def test_lines_that_a_file_names_by_id_alone_have_their_boxes(page, browser, tmp_path):
    rows = ["page,line,x0,y0,x1,y1,role,text", "p2,p2-001,,,,,partner,", "z,z-1,,,,,name,"]
    (tmp_path / "ids.csv").write_text("\n".join(rows) + "\n")
    browser.open(page)
    browser.find("#file").send_keys(str(tmp_path / "ids.csv"))
    browser.run("setTimeout(done, 200)")
    assert line(browser)["box"] == [LEFT, 202, LEFT + 420, 236] and browser.texts(".chosen") == [""]
    browser.find("#download").click()
    labels = read_line_labels([browser.downloaded()])
    assert labels[["page", "line", "role"]].values.tolist() == [
        ["p2", "p2-001", "partner"],
        ["z", "z-1", "name"],
    ]
    assert labels["x0"].isna().tolist() == [False, True]
    (tmp_path / "ids.csv").write_text("\n".join([rows[0], "p2,lost,,,,,name,"]) + "\n")
    browser.find("#file").send_keys(str(tmp_path / "ids.csv"))
    browser.run("setTimeout(done, 200)")
    assert "ids.csv: row 1: a box without numbers or area" in browser.texts("#warning")[0]
    expect_quiet(browser)


@pytest.mark.parametrize("size", [NARROW, WIDE, (320, 600)])
def test_nothing_is_wider_than_the_screen_and_all_has_a_name(page, browser, size):
    browser.open(page, size)
    assert browser.overflow() == 0
    unnamed = """[...document.querySelectorAll('button, input, select, img')].filter((part) =>
        !(part.textContent || part.alt || part.ariaLabel || part.labels?.length)).map((part) => part.id)"""
    assert browser.value(unnamed) == []
    for key in ("+", "+", "+", "?"):
        browser.press(key)
    assert browser.overflow() == 0
    browser.press("ESCAPE")
    assert browser.value("innerHeight - document.querySelector('.panel').getBoundingClientRect().bottom") >= 0
    assert browser.find("#done").is_displayed()
    expect_quiet(browser)


def test_a_finger_moves_the_page_and_draws_when_told(page, browser):
    browser.open(page, NARROW)
    finger = """(() => { const at = (type, x, y) => part('sheet').dispatchEvent(new PointerEvent(type,
        { pointerType: 'touch', pointerId: 1, clientX: x, clientY: y, bubbles: true }));
        part('sheet').setPointerCapture = () => {};
        const { left, top } = part('sheet').getBoundingClientRect();
        at('pointerdown', left + 5, top + 5); at('pointermove', left + 90, top + 20);
        at('pointerup', left + 90, top + 20);
        return sheet().lines.length; })()"""
    assert browser.value(finger) == LINES
    browser.find("#draw").click()
    assert browser.value(finger) == LINES + 1
    expect_quiet(browser)


def test_no_page_to_label_says_so(browser, tmp_path):
    browser.open(write_label_page(tmp_path, count=0, drawn=1))
    assert browser.texts("#warning") == ["There is no page to label."]
    expect_quiet(browser)
