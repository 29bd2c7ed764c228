// The search for a target that is not among the candidates: by parts of its texts or id, whatever the case and accents.
const { rows: targets, total: allTargets } = read("targets");
const MOST_FOUND = 20;
let folded = null;
let found = [];
let marked = 0;

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// A text that is what was typed comes first, then one that begins with it, then the shortest.
function search(typed, without) {
  const whole = fold(typed).trim();
  const parts = whole.split(/\s+/);
  folded ??= targets.map(([id, , , texts]) => [...texts, id].map(fold));
  const hits = [];
  folded.forEach((texts, place) => {
    const all = texts.join("\n");
    if (!whole || targets[place][0] === without || !parts.every((one) => all.includes(one))) return;
    const rank = texts.includes(whole) ? 0 : texts.some((text) => text.startsWith(whole)) ? 1 : 2;
    hits.push({ place, rank, length: texts[0].length });
  });
  hits.sort((a, b) => a.rank - b.rank || a.length - b.length || a.place - b.place);
  return hits.map(({ place }) => targets[place]);
}

function openSearch() {
  part("typed").value = "";
  lookUp();
  part("search").showModal();
}

// Keys answer again at once: a closed dialog would keep the focus for a while.
function closeSearch() {
  part("search").close();
  part("query-title").focus({ preventScroll: true });
}

function lookUp() {
  const all = search(part("typed").value, items[kept.place].id);
  found = all.slice(0, MOST_FOUND);
  marked = 0;
  part("hits").textContent = all.length > found.length ? `The first ${found.length} of ${all.length}`
    : part("typed").value.trim() ? `${all.length} found` : coverage();
  part("found").replaceChildren(...found.map(([id, source, page, texts], place) =>
    element("li", { id: `found-${place}`, role: "option", onclick: () => pick(place) },
      element("strong", { textContent: texts.join(" · ") || "–" }),
      element("span", { textContent: [source, page, id].filter(Boolean).join(" · ") }))));
  mark(0);
}

function coverage() {
  const whole = targets.length === allTargets;
  return whole ? `${allTargets} targets` : `Only the first ${targets.length} of ${allTargets} targets are searched.`;
}

function mark(place) {
  marked = Math.min(Math.max(place, 0), Math.max(found.length - 1, 0));
  [...part("found").children].forEach((option, at) => option.setAttribute("aria-selected", at === marked));
  const option = part("found").children[marked];
  option?.scrollIntoView({ block: "nearest" });
  part("typed").setAttribute("aria-activedescendant", option?.id ?? "");
}

function pick(place) {
  if (!found[place]) return;
  closeSearch();
  choose(found[place][0]);
}

function searchKey(event) {
  const act = {
    ArrowDown: () => mark(marked + 1), ArrowUp: () => mark(marked - 1), Enter: () => pick(marked), Escape: closeSearch,
  }[event.key];
  event.stopPropagation();
  if (!act || event.isComposing) return;
  act();
  event.preventDefault();
}
