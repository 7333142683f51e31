// The reading page: mark a passage, walk the cards by keyboard, show a card's clause in the text.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const points = (text) => Array.from(text).length; // offsets are code points, not UTF-16 units

function offsetOf(node, offset) {
  const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!holder) return null;
  const range = document.createRange();
  range.selectNodeContents(holder);
  range.setEnd(node, offset);
  return Number(holder.dataset.start) + points(range.toString());
}

// What is selected of the text, however far the selection runs past it (a triple click ends in the next box).
function chosenSpan() {
  const pane = $("#reading-text");
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  if (!pane.contains(chosen.anchorNode) && !pane.contains(chosen.focusNode)) return null;
  const range = chosen.getRangeAt(0);
  const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
  let [start, end] = [null, null];
  for (let node; (node = walker.nextNode()); ) {
    if (!range.intersectsNode(node) || !node.parentElement.closest("p[data-start]")) continue;
    let from = node === range.startContainer ? range.startOffset : 0;
    let to = node === range.endContainer ? range.endOffset : node.length;
    while (from < to && !node.data[from].trim()) from += 1;
    while (to > from && !node.data[to - 1].trim()) to -= 1;
    if (to === from) continue;
    start ??= offsetOf(node, from);
    end = offsetOf(node, to);
  }
  return start === null ? null : { start, end };
}

function markSelection() {
  const form = $("#mark-form");
  if (!form) return;
  const span = chosenSpan();
  const anchor = getSelection().anchorNode;
  if (span) [form.elements.start.value, form.elements.end.value] = [span.start, span.end];
  else if (anchor && form.contains(anchor)) return; // pressing the button keeps the mark
  $("[data-mark]", form).disabled = !span;
}
document.addEventListener("selectionchange", markSelection);

function show(card, { focus = true } = {}) {
  if (!card) return;
  $$(".clause.is-shown").forEach((clause) => clause.classList.remove("is-shown"));
  const clauses = $$(`.clause[data-clause="${card.dataset.measure}"]`);
  clauses.forEach((clause) => clause.classList.add("is-shown"));
  const pane = $("#reading-text");
  if (clauses[0] && pane.scrollHeight > pane.clientHeight) pane.scrollTop = clauses[0].offsetTop - pane.offsetTop - pane.clientHeight / 3;
  if (focus) card.focus();
}

document.addEventListener("click", (event) => {
  const clause = event.target.closest(".clause");
  if (clause) {
    event.preventDefault();
    if (!getSelection().isCollapsed) return;
    const card = $(`#card-${clause.dataset.clause}`);
    card?.scrollIntoView({ block: "nearest" });
    show(card);
  }
  const clear = event.target.closest("[data-clear]");
  if (clear) {
    const card = clear.closest("[data-measure]");
    document.getElementById(clear.dataset.clear).replaceChildren();
    card?.focus();
  }
});
document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.("[data-measure]");
  if (card) show(card, { focus: false });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const shut = $("[data-clear]", event.target.closest("[data-measure]") ?? document.createElement("p"));
  if (!shut) return;
  event.preventDefault();
  shut.click(); // an opened form of the card closes, the card keeps the focus
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key === "m") {
    markSelection(); // the event of the selection comes later than a quick key
    if (!$("[data-mark]")?.disabled) $("[data-mark]")?.click();
    return;
  }
  if (key !== "j" && key !== "k") return;
  const cards = $$("[data-measure]");
  const here = cards.indexOf(document.activeElement.closest("[data-measure]"));
  const next = cards[Math.min(cards.length - 1, Math.max(0, here + (key === "j" ? 1 : -1)))];
  next?.scrollIntoView({ block: "center" });
  show(next);
});

// After an answer the focus goes where the work goes on: to a new card, or the next open one.
const cards = () => $$("[data-measure]");
let left = null;
document.addEventListener("submit", (event) => {
  if (!event.target.closest("#workbench")) return;
  const all = cards();
  left = { place: all.indexOf(event.target.closest("[data-measure]")), known: new Set(all.map((card) => card.id)) };
}, true);
document.addEventListener("htmx:after:swap", () => {
  const form = $("[data-fresh]");
  if (form) {
    form.removeAttribute("data-fresh");
    $(".is-wrong textarea, .is-wrong input, input:not([type=hidden]), textarea", form)?.focus();
    form.scrollIntoView({ block: "nearest" });
    left = null;
    return;
  }
  if (!left || !$("#workbench")) return;
  const all = cards();
  const fresh = all.find((card) => !left.known.has(card.id));
  const place = Math.min(Math.max(left.place, 0), all.length - 1);
  const open = all.slice(place).find((card) => card.classList.contains("is-proposed"));
  const stay = left.place < 0 && !fresh;
  left = null;
  if (stay) return;
  const next = fresh || open || all[place];
  next?.scrollIntoView({ block: "nearest" });
  show(next);
});
