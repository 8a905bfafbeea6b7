import { Live } from "./live.js";

const list = document.getElementById("list");
const pane = document.getElementById("pane");
const inbox = document.getElementById("inbox");

function text(response) {
  if (!response.ok) { throw new Error("status " + response.status); }
  return response.text();
}

function readList() {
  return fetch("/inbox/list" + location.search).then(text).then((html) => {
    const focused = document.activeElement && document.activeElement.id;
    const rows = list.querySelector(".rows");
    const top = rows ? rows.scrollTop : 0;
    if (list.dataset.shown === html || (document.activeElement && document.activeElement.tagName === "SELECT")) { return; }
    list.innerHTML = html;
    list.dataset.shown = html;
    if (list.querySelector(".rows")) { list.querySelector(".rows").scrollTop = top; }
    if (focused && list.querySelector("#" + CSS.escape(focused))) { document.getElementById(focused).focus({ preventScroll: true }); }
  });
}

function mark(id) {
  list.querySelectorAll(".row").forEach((row) => {
    if (row.dataset.record === id) { row.setAttribute("aria-current", "true"); } else { row.removeAttribute("aria-current"); }
  });
}

function open(row) {
  fetch("/inbox/records/" + row.dataset.record + "?lang=" + document.documentElement.lang).then(text).then((html) => {
    pane.innerHTML = html;
    pane.scrollTop = 0;
    history.replaceState(null, "", row.href);
    mark(row.dataset.record);
  }).catch(() => { location.href = row.href; });
}

function send(form, button) {
  const body = new FormData(form);
  body.append(button.name, button.value);
  button.disabled = true;
  fetch(form.action, { method: "POST", body: body, headers: { "X-Part": "1" } }).then(text)
    .then((html) => { pane.innerHTML = html; return readList(); })
    .catch(() => { button.disabled = false; form.querySelector(".record-said").textContent = inbox.dataset.failed; });
}

document.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (row && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(row); }
});

document.addEventListener("submit", (event) => {
  if (event.target.classList.contains("record-form") && event.submitter) {
    event.preventDefault();
    send(event.target, event.submitter);
  }
});

document.addEventListener("change", (event) => { if (event.target.id === "kind") { event.target.form.submit(); } });

// Arrow keys walk through the list; Enter opens.
list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = Array.from(list.querySelectorAll(".row"));
  const next = rows[rows.indexOf(document.activeElement) + step];
  if (step && next) { event.preventDefault(); next.focus(); }
});

const live = new Live("/events/inbox", { records: () => live.read() }, readList, () => {});
