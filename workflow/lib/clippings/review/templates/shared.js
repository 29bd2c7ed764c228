"use strict";
// What the pages share on which people work: the data in the file, what the browser keeps, the CSV that leaves it.
const part = (id) => document.getElementById(id);
const read = (id) => JSON.parse(part(id).textContent);

function element(tag, attributes, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

function warn(text) {
  part("warning").textContent = text;
  part("warning").hidden = !text;
}

// What was kept, or what is `empty`. A browser that keeps nothing must say so before an hour's work is lost.
function recall(key, empty) {
  try {
    const kept = { ...empty, ...JSON.parse(localStorage.getItem(key)) };
    localStorage.setItem(key, JSON.stringify(kept));
    return kept;
  } catch {
    warn("This browser does not keep your work: download it before you close the page.");
    return empty;
  }
}

function keep(key, kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    warn("Your work could not be kept in this browser: download it now.");
  }
}

function earlier(shelf, key) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(shelf) && name !== key);
    return names.map((name) => JSON.parse(localStorage.getItem(name)));
  } catch {
    return [];
  }
}

// UTF-8 with a byte order mark for spreadsheets.
function downloadCsv(name, columns, rows) {
  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const text = `\ufeff${lines.map((cells) => cells.join(",")).join("\r\n")}\r\n`;
  const file = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const day = new Date().toISOString().slice(0, 10);
  element("a", { href: file, download: `${name}_${day}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(file), 10000);
}

// The cells of a CSV by row, without rows that are empty; fields may be quoted.
function parseCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.replace(/^\ufeff/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") rows.push([]);
  }
  return rows.filter((cells) => cells.some(Boolean));
}
