// Why a pair was scored as it was: what each group of comparisons adds to the log-odds, the first candidate beside the next.
const explained = read("explained");

function list(name, pairs) {
  const rows = Object.entries(pairs).map(([term, text]) =>
    element("div", {}, element("dt", { textContent: term }), element("dd", { textContent: text })));
  return element("dl", { className: name }, ...rows);
}

function card(id) {
  const { shape, texts, fields } = records[id];
  const name = (texts.clean || texts.noisy || id).slice(0, 80);
  const picture = crops[id]
    ? element("img", { src: `data:image/webp;base64,${crops[id]}`, alt: `crop of ${name}` })
    : element("p", { textContent: "no image" });
  return [
    element("div", { className: `crop ${shape}` }, picture),
    list("texts", texts),
    list("fields", { ...fields, id }),
  ];
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function signed(number) {
  const rounded = Math.round(100 * number) / 100;
  return `${rounded < 0 ? "−" : "+"}${Math.abs(rounded).toFixed(2)}`;
}

// A bar on a track that shows `low` to `high`, with a mark at 0 and, where it is known, an interval.
function track([low, high], from, to, interval) {
  const place = (value) => `${(100 * (value - low)) / (high - low || 1)}%`;
  const across = (className, [start, end]) => {
    const made = element("span", { className });
    made.style.left = place(Math.min(start, end));
    made.style.width = `calc(${place(Math.max(start, end))} - ${place(Math.min(start, end))})`;
    return made;
  };
  const zero = element("span", { className: "zero" });
  zero.style.left = place(0);
  const bar = across(to < from ? "bar against" : "bar for", [from, to]);
  const whisker = interval ? [across("whisker", interval)] : [];
  const shown = element("span", { className: "track" }, zero, bar, ...whisker);
  shown.setAttribute("aria-hidden", "true");
  return shown;
}

// The bars of one candidate by group and comparison: each begins where the one before it ends.
function steps([, terms, values]) {
  let at = 0;
  const groups = explained.groups.map((title) => ({ title, from: 0, to: 0, single: [] }));
  explained.comparisons.forEach(([name, group], place) => {
    if (!groups[group].single.length) groups[group].from = at;
    groups[group].single.push({ name, from: at, to: at + terms[place], value: values[place] });
    at += terms[place];
    groups[group].to = at;
  });
  return { groups: groups.filter(({ single }) => single.length), total: at };
}

function cell(range, { from, to, value }, both) {
  const said = both ? to.toFixed(2).replace("-", "−") : signed(to - from);
  const number = element("span", { className: "number", textContent: said });
  const known = value == null ? [] : [element("span", { className: "value", textContent: ` at ${value}` })];
  return element("td", {}, track(range, from, to), number, ...known);
}

function line(kind, head, range, parts, both = false) {
  const name = element("th", { scope: "row" }, head);
  const apart = parts.length > 1
    ? [element("td", { className: "apart", textContent: signed(sum(parts.map(({ from, to }, n) => (n ? from - to : to - from)))) })]
    : [];
  return element("tr", { className: kind }, name, ...parts.map((part) => cell(range, part, both)), ...apart);
}

// A line of a group, and below it those of its comparisons, which its button opens.
function groupLines(range, parts) {
  const [{ title, single }] = parts;
  const singles = single.map(({ name }, place) =>
    line("single", name.replaceAll("_", " "), range, parts.map((part) => part.single[place])));
  if (single.length < 2) return [line("group", title, range, parts.map((part) => ({ ...part, ...part.single[0] })))];
  const button = element("button", { type: "button", textContent: `${title} (${single.length})` });
  const open = (opened) => {
    button.setAttribute("aria-expanded", opened);
    singles.forEach((row) => { row.hidden = !opened; });
  };
  button.onclick = () => open(singles[0].hidden);
  open(false);
  return [line("group", button, range, parts), ...singles];
}

// Say in a sentence which comparisons set the first candidate apart from the next; rivals only follow from them.
function sentence(first, next) {
  const all = first.groups.map(({ title, from, to }, place) =>
    ({ title, ahead: to - from - (next.groups[place].to - next.groups[place].from) }))
    .filter(({ title }) => title !== "other candidates");
  const most = all.reduce((one, other) => (other.ahead > one.ahead ? other : one));
  const least = all.reduce((one, other) => (other.ahead < one.ahead ? other : one));
  const against = least.ahead < -0.005 ? `; against it, most by ${least.title} (${signed(least.ahead)})` : "";
  const by = most.ahead > 0.005 ? `, most by ${most.title} (${signed(most.ahead)})` : "";
  return `The first is ahead of the next by ${(first.total - next.total).toFixed(2).replace("-", "−")}${by}${against}.`;
}

// The waterfall of a query; `names` are what its first candidates are called.
function waterfall(query, names) {
  const shown = explained.pairs[query].map(steps);
  const ends = shown.flatMap(({ groups }) => groups.flatMap(({ single }) => single.map(({ to }) => to)));
  const range = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const heads = ["", ...names].map((textContent) => element("th", { scope: "col", textContent }));
  if (shown.length > 1) heads.push(element("th", { scope: "col", className: "apart", textContent: "apart" }));
  const rows = shown[0].groups.flatMap((_, place) => groupLines(range, shown.map(({ groups }) => groups[place])));
  const total = line("total", "log-odds", range, shown.map(({ total }) => ({ from: 0, to: total })), true);
  const table = element("table", { className: "waterfall" },
    element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows, total));
  const said = shown.length > 1 ? sentence(...shown) : "There is no other candidate.";
  return [element("p", { textContent: said }), table];
}
