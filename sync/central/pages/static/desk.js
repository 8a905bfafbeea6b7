import { Live } from "./live.js";
import { Sheet } from "./desk_dialog.js";

const desk = document.getElementById("desk");
const message = document.getElementById("message");
const sheet = new Sheet(document.getElementById("dialog"), document.getElementById("sheet"), findFocus);
let turn = Promise.resolve();
let waiting = 0; // acts that have no answer yet
let missed = false; // something happened meanwhile
const contacts = new Map(); // who has an appointment, as long as the host has it open: by appointment
let released = Promise.resolve(); // nothing is pressed down
let letGo = () => {};
const PRESS_MS = 3000;

function say(text, stays) {
  clearTimeout(say.timer);
  message.textContent = "";
  if (!text) { return; }
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.textContent = text;
  message.append(notice);
  if (!stays) { say.timer = setTimeout(() => say(""), 6000); }
}

// What had the focus may be gone, or can not be pressed now: then the thing that one does next has it.
function findFocus(id) {
  const old = id && document.getElementById(id);
  const next = old && !old.disabled ? old : document.querySelector(".acts .main-action:not([disabled])") || document.getElementById("now");
  next.focus({ preventScroll: true });
}

// A button that is exchanged between being pressed down and let go gets no click: what is new is shown after that.
function hold() {
  letGo();
  released = new Promise((resolve) => { letGo = resolve; });
  setTimeout(letGo, PRESS_MS); // letting go outside the window is not told
}

function letGoSoon() { setTimeout(letGo); } // the click comes first

// Only what changed is exchanged, so that scrolling and focus stay where they are. Gives what the central had to say.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement;
  const inDesk = focused && desk.contains(focused);
  fresh.querySelectorAll("[data-part]").forEach((part) => {
    const old = desk.querySelector('[data-part="' + part.dataset.part + '"]');
    if (old.dataset.shown === part.innerHTML) { return; }
    const list = old.querySelector(".people");
    const top = list ? list.scrollTop : 0;
    old.innerHTML = part.innerHTML;
    old.dataset.shown = part.innerHTML;
    contacts.forEach((_, id) => showContact(id));
    if (old.querySelector(".people")) { old.querySelector(".people").scrollTop = top; }
  });
  if (inDesk && (!focused.isConnected || focused.disabled)) { findFocus(focused.id); }
  const arrived = fresh.querySelector("[data-arrived]");
  if (arrived) { sheet.show(arrived); }
  const said = fresh.querySelector("[data-message]");
  return said ? said.dataset.message : "";
}

function answered(response) {
  if (response.status === 401) { say(desk.dataset.signedOut, true); }
  if (!response.ok) { throw new Error("status " + response.status); }
  return response.text().then((html) => released.then(() => html));
}

function refresh() {
  // An answer that was asked for before the host did something would show the desk as it was.
  if (waiting) { missed = true; return turn; }
  const here = document.hidden ? "" : "&here=1";
  return fetch(desk.dataset.address + "/parts?" + desk.dataset.query + here, { headers: { Accept: "text/html" } })
    .then(answered).then((html) => { if (!waiting) { show(html); } });
}

function ask(name, body) {
  return fetch(desk.dataset.address + "/" + name + "?" + desk.dataset.query,
    { method: "POST", body: body, headers: { "X-CSRF-Token": desk.dataset.csrf } })
    .then(answered);
}

// Keys that come quickly are done one after the other, each on what the one before it left: `pressed` is looked up
// only when it is its turn, and does nothing when the button can not be pressed by then.
function act(pressed) {
  waiting += 1;
  turn = turn.then(() => {
    const form = pressed();
    if (!form) { return null; }
    desk.dataset.busy = "";
    return ask(form.name, form.body).then((html) => say(show(html)));
  }).catch((error) => { if (error.message !== "status 401") { say(desk.dataset.failed); } missed = true; })
    .finally(() => { waiting -= 1; delete desk.dataset.busy; if (!waiting && missed) { missed = false; refresh().catch(() => {}); } });
}

function formOf(button) {
  const body = new FormData();
  const { act: name, ticket, service, counter_wanted: counter, outcome } = button.dataset;
  body.append("ticket", ticket || document.getElementById("ticket").dataset.ticket);
  Object.entries({ service, counter_wanted: counter, outcome }).forEach(([key, value]) => { if (value) { body.append(key, value); } });
  return { name, body };
}

function press(button) {
  const id = button.id;
  const dialog = button.dataset.dialog;
  if (dialog) {
    turn.then(() => { if (!document.getElementById(id).disabled) { sheet.open(dialog); } });
  } else if (sheet.holds(button)) {
    const form = formOf(button);
    sheet.close();
    act(() => form);
  } else {
    act(() => { const now = document.getElementById(id); return now && !now.disabled ? formOf(now) : null; });
  }
}

// The part may have been exchanged since it was asked for, or be exchanged later: the row is looked up each time.
function showContact(id) {
  const button = document.getElementById("contact-" + id);
  if (!button) { contacts.delete(id); return; }
  const row = button.closest(".person");
  const shown = row.querySelector(".contact");
  if (shown) { shown.remove(); }
  if (contacts.has(id)) { row.insertAdjacentHTML("beforeend", contacts.get(id)); }
  button.setAttribute("aria-expanded", String(contacts.has(id)));
}

function contact(id) {
  if (contacts.delete(id)) { showContact(id); return; }
  ask("appointments/" + id, new FormData())
    .then((html) => { contacts.set(id, html); showContact(id); })
    .catch(() => say(desk.dataset.failed));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) { return; }
  if (button.dataset.act || button.dataset.dialog) { press(button); }
  if (button.dataset.contact) { contact(button.dataset.contact); }
  if (button.dataset.close !== undefined) { sheet.close(); }
});

document.addEventListener("pointerdown", hold);
document.addEventListener("pointerup", letGoSoon);
document.addEventListener("pointercancel", letGoSoon);
document.addEventListener("keydown", (event) => { if (event.key === " " && !event.repeat) { hold(); } });
document.addEventListener("keyup", (event) => { if (event.key === " ") { letGoSoon(); } });

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.act) { return; }
  event.preventDefault();
  const body = new FormData(event.target);
  body.append("ticket", document.getElementById("ticket").dataset.ticket);
  if (event.target.dataset.newId !== undefined) { body.append("id", newId()); }
  const name = event.target.dataset.act;
  sheet.close();
  act(() => ({ name, body }));
});

// A random UUID (RFC 9562, 5.4); crypto.randomUUID is not there on a plain http address.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return Array.from(bytes, (byte, place) => ([4, 6, 8, 10].includes(place) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) { return; }
  if (sheet.isOpen) { sheet.key(event); return; }
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || !sheet.keysAreOn()) { return; }
  if (event.key.toLowerCase() === "l") { const line = document.getElementById("line"); if (line) { line.focus(); } return; }
  const button = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
  if (button) { event.preventDefault(); press(button); }
});

desk.querySelectorAll("[data-part]").forEach((part) => { part.dataset.shown = part.innerHTML; });

const live = new Live(desk.dataset.events, { board: () => live.read(), queue: () => live.read(), agenda: () => live.read() }, refresh,
  (good) => { if (!good) { say(desk.dataset.stale, true); } else if (message.textContent === desk.dataset.stale) { say(""); } });
setInterval(() => live.read(), 30000); // the minutes that people have waited go on
