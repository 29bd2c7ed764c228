// What the label page shows, and what the mouse, the finger and the keys do there.
const LEAST = 8; // pixels of the scan: a shorter drag is a click
const EDGES = ["n", "s", "w", "e", "nw", "ne", "sw", "se"];
const SIDE_OF = { w: 0, n: 1, e: 2, s: 3 };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let zoom = 1;
let drag = null; // {from, start, box, edges, mark}: what is being drawn or corrected

function show() {
  const { lines, done } = sheet();
  const count = pages.filter(isDone).length;
  const ended = count === pages.length ? ": download them" : "";
  part("count").textContent = `${count} of ${pages.length} pages done${ended}`;
  part("bar").max = pages.length;
  part("bar").value = count;
  part("pages").replaceChildren(...pages.map((one, place) =>
    element("option", { value: place, textContent: `${isDone(one) ? "✓ " : ""}${place + 1}: ${one.id}` })));
  part("pages").value = kept.place;
  part("reason").textContent = part("reason").title = page().reason;
  part("previous").disabled = kept.place === 0;
  part("next").disabled = kept.place === pages.length - 1;
  part("done").setAttribute("aria-pressed", done);
  part("undo").disabled = !past[page().id]?.length;
  Object.assign(part("sheet").style, { width: `${100 * zoom}%`, aspectRatio: page().width / page().height });
  part("lines").replaceChildren(...lines.map(mark));
  showLine(lines[at]);
}

function mark(line, place) {
  const button = element("button", {
    type: "button", className: `line ${line.role}`, tabIndex: place === at ? 0 : -1,
    onclick: () => (place === at ? setRole(roles[(roles.indexOf(line.role) + 1) % roles.length]) : choose(place)),
  });
  const certain = line.certain || sheet().done;
  button.classList.toggle("certain", certain);
  button.classList.toggle("chosen", place === at);
  button.style.setProperty("--sure", certain ? 1 : guess(line).probability ?? 0);
  button.setAttribute("aria-label", describe(line, place));
  if (place === at) button.append(...EDGES.map(handle));
  lay(button, line.box);
  return button;
}

function handle(edges) {
  const made = element("span", { className: edges.length > 1 ? "corner" : "" });
  made.dataset.edges = edges;
  return made;
}

function lay(button, [x0, y0, x1, y1]) {
  const { width, height } = page();
  const share = (length, whole) => `${100 * length / whole}%`;
  Object.assign(button.style, {
    left: share(x0, width), top: share(y0, height), width: share(x1 - x0, width), height: share(y1 - y0, height),
  });
}

function describe(line, place) {
  const { probability } = guess(line);
  const sure = line.certain || sheet().done ? "" : ", guessed"
    + (probability === null ? "" : ` with ${Math.round(100 * probability)} %`);
  return `Line ${place + 1} of ${sheet().lines.length}: ${line.role}${sure}`;
}

function showLine(line) {
  part("status").textContent = line ? describe(line, at) : "No line on this page: draw one, or press Page done.";
  part("text").disabled = part("delete").disabled = !line;
  part("text").value = line ? line.text || guess(line).text : "";
  part("text").classList.toggle("corrected", Boolean(line?.text));
  for (const button of part("roles").children) {
    button.setAttribute("aria-pressed", line?.role === button.value);
    button.disabled = !line;
  }
  const button = part("lines").children[at];
  button?.scrollIntoView({ block: "nearest", inline: "nearest" });
  // The button that had the focus is drawn anew.
  if (document.activeElement === document.body) focusLine();
  showCrop();
}

function focusLine() {
  part("lines").children[at]?.focus({ preventScroll: true });
}

function showCrop() {
  const [canvas, scan, line] = [part("crop"), part("scan"), sheet().lines[at]];
  canvas.hidden = !line || !scan.complete;
  if (canvas.hidden) return;
  const scale = scan.naturalWidth / page().width;
  const [x0, y0, x1, y1] = line.box;
  const margin = Math.min(x1 - x0, y1 - y0) / 5;
  const [width, height] = [x1 - x0, y1 - y0].map((side) => (side + 2 * margin) * scale);
  canvas.classList.toggle("tall", height > width);
  const pixels = devicePixelRatio * Math.min(2, Math.max(1, 330 / width));
  [canvas.width, canvas.height] = [width * pixels, height * pixels];
  const from = [(x0 - margin) * scale, (y0 - margin) * scale, width, height];
  canvas.getContext("2d").drawImage(scan, ...from, 0, 0, canvas.width, canvas.height);
}

function enlarge(factor) {
  zoom = Math.min(Math.max(zoom * factor, 0.5), 6);
  show();
}

// Pixels of the scan under the pointer.
function point(event) {
  const { left, top, width, height } = part("sheet").getBoundingClientRect();
  const inside = (share, whole) => Math.round(Math.min(Math.max(share, 0), 1) * whole);
  return [inside((event.clientX - left) / width, page().width), inside((event.clientY - top) / height, page().height)];
}

function beginDrag(event) {
  const edges = event.target.dataset.edges;
  const line = event.target.closest(".line");
  const drawing = part("draw").ariaPressed === "true";
  // A finger moves the page unless it is told to draw; a click on a line is no drag.
  if (event.button || (!edges && !drawing && (line || event.pointerType === "touch"))) return;
  const [x, y] = point(event);
  if (edges && !drawing) drag = { edges, start: sheet().lines[at].box, mark: line };
  else drag = { edges: "se", start: [x, y, x, y], mark: element("div", { className: "line name certain" }), drawn: true };
  Object.assign(drag, { from: [x, y], box: [...drag.start] });
  if (drag.drawn) part("lines").append(drag.mark);
  part("sheet").setPointerCapture(event.pointerId);
  event.preventDefault();
}

function moveDrag(event) {
  if (!drag) return;
  const here = point(event);
  for (const edge of drag.edges) {
    const [side, axis] = [SIDE_OF[edge], SIDE_OF[edge] % 2];
    drag.box[side] = drag.start[side] + here[axis] - drag.from[axis];
  }
  lay(drag.mark, upright(drag.box));
}

function endDrag() {
  if (!drag) return;
  const box = upright(drag.box);
  const act = drag.drawn ? add : setBox;
  drag = null;
  act(box);
}

function cancelDrag() {
  drag = null;
  show();
}

const upright = ([x0, y0, x1, y1]) => [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];

function setDrawing(on) {
  part("draw").setAttribute("aria-pressed", on);
  part("sheet").classList.toggle("drawing", on);
}

// Keys: those of a field or button are its own.
function press(event) {
  if (part("keys").open) return;
  if (event.target === part("text")) return pressInText(event);
  const own = event.target.closest("button:not(.line), select, input");
  if (event.target.matches("select, input") || (own && ["Enter", " "].includes(event.key))) return;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const arrow = ARROWS[event.key];
  if ((event.ctrlKey || event.metaKey) && letter === "z") undo();
  else if (event.ctrlKey || event.metaKey || (event.altKey && !arrow)) return;
  else if (arrow && (event.shiftKey || event.altKey)) nudge(...arrow, event.shiftKey);
  else if (arrow) walk(...arrow);
  else if (/^[1-9]$/.test(letter) && roles[letter - 1]) setRole(roles[letter - 1]);
  else if (acts[letter]) acts[letter]();
  else return;
  event.preventDefault();
}

const acts = {
  a: addBelow, d: remove, Delete: remove, Backspace: remove, u: undo, t: () => part("text").select(),
  n: () => go(kept.place + 1), p: () => go(kept.place - 1), Enter: finish,
  "+": () => enlarge(1.25), "=": () => enlarge(1.25), "-": () => enlarge(0.8), "?": () => part("keys").showModal(),
};

function pressInText(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") focusLine();
  else if (event.key === "Enter" && sheet().lines[at + 1]) {
    choose(at + 1);
    part("text").select();
  } else return;
  event.preventDefault();
}

function build() {
  part("roles").append(...roles.map((role, place) => element("button",
    { type: "button", value: role, className: role, onclick: () => setRole(role) },
    role, element("kbd", { textContent: place + 1 }))));
  part("named").textContent = roles.join(", ");
  const clicks = {
    open: () => part("file").click(), download: () => download(rowsOf({ ...before, ...kept.pages })), help: () => part("keys").showModal(),
    close: () => part("keys").close(), previous: () => go(kept.place - 1), next: () => go(kept.place + 1),
    smaller: () => enlarge(0.8), larger: () => enlarge(1.25), delete: remove, undo,
    done: () => (sheet().done ? reopen() : finish()),
    draw: () => setDrawing(part("draw").ariaPressed !== "true"),
  };
  for (const [id, act] of Object.entries(clicks)) part(id).onclick = act;
  // After a click of the mouse the keys are those of the line again.
  for (const area of document.querySelectorAll("header, .heading, .acts, #roles")) {
    area.addEventListener("click", ({ detail, target }) => detail && target.closest("button") && focusLine());
  }
  part("file").onchange = openFile;
  part("pages").onchange = () => { part("pages").blur(); go(Number(part("pages").value)); };
  part("scan").onload = showCrop;
  part("text").oninput = typeText;
  Object.assign(part("sheet"), {
    onpointerdown: beginDrag, onpointermove: moveDrag, onpointerup: endDrag, onpointercancel: cancelDrag,
  });
  document.addEventListener("keydown", press);
}
