const { dataset, digest, roles, pages, labels } = read("content");
const scans = read("scans");
const shelf = `clippings/lines/${dataset}/`;
const key = shelf + digest;
const columns = ["page", "line", "x0", "y0", "x1", "y1", "role", "text"];
// What the model says of each line, by page and line.
const guesses = Object.fromEntries(pages.map(({ id, lines }) =>
  [id, Object.fromEntries(lines.map((line) => [line.line, line]))]));

// What label files said when this file was made, by page; it is not kept a second time.
const before = pagesOf(labels);
// Of each page that was opened or imported: whether it is done, and its lines; `certain` once a person said so.
let kept = { place: 0, pages: {} };
let at = 0; // the line that is chosen, by its place among those of the page
const past = {}; // by page, what undo returns to
let typed = false; // whether the text of the chosen line is being typed

const save = () => keep(key, kept);
const page = () => pages[kept.place];
const guess = (line) => guesses[page().id][line.line] ?? { probability: null, text: "" };
const isDone = ({ id }) => Boolean((kept.pages[id] ?? before[id])?.done);

function sheet() {
  const { id, lines } = page();
  kept.pages[id] ??= before[id] ?? {
    done: false, lines: lines.map(({ line, box, role }) => ({ line, box, role, text: "", certain: false })),
  };
  return kept.pages[id];
}

// What a label file says of a page is all of it, and the page is done.
function pagesOf(rows) {
  const found = {};
  for (const { page, line, box, role, text } of rows) {
    (found[page] ??= { done: true, lines: [] }).lines.push({ line, box, role, text, certain: true });
  }
  return found;
}

// What a person does. A change is undone by what there was before it.
function change(act) {
  const { lines } = sheet();
  (past[page().id] ??= []).push(JSON.stringify({ lines, at }));
  typed = false;
  act(lines);
  at = Math.max(0, Math.min(at, lines.length - 1));
  save();
  show();
}

function undo() {
  const before = past[page().id]?.pop();
  if (!before) return;
  typed = false;
  ({ lines: sheet().lines, at } = JSON.parse(before));
  save();
  show();
}

function setRole(role) {
  if (sheet().lines[at]) change((lines) => Object.assign(lines[at], { role, certain: true }));
}

function remove() {
  if (sheet().lines[at]) change((lines) => lines.splice(at, 1));
}

function onPaper(box) {
  const { width, height } = page();
  return box.map((value, side) => Math.min(Math.max(value, 0), side % 2 ? height : width));
}

const isSmall = ([x0, y0, x1, y1]) => Math.min(x1 - x0, y1 - y0) < LEAST;

function add(drawn) {
  const box = onPaper(drawn);
  if (isSmall(box)) return show();
  change((lines) => {
    at = lines.push({ line: "", box, role: "name", text: "", certain: true }) - 1;
  });
}

function addBelow() {
  const [x0, y0, x1, y1] = sheet().lines[at]?.box ?? [0, -page().height / 20, page().width / 3, 0];
  add([x0, y1, x1, 2 * y1 - y0]);
}

function setBox(moved) {
  const box = onPaper(moved);
  if (isSmall(box) || String(box) === String(sheet().lines[at].box)) return show();
  change((lines) => Object.assign(lines[at], { box, certain: true }));
}

// Shift moves the right and lower edge, Alt the left and upper one.
function nudge(dx, dy, second) {
  const line = sheet().lines[at];
  if (!line) return;
  const box = [...line.box];
  box[(dx ? 0 : 1) + (second ? 2 : 0)] += Math.round((dx + dy) * page().height / 500);
  setBox(box);
}

function typeText() {
  const line = sheet().lines[at];
  const text = part("text").value.trim();
  if (!typed) (past[page().id] ??= []).push(JSON.stringify({ lines: sheet().lines, at }));
  typed = true;
  line.text = text === guess(line).text ? "" : text;
  save();
  part("text").classList.toggle("corrected", Boolean(line.text));
}

function choose(place) {
  typed = false;
  at = place;
  show();
}

// The nearest line that way; where there is none, the next or previous one in the order of the page.
function walk(dx, dy) {
  const { lines } = sheet();
  const [a, b] = dx ? [0, 1] : [1, 0];
  const step = dx + dy;
  const here = lines[at]?.box;
  let [best, nearest] = [at + step, Infinity];
  for (const [place, { box }] of lines.entries()) {
    const along = step * (box[a] + box[a + 2] - here[a] - here[a + 2]) / 2;
    const aside = Math.max(0, box[b] - here[b + 2], here[b] - box[b + 2]);
    const beside = along <= Math.min(box[a + 2] - box[a], here[a + 2] - here[a]) / 2;
    if (!beside && along + 3 * aside < nearest) [best, nearest] = [place, along + 3 * aside];
  }
  if (lines[best]) choose(best);
}

function go(place) {
  kept.place = Math.min(Math.max(place, 0), pages.length - 1);
  [at, typed] = [0, false];
  save();
  part("scan").src = `data:image/webp;base64,${scans[page().id]}`;
  part("scan").alt = `scan of page ${page().id}`;
  part("view").scrollTo(0, 0);
  show();
}

function finish() {
  sheet().done = true;
  save();
  const order = pages.map((_, step) => (kept.place + step) % pages.length);
  const open = order.find((place) => !isDone(pages[place]));
  if (open === undefined) show();
  else go(open);
}

function reopen() {
  sheet().done = false;
  save();
  show();
}

// What leaves the page, and comes back.
function rowsOf(sheets) {
  return Object.entries(sheets).filter(([, { done }]) => done).flatMap(([page, { lines }]) =>
    lines.map(({ line, box, role, text }) => {
      const [x0, y0, x1, y1] = box ?? ["", "", "", ""]; // a page that is not shown may be labelled by ids alone
      return { page, line, x0, y0, x1, y1, role, text };
    }));
}

function download(rows) {
  downloadCsv(`lines_${dataset}`, columns, rows);
}

async function openFile() {
  const [file] = part("file").files;
  part("file").value = "";
  try {
    const opened = pagesOf(readRows(parseCsv(await file.text())));
    Object.assign(kept.pages, opened);
    for (const id of Object.keys(opened)) delete past[id];
  } catch (error) {
    return warn(`${file.name}: ${error.message}`);
  }
  warn("");
  go(kept.place);
}

function readRows([head, ...rows]) {
  const absent = columns.find((column) => !head?.includes(column));
  if (absent) throw Error(`column ${absent} is missing, expected ${columns.join(", ")}`);
  return rows.map((cells, number) => {
    const row = Object.fromEntries(head.map((column, place) => [column, cells[place] ?? ""]));
    const corners = ["x0", "y0", "x1", "y1"].map((corner) => row[corner]);
    const alone = row.line !== "" && corners.every((corner) => corner === "");
    const box = alone ? boxOf(row) : corners.map((corner) => (corner === "" ? NaN : Number(corner)));
    if (!roles.includes(row.role)) throw Error(`row ${number + 1}: role "${row.role}", expected ${roles.join(", ")}`);
    if (box && !(box[0] < box[2] && box[1] < box[3])) throw Error(`row ${number + 1}: a box without numbers or area`);
    return { page: row.page, line: row.line, box, role: row.role, text: row.text };
  });
}

// The box of a line that a file names by its id alone; none on a page that is not shown.
function boxOf({ page, line }) {
  const shown = guesses[page];
  return shown ? shown[line]?.box ?? [NaN] : null;
}

function offerEarlier() {
  for (const found of earlier(shelf, key)) {
    const rows = rowsOf(found.pages);
    const count = new Set(rows.map((row) => row.page)).size;
    const textContent = `Download the labels of an earlier page of ${dataset} (pages: ${count})`;
    if (count) part("earlier").append(element("button", { textContent, onclick: () => download(rows) }));
  }
}

function start() {
  part("dataset").textContent = dataset;
  if (!pages.length) return warn("There is no page to label.");
  kept = recall(key, kept);
  offerEarlier();
  build();
  go(kept.place);
}

start();
