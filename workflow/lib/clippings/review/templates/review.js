const { dataset, digest, items, records, known, others, several } = read("content");
const [crops, strips] = [read("crops"), read("strips-data")];
const shelf = `clippings/review/${dataset}/`;
const key = shelf + digest;
const columns = ["query_id", "target_id", "verdict", "labeller", "labelled_at", "note", "drawn"];

let kept = { place: 0, labeller: "", notes: {}, answers: {} };
let scores = false;

const save = () => keep(key, kept);

// What is shown.
function candidate([id, rank, score], place) {
  const chosen = kept.answers[items[kept.place].id]?.target_id === id;
  const button = element("button", { type: "button", onclick: () => choose(id) });
  button.setAttribute("aria-pressed", chosen);
  button.append(element("span", { className: "place" }, element("kbd", { textContent: place + 1 })), ...card(id));
  const facts = [`score ${score}`, `rank ${rank}`].map((textContent) => element("span", { textContent }));
  if (scores) button.append(element("p", { className: "score" }, ...facts));
  return element("li", {}, button);
}

function show() {
  const item = items[kept.place];
  const answer = kept.answers[item.id];
  const total = Object.keys(kept.answers).length;
  const done = total === items.length ? ": download them" : "";
  part("count").textContent = `${total} of ${items.length} labelled${done}`;
  part("bar").max = items.length;
  part("bar").value = total;
  part("query-title").textContent = `Query ${kept.place + 1} of ${items.length}`;
  part("query").replaceChildren(...card(item.id));
  part("note").value = kept.notes[item.id] || "";
  part("answer").textContent = answer ? `Your answer: ${said(answer, item)}` : "";
  part("candidates").replaceChildren(...item.candidates.map(candidate));
  const shapes = new Set(item.candidates.map(([id]) => records[id].shape));
  part("candidates").className = shapes.size === 1 ? [...shapes][0] : "across";
  part("none").setAttribute("aria-pressed", answer?.verdict === "no match");
  part("unsure").setAttribute("aria-pressed", answer?.verdict === "can't tell");
  part("previous").disabled = kept.place === 0;
  part("next").disabled = kept.place === items.length - 1;
  part("scores").setAttribute("aria-pressed", scores);
  part("estimate").textContent = estimate();
}

function said({ verdict, target_id }, item) {
  const place = item.candidates.findIndex(([id]) => id === target_id);
  if (verdict !== "match" || place >= 0) return verdict === "match" ? `match with ${place + 1}` : verdict;
  const [id, , , texts] = targets.find(([id]) => id === target_id) ?? [target_id, "", "", []];
  return `match with ${[id, ...texts].join(" · ")}`;
}

// What a person does.
function give(verdict, target = "") {
  const { id, drawn } = items[kept.place];
  kept.answers[id] = {
    query_id: id, target_id: target, verdict, labeller: kept.labeller,
    labelled_at: new Date().toISOString().replace(/\.\d+/, ""), note: kept.notes[id] || "", drawn,
  };
  move(1);
}

function choose(id) {
  give("match", id);
  // The button that was pressed is gone: the focus goes on to the next query.
  part("query-title").focus({ preventScroll: true });
}

function move(steps) {
  // Scores that were shown for one query are hidden again for the next.
  scores = false;
  kept.place = Math.min(Math.max(kept.place + steps, 0), items.length - 1);
  save();
  show();
  scrollTo(0, 0);
}

function reveal() {
  scores = !scores;
  show();
}

// The crops in their surroundings: strips of the pages on which they stand.
function lookAround() {
  if (part("look").hidden) return;
  const { id, candidates } = items[kept.place];
  const shown = [["Query", id], ...candidates.map(([target], place) => [place + 1, target])];
  part("strips").replaceChildren(...shown.map(([name, record]) =>
    element("figure", {}, element("figcaption", { textContent: name }), strip(record))));
  part("around").showModal();
}

function strip(id) {
  if (!strips[id]) return element("p", { textContent: "no picture of the page" });
  const [x0, y0, x1, y1] = strips[id].box.map((share) => 100 * share);
  const frame = element("span", { className: "frame" });
  Object.assign(frame.style, { left: `${x0}%`, top: `${y0}%`, width: `${x1 - x0}%`, height: `${y1 - y0}%` });
  const picture = element("img", { src: `data:image/webp;base64,${strips[id].image}`, alt: `surroundings of ${id}` });
  return element("div", { className: "strip" }, picture, frame);
}

// Why the first candidate, and why not the next: like scores, on demand alone.
function explain() {
  const { id, candidates } = items[kept.place];
  if (part("why").hidden || !explained.pairs[id]) return;
  const names = explained.pairs[id].map(([target]) => {
    const place = candidates.findIndex(([candidate]) => candidate === target) + 1;
    const { texts } = records[target] ?? { texts: {} };
    return [place ? `${place}:` : "", texts.clean || texts.noisy || target].join(" ").trim().slice(0, 60);
  });
  part("terms").replaceChildren(...waterfall(id, names));
  part("reasons").showModal();
}

function press(event) {
  const field = event.target.matches("input, textarea");
  if (field && event.key === "Escape") event.target.blur();
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  const chosen = /^[1-9]$/.test(event.key) && items[kept.place].candidates[event.key - 1];
  const act = {
    n: () => give("no match"), c: () => give("can't tell"), s: reveal,
    p: () => move(-1), ArrowLeft: () => move(-1), ArrowRight: () => move(1),
    v: part("around").open ? () => {} : lookAround, w: part("reasons").open ? () => {} : explain, "/": openSearch,
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!chosen && !act) return;
  part("around").close();
  part("reasons").close();
  if (chosen) give("match", chosen[0]);
  else act();
  event.preventDefault();
}

function note() {
  const { id } = items[kept.place];
  kept.notes[id] = part("note").value;
  if (kept.answers[id]) kept.answers[id].note = kept.notes[id];
  save();
}

// A name that was typed in late holds for the answers before it.
function download(answers) {
  const rows = Object.values(answers).map((answer) => ({ ...answer, labeller: answer.labeller || kept.labeller }));
  downloadCsv(`labels_${dataset}`, columns, rows);
}

// Answers to a page of an earlier run are not lost with it.
function offerEarlier() {
  for (const { answers } of earlier(shelf, key)) {
    const count = Object.keys(answers).length;
    const text = `Download the answers to an earlier page of ${dataset} (${count})`;
    if (count) part("earlier").append(element("button", { textContent: text, onclick: () => download(answers) }));
  }
}

// The sample alone represents the queries without a label; 95 % interval by Wilson's formula.
function estimate() {
  const drawn = items.filter((item) => item.drawn === "random" && kept.answers[item.id]);
  const judged = drawn.filter((item) => kept.answers[item.id].verdict !== "can't tell");
  const first = judged.filter((item) =>
    item.candidates.some(([id, rank]) => rank === 1 && id === kept.answers[item.id].target_id)).length;
  const none = judged.filter((item) => kept.answers[item.id].verdict === "no match").length;
  if (!judged.length) return others ? "No query of the sample is labelled yet." : whole();
  const n = judged.length;
  const [low, high] = wilson(first, n);
  return `Of ${n} labelled queries sampled at random, the best candidate is the match of ${first}`
    + ` (${percent(first / n)}, 95 % interval ${percent(low)} to ${percent(high)}), another of`
    + ` ${n - first - none}; ${none} have no match among those shown. ${drawn.length - n} more could not be judged.`
    + whole(first / n, low, high)
    + (several ? " Where several candidates are prints of it, the best may be right and another chosen:"
      + " the true share is that or more." : "");
}

function wilson(first, n, z = 1.96) {
  const middle = (first + z * z / 2) / (n + z * z);
  const half = z / (n + z * z) * Math.sqrt(first * (n - first) / n + z * z / 4);
  return [middle - half, middle + half];
}

function percent(share) {
  return `${Math.round(100 * share)} %`;
}

// Earlier labels fell on doubtful queries more often: they count for themselves, the sample for the others.
function whole(share = 0, low = 0, high = 0) {
  const before = known.right + known.another + known.none;
  if (!before) return "";
  const total = before + others;
  const [middle, from, to] = [share, low, high].map((part) => percent((known.right + others * part) / total));
  return ` It was the match of ${known.right} of the ${before} that were labelled before: of all ${total} queries`
    + ` together, of ${middle}` + (others ? ` (95 % interval ${from} to ${to}).` : ".");
}

function start() {
  part("dataset").textContent = dataset;
  part("estimate").textContent = estimate();
  if (!items.length) return warn("There is no query to review.");
  kept = recall(key, kept);
  kept.place = Math.min(kept.place, items.length - 1);
  part("labeller").value = kept.labeller;
  part("labeller").oninput = () => { kept.labeller = part("labeller").value.trim(); save(); };
  part("note").oninput = note;
  part("download").onclick = () => download(kept.answers);
  part("scores").onclick = reveal;
  part("look").hidden = !Object.keys(strips).length;
  part("look").onclick = lookAround;
  part("close").onclick = () => part("around").close();
  part("why").hidden = !explained;
  part("why").onclick = explain;
  part("enough").onclick = () => part("reasons").close();
  part("open").onclick = openSearch;
  part("typed").oninput = lookUp;
  part("search").onkeydown = searchKey;
  part("none").onclick = () => give("no match");
  part("unsure").onclick = () => give("can't tell");
  part("previous").onclick = () => move(-1);
  part("next").onclick = () => move(1);
  document.addEventListener("keydown", press);
  offerEarlier();
  show();
}

start();
