const { dataset, method, weights, kinds, records } = read("content");
const crops = read("crops");
const forms = { value: "the value itself", behind: "how far behind the best", lead: "lead of the best", blank: "nothing to compare" };

// The weights: a line a comparison, a column a form, below the title of each group.
function showWeights() {
  const shown = Object.keys(forms).filter((form) => weights.some((weight) => weight.form === form));
  const ends = weights.flatMap(({ weight, low, high }) => [weight, low ?? 0, high ?? 0]);
  const range = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const heads = ["", ...shown.map((form) => forms[form])].map((textContent) => element("th", { scope: "col", textContent }));
  const rows = [];
  for (const group of new Set(weights.map((weight) => weight.group))) {
    rows.push(element("tr", { className: "part" }, element("th", { scope: "rowgroup", colSpan: shown.length + 1, textContent: group })));
    const own = weights.filter((weight) => weight.group === group);
    for (const name of new Set(own.map(({ comparison }) => comparison))) {
      const cells = shown.map((form) => weightCell(range, own.find((one) => one.comparison === name && one.form === form)));
      rows.push(element("tr", {}, element("th", { scope: "row", textContent: name.replaceAll("_", " ") }), ...cells));
    }
  }
  part("weights").append(element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}

function weightCell(range, found) {
  if (!found) return element("td");
  const interval = found.low == null ? null : [found.low, found.high];
  const bar = track(range, 0, found.weight, interval);
  if (interval) bar.title = `95 % interval ${interval.map(signed).join(" to ")}`;
  return element("td", {}, bar, element("span", { className: "number", textContent: signed(found.weight) }));
}

function showLink(kind, { query, score, probability, decision }) {
  const targets = explained.pairs[query].map(([target]) => target);
  const named = [["Query", query], ["First candidate", targets[0]], ...targets.slice(1).map((target) => ["Next candidate", target])];
  const cards = named.map(([title, id]) => element("div", {}, element("h3", { textContent: title }), ...card(id)));
  const sure = probability == null ? "" : `, calibrated probability ${probability}`;
  const truth = kind === "wrong" ? ` The truth says ${decision === "link" ? "that it is another one, or none" : "that it is the first candidate"}.` : "";
  const said = `Decision: ${decision}; score ${score}${sure}.${truth}`;
  return element("article", {}, element("div", { className: "cards" }, ...cards),
    element("p", { className: "decision", textContent: said }), ...waterfall(query, ["first", "next"].slice(0, targets.length)));
}

function openAll() {
  const opened = part("all").getAttribute("aria-expanded") !== "true";
  part("all").setAttribute("aria-expanded", opened);
  for (const button of document.querySelectorAll(`.waterfall button[aria-expanded=${!opened}]`)) button.click();
}

function start() {
  part("name").textContent = `${method} of ${dataset}`;
  if (!weights.length) warn("The scorer gives no weights: it cannot say what spoke for a link.");
  showWeights();
  part("kinds").append(...kinds.map(({ kind, about, links }) => element("section", {},
    element("h2", { textContent: kind[0].toUpperCase() + kind.slice(1) }), element("p", { textContent: about }),
    ...links.map((link) => showLink(kind, link)))));
  part("all").onclick = openAll;
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "o" && !event.ctrlKey && !event.metaKey && !event.altKey) openAll();
  });
}

start();
