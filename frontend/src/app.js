// The shell of every page: htmx, Tabler's behaviours and a few small ones of our own.
import htmx from "htmx.org";
import "@tabler/core/dist/js/tabler.esm.min.js";

window.htmx = htmx;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- Ask first: <button data-confirm="…"> opens the page's one dialog; yes repeats the click.
const agreed = new WeakSet();
function askFirst(event) {
  const asking = event.target.closest?.("[data-confirm]");
  if (!asking || asking.matches("form")) return;
  if (agreed.has(asking)) return void agreed.delete(asking);
  const form = asking.form ?? asking.closest("form");
  if (form && !asking.formNoValidate && !form.reportValidity()) return void event.preventDefault();
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = $("#confirm");
  $("[data-confirm-text]", dialog).textContent = asking.dataset.confirm;
  const yes = $("[data-confirm-yes]", dialog);
  yes.textContent = asking.dataset.confirmYes || asking.textContent.trim() || yes.dataset.confirmYes;
  yes.className = `btn ${asking.dataset.confirmTone === "danger" ? "btn-danger" : "btn-primary"}`;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return asking.focus();
    agreed.add(asking);
    asking.click();
  };
  dialog.showModal();
}
document.addEventListener("click", askFirst, true);

// --- One submit is one submit: a form that is on its way ignores further presses.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.matches("[data-many]")) return;
  if (form.dataset.sending) return void event.preventDefault();
  if (event.defaultPrevented || form.matches("[hx-post], [hx-get], [data-hx-post]")) return;
  form.dataset.sending = "1";
  setTimeout(() => delete form.dataset.sending, 8000);
});
addEventListener("pageshow", () => $$("form[data-sending]").forEach((form) => delete form.dataset.sending));

// --- Typed text is not lost by leaving: <form data-guard>.
let typed = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-guard]")) typed = true;
});
document.addEventListener("submit", () => (typed = false));
addEventListener("beforeunload", (event) => typed && event.preventDefault());

// --- Typed text outlives a switch of the language, in this tab and for one page; never a password.
const CARRIED = "changai-typed";
const carries = (field) => field.name && !["password", "hidden", "file", "submit", "button"].includes(field.type);
document.addEventListener("submit", (event) => {
  const form = event.target.matches("form[data-language]") && $("form[data-guard]");
  if (!form) return;
  const fields = [...form.elements].filter(carries).map((field) => [field.name, field.value, field.checked]);
  sessionStorage.setItem(CARRIED, JSON.stringify({ action: form.getAttribute("action"), fields }));
});
function fillCarried() {
  const { action, fields } = JSON.parse(sessionStorage.getItem(CARRIED) || "{}");
  sessionStorage.removeItem(CARRIED);
  const form = fields && $$("form[data-guard]").find((one) => one.getAttribute("action") === action);
  const here = form ? [...form.elements].filter(carries) : [];
  if (!here.length || here.map((field) => field.name).join() !== fields.map(([name]) => name).join()) return;
  here.forEach((field, index) => {
    if (["checkbox", "radio"].includes(field.type)) field.checked = fields[index][2];
    else field.value = fields[index][1];
  });
  typed = true;
}
fillCarried();

// --- Small clicks.
document.addEventListener("click", (event) => {
  const print = event.target.closest("[data-print]");
  if (print) window.print();
  const drawn = event.target.closest("[data-png]");
  if (drawn) savePicture($(drawn.dataset.png), drawn.dataset.pngName);
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard?.writeText(copy.dataset.copy);
    announce(copy.dataset.copied || "");
  }
  const close = event.target.closest("[data-dismiss-notice]");
  if (close) close.closest("[data-notice]").remove();
  const open = event.target.closest("[data-dialog]");
  if (open) document.getElementById(open.dataset.dialog)?.showModal();
  const shut = event.target.closest("[data-dialog-close]");
  if (shut) shut.closest("dialog").close();
});
function announce(words) {
  const region = $("#announcements");
  if (region) region.textContent = words;
}

// --- A drawing of the page as a picture: <button data-png="selector of an svg" data-png-name="file.png">.
function savePicture(svg, name) {
  if (!svg) return;
  const box = svg.viewBox.baseVal?.width ? svg.viewBox.baseVal : svg.getBoundingClientRect();
  const copy = svg.cloneNode(true), scale = 2;
  for (const [key, value] of Object.entries({ width: box.width, height: box.height, xmlns: "http://www.w3.org/2000/svg" }))
    copy.setAttribute(key, value);
  const image = new Image();
  image.onload = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: box.width * scale, height: box.height * scale });
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: name }).click();
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}

// --- Tick all, and the number ticked: <input data-check-all="row">, <input data-check="row">, <output data-checked="row">.
function countTicks(name) {
  const boxes = $$(`[data-check="${name}"]`);
  const ticked = boxes.filter((box) => box.checked).length;
  $$(`[data-checked="${name}"]`).forEach((out) => (out.textContent = ticked));
  $$(`[data-when-checked="${name}"]`).forEach((bar) => (bar.hidden = ticked === 0));
  $$(`[data-check-all="${name}"]`).forEach((all) => {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  });
}
document.addEventListener("change", (event) => {
  const { checkAll, check } = event.target.dataset;
  if (checkAll) $$(`[data-check="${checkAll}"]`).forEach((box) => (box.checked = event.target.checked));
  if (checkAll || check) countTicks(checkAll || check);
});

// --- A dropped or chosen file shows its name: the input covers its zone, so a drop needs no script.
document.addEventListener("change", (event) => {
  const zone = event.target.type === "file" && event.target.closest("[data-dropzone]");
  if (zone) $("[data-file-names]", zone).textContent = [...event.target.files].map((file) => file.name).join("，");
});
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.target.closest?.("[data-dropzone]")?.classList.toggle("is-over", name === "dragenter" || name === "dragover");
  });
}

// --- Keys: Ctrl+K goes to the search; a letter works only inside a region that asks for it and has the focus.
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const search = $("#site-search");
    if (search) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const region = event.target.closest("[data-hotkeys]");
  const action = region && $(`[data-hotkey="${CSS.escape(event.key)}"]`, region);
  if (action) {
    event.preventDefault();
    action.click();
  }
});

// --- What htmx answers. A lost session reloads to the sign-in page; an error page is never put into a fragment.
document.addEventListener("htmx:before:response", (event) => {
  const { response } = event.detail.ctx;
  const signIn = document.body.dataset.signIn;
  if (response.raw.redirected && signIn && new URL(response.raw.url).pathname === signIn) {
    event.preventDefault();
    location.reload();
  }
});
function refuse(kind) {
  const words = $(`#problems [data-problem="${kind}"]`);
  const region = $("#refusals");
  if (words && region) region.replaceChildren(words.cloneNode(true));
}
document.addEventListener("htmx:response:error", (event) => {
  const { status } = event.detail.ctx.response;
  if (status === 422) return;
  refuse(status === 404 || status === 403 ? "gone" : "fault");
});
document.addEventListener("htmx:error", () => refuse("offline"));
document.addEventListener("htmx:before:request", () => $("#refusals")?.replaceChildren());

// --- New content: show the refusal, the first error, the toasts.
function settle(root) {
  const focus = $("[data-focus]", root) ?? (root.matches?.("[data-focus]") ? root : null);
  if (focus) {
    focus.focus({ preventScroll: true });
    focus.scrollIntoView({ block: "nearest" });
    focus.removeAttribute("data-focus");
  }
  for (const toast of $$("[data-notice][data-fades]", document)) {
    toast.removeAttribute("data-fades");
    let left = setTimeout(() => toast.remove(), 10000);
    for (const keep of ["mouseenter", "focusin"]) toast.addEventListener(keep, () => clearTimeout(left));
  }
  new Set($$("[data-check]").map((box) => box.dataset.check)).forEach(countTicks);
}
document.addEventListener("htmx:after:swap", () => settle(document));

// --- A unit was chosen: the list it came from closes, and the finder is ready for the next name.
document.addEventListener("htmx:after:swap", (event) => {
  const picker = event.detail?.ctx?.target?.id?.match(/^picked-(.+)$/)?.[1];
  const finder = picker && document.getElementById(`find-${picker}`);
  if (!finder) return;
  finder.value = "";
  document.getElementById(`options-${picker}`).replaceChildren();
  finder.focus({ preventScroll: true });
});
document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", () => settle(document)) : settle(document);
