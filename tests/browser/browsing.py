"""A headless Chromium that keeps account of what a page complains of and asks for."""

import json
import time
from pathlib import Path
from shutil import which

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

WIDE, NARROW = (1280, 900), (390, 844)


class Browser:
    """Chromium without a window and without a network; it is for one test at a time."""

    def __init__(self) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = which("chromium")
        for word in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu"):
            options.add_argument(f"--{word}")
        # Whatever a page may ask for, no name is resolved.
        options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND")
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(which("chromedriver")))
        self.driver.set_script_timeout(60)

    def begin(self, downloads: Path) -> None:
        """Forget all that was kept and seen so far; downloads go to the empty folder `downloads`."""
        self.driver.get("about:blank")
        everything = {"origin": "file://", "storageTypes": "all"}
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
        behaviour = {"behavior": "allow", "downloadPath": str(downloads)}
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
        for log in ("performance", "browser"):
            self.driver.get_log(log)
        self.downloads = downloads
        self._asked: list[str] = []
        self._complained: list[str] = []

    def open(self, path: Path, size: tuple[int, int] = WIDE) -> float:
        """Open a file and return the seconds until its first picture stands."""
        self.resize(size)
        start = time.perf_counter()
        self.driver.get(path.resolve().as_uri())
        self.run("requestAnimationFrame(() => requestAnimationFrame(done))")
        return time.perf_counter() - start

    def resize(self, size: tuple[int, int]) -> None:
        """Return the page a width and height, as a screen of that size would."""
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def run(self, script: str):
        """Run a script in the page that ends by calling `done(result)`."""
        return self.driver.execute_async_script(f"const done = arguments[0]; {script}")

    def value(self, expression: str):
        """Return the value of an expression in the page."""
        return self.driver.execute_script(f"return {expression}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        for key in keys:
            webdriver.ActionChains(self.driver).send_keys(getattr(Keys, key, key)).perform()

    def find(self, selector: str):
        """Return the first element of a CSS selector."""
        return self.driver.find_element("css selector", selector)

    def texts(self, selector: str) -> list[str]:
        """Return what the elements of a CSS selector say."""
        return [element.text for element in self.driver.find_elements("css selector", selector)]

    def downloaded(self, seconds: float = 10) -> Path:
        """Wait for the one file that was downloaded; raise AssertionError if none comes."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            files = [file for file in self.downloads.iterdir() if file.suffix != ".crdownload"]
            # Chromium reserves the name by an empty file.
            if files and files[0].stat().st_size:
                return files[0]
            time.sleep(0.05)
        raise AssertionError(f"nothing was downloaded to {self.downloads} in {seconds} s")

    def requests(self) -> list[str]:
        """List the addresses outside the page and its own data that were asked for so far."""
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self._asked.append(message["params"]["request"]["url"])
        return [url for url in self._asked if not url.startswith(("file:", "data:", "blob:", "about:"))]

    def complaints(self) -> list[str]:
        """List what the console has shown so far: errors and warnings."""
        entries = self.driver.get_log("browser")
        self._complained += [entry["message"] for entry in entries if entry["level"] in ("WARNING", "SEVERE")]
        return self._complained

    def overflow(self) -> int:
        """Return the pixels by which the page is wider than its screen."""
        return self.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def close(self) -> None:
        """End the browser."""
        self.driver.quit()


def expect_well_behaved(browser: Browser, path: Path) -> None:
    """Expect of a page, wide and narrow, that it fits its screen, shows no error and asks for nothing."""
    for size in (NARROW, WIDE):
        browser.open(path, size)
        assert browser.overflow() == 0, f"{path.name} is wider than {size[0]} pixels"
    expect_quiet(browser)


def expect_quiet(browser: Browser) -> None:
    """Expect that the open page showed no error and asked for nothing outside itself."""
    assert browser.complaints() == [], "\n".join(browser.complaints())
    assert browser.requests() == []
