"use strict";
// Sorting: a click on a column's head; a second click turns it round. Cells without a number come last either way.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const before = head.getAttribute("aria-sort");
    const order = before === "ascending" ? "descending" : before === "descending" ? "ascending" : head.dataset.first;
    heads.forEach(h => h.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const numbers = head.classList.contains("num");
    const keyed = [...table.tBodies[0].rows].map(row => {
      const cell = row.cells[column];
      return { row, key: numbers ? parseFloat(cell.dataset.value ?? "NaN") : cell.textContent };
    });
    keyed.sort((a, b) => {
      if (!numbers) return sign * a.key.localeCompare(b.key, "en", { numeric: true });
      if (isNaN(a.key) || isNaN(b.key)) return isNaN(a.key) - isNaN(b.key);
      return sign * (a.key - b.key);
    });
    table.tBodies[0].append(...keyed.map(k => k.row));
  }));
}
for (const input of document.querySelectorAll("input[data-filter]")) {
  const rows = [...document.getElementById(input.dataset.filter).tBodies[0].rows];
  const texts = rows.map(row => [...row.cells].map(cell => cell.dataset.value ? "" : cell.textContent).join(" ").toLowerCase());
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    rows.forEach((row, i) => { row.hidden = !words.every(word => texts[i].includes(word)); });
  });
}
for (const figure of document.querySelectorAll("figure.curves")) {
  for (const item of figure.querySelectorAll("li[data-curve]")) {
    const lines = [...figure.querySelectorAll(`polyline[data-curve="${item.dataset.curve}"]`), item.querySelector(".curve")];
    item.addEventListener("pointerenter", () => { figure.classList.add("dimmed"); lines.forEach(line => line.classList.add("on")); });
    item.addEventListener("pointerleave", () => { figure.classList.remove("dimmed"); lines.forEach(line => line.classList.remove("on")); });
  }
}
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
// On paper nothing can be opened: everything is.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => { d.open = true; }));
