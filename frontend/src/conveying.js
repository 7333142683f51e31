// To whom it goes: ticking units chooses "only those ticked"; the number is said before it is sent.
const button = document.querySelector("[data-confirm-reach]");
const form = button?.form;

function count() {
  const ticked = form.querySelectorAll('input[name="to"]:checked').length;
  const way = form.querySelector('input[name="reach"]:checked');
  const number = ticked || Number(way?.dataset.reaches ?? 0);
  if (number) button.dataset.confirm = button.dataset.confirmReach.replace("#", number);
  else delete button.dataset.confirm; // the page itself says that something must be ticked
}

function follow(event) {
  const ticks = [...form.querySelectorAll('input[name="to"], [data-check-all]')];
  if (event.target.name === "reach" && event.target.value !== "some") {
    // Another way was chosen: what was ticked no longer holds.
    for (const box of ticks) box.checked = box.indeterminate = false;
  } else if (form.querySelector('input[name="to"]:checked')) {
    form.querySelector('input[name="reach"][value="some"]').checked = true;
  }
  count();
}

if (form) {
  addEventListener("change", follow);
  addEventListener("pageshow", count);
  count();
}
