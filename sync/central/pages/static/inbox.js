import { Live } from "./live.js";

const list = document.getElementById("list");
const pane = document.getElementById("pane");
const inbox = document.getElementById("inbox");
const search = document.getElementById("search");
const words = document.getElementById("text");

function text(response) {
  if (!response.ok) { throw new Error("status " + response.status); }
  return response.text();
}

// What is looked for is sent as a form and never stands in an address: it may be somebody's name.
function listNow(page) {
  if (!words.value.trim()) { return fetch("/inbox/list" + location.search).then(text); }
  const body = new FormData(search);
  body.append("page", page || shownPage());
  return fetch(search.action, { method: "POST", body: body, headers: { "X-Part": "1" } }).then(text);
}

let searchPage = "0";
function shownPage() { return searchPage; }

function busy() {
  const one = document.activeElement;
  return one && list.contains(one) && (one.tagName === "SELECT" || one.closest(".export[open]"));
}

function show(html) {
  const focused = document.activeElement && list.contains(document.activeElement) && document.activeElement.id;
  const rows = list.querySelector(".rows");
  const top = rows ? rows.scrollTop : 0;
  list.innerHTML = html;
  list.dataset.shown = html;
  const reading = pane.querySelector(".record");
  if (reading) { mark(reading.dataset.record); }
  if (list.querySelector(".rows")) { list.querySelector(".rows").scrollTop = top; }
  if (focused && document.getElementById(focused)) { document.getElementById(focused).focus({ preventScroll: true }); }
}

function readList() {
  return listNow().then((html) => { if (list.dataset.shown !== html && !busy()) { show(html); } });
}

function mark(id) {
  list.querySelectorAll(".row").forEach((row) => {
    if (row.dataset.record === id) { row.setAttribute("aria-current", "true"); } else { row.removeAttribute("aria-current"); }
  });
}

// The heading gets the focus, so that a screen reader begins to read there and the keyboard goes on there.
function open(link) {
  fetch("/inbox/records/" + link.dataset.record + "?lang=" + document.documentElement.lang).then(text).then((html) => {
    pane.innerHTML = html;
    pane.scrollTop = 0;
    history.replaceState(null, "", link.href);
    mark(link.dataset.record);
    document.getElementById("record-title").focus({ preventScroll: matchMedia("(min-width: 58rem)").matches });
  }).catch(() => { location.href = link.href; });
}

function send(form, button) {
  const body = new FormData(form);
  if (button.name) { body.append(button.name, button.value); }
  button.disabled = true;
  fetch(form.action, { method: "POST", body: body, headers: { "X-Part": "1" } }).then(text)
    .then((html) => {
      const history = pane.querySelector(".record-history");
      const wasOpen = history && history.open;
      const top = pane.scrollTop;
      const focus = button.id || button.value;
      pane.innerHTML = html;
      if (wasOpen) { pane.querySelector(".record-history").open = true; }
      pane.scrollTop = top;
      refocus(form, focus);
      return readList();
    })
    .catch(() => { button.disabled = false; pane.querySelector(".record-said").textContent = inbox.dataset.failed; });
}

function refocus(form, value) {
  const again = Array.from(pane.querySelectorAll("form")).find((one) => one.getAttribute("action") === form.getAttribute("action"));
  const buttons = again ? Array.from(again.querySelectorAll("button")) : [];
  const button = buttons.find((one) => one.value === value) || buttons[0];
  (button || document.getElementById("record-title")).focus({ preventScroll: true });
  pane.querySelector(".record-said").scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".row, .match-open");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(link); }
});

document.addEventListener("submit", (event) => {
  if (event.target.classList.contains("record-form") && event.submitter) {
    event.preventDefault();
    send(event.target, event.submitter);
  }
  if (event.target === search) {
    event.preventDefault();
    searchPage = event.submitter && event.submitter.name === "page" ? event.submitter.value : "0";
    listNow(searchPage).then(show).catch(() => search.submit());
  }
});

document.addEventListener("change", (event) => {
  if (!event.target.closest("#filters")) { return; }
  if (words.value.trim()) {
    search.action = "/inbox/search?" + new URLSearchParams(new FormData(event.target.form)).toString();
    searchPage = "0";
    listNow(searchPage).then(show);
  } else {
    event.target.form.submit();
  }
});

// Arrow keys walk through the list; Enter opens. A slash leads to the search box, as in a mail program.
list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = Array.from(list.querySelectorAll(".row"));
  const next = rows[rows.indexOf(document.activeElement) + step];
  if (step && next) { event.preventDefault(); next.focus(); }
});

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); words.focus(); }
});

const live = new Live("/events/inbox", { records: () => live.read() }, readList, () => {});
