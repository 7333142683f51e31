// A long list to tick: find rows by name, tick all that are shown, and say the number before it is sent.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const rows = $$("[data-filter-text]");
const finder = $("[data-filter-rows]");
if (finder) finder.closest("[data-filter-field]").hidden = false;

function filter() {
  const words = finder.value.trim().toLowerCase();
  for (const row of rows) row.hidden = words !== "" && !row.dataset.filterText.toLowerCase().includes(words);
  for (const body of $$("[data-filtered] tbody")) body.hidden = $$("[data-filter-text]", body).every((row) => row.hidden);
  for (const card of $$("[data-filtered]")) {
    card.hidden = $$("tbody", card).every((body) => body.hidden);
    if (words && !card.hidden) card.open = true;
  }
}
finder?.addEventListener("input", filter);
finder?.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());

// “All” means all that is shown: what the finder hides stays as it was.
let kept = [];
const hidden = (box) => box.closest("[data-filter-text]")?.hidden;
addEventListener("change", (event) => {
  const name = event.target.dataset?.checkAll;
  kept = name ? $$(`[data-check="${name}"]`).filter(hidden).map((box) => [box, box.checked]) : [];
}, true);
addEventListener("change", () => {
  for (const [box, checked] of kept) box.checked = checked;
  kept = [];
  count();
});

function count() {
  const button = $("[data-confirm-ticked]");
  const ticked = button.form.querySelectorAll(`input[name="${button.dataset.tickedName}"]:checked`).length;
  const said = $("[data-ticked-count]");
  if (said) said.textContent = said.dataset.tickedCount.replace("#", ticked);
  if (ticked) button.dataset.confirm = button.dataset.confirmTicked.replace("#", ticked);
  else delete button.dataset.confirm; // the page itself says that something must be ticked
}
count();
addEventListener("pageshow", count);
