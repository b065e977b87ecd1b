"use strict";
// Makes tables sortable. Without it they are plain tables in the order of the results.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = document.createElement("span"); // browsers do not repeat a <button> in print
    button.setAttribute("role", "button");
    button.tabIndex = 0;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(heads, body, column));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sort(heads, body, column);
    });
  });
}

addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});

function sort(heads, body, column) {
  const head = heads[column];
  const first = head.dataset.first || "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  const order = head.getAttribute("aria-sort") === first ? other : first;
  for (const one of heads) one.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const numeric = head.classList.contains("n");
  const turn = order === "ascending" ? 1 : -1;
  const rows = [...body.rows].map((row) => [row, key(row.cells[column], numeric)]);
  rows.sort(([, a], [, b]) => {
    if (a === null || b === null) return (a === null) - (b === null); // what is missing is last
    return turn * (numeric ? a - b : a.localeCompare(b));
  });
  body.append(...rows.map(([row]) => row));
}

function key(cell, numeric) {
  const text = cell.dataset.sort ?? cell.textContent.trim();
  if (!numeric) return text || null;
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? null : number;
}
