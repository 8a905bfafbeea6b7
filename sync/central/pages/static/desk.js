import { Live } from "./live.js";

const desk = document.getElementById("desk");
const message = document.getElementById("message");
let turn = Promise.resolve();

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

// Only what changed is exchanged, so that scrolling and focus stay where they are. Gives what the central had to say.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement && document.activeElement.id;
  fresh.querySelectorAll("[data-part]").forEach((part) => {
    const old = desk.querySelector('[data-part="' + part.dataset.part + '"]');
    if (old.dataset.shown === undefined) { old.dataset.shown = old.innerHTML; }
    if (old.dataset.shown === part.innerHTML) { return; }
    const list = old.querySelector(".people");
    const top = list ? list.scrollTop : 0;
    old.innerHTML = part.innerHTML;
    old.dataset.shown = part.innerHTML;
    if (old.querySelector(".people")) { old.querySelector(".people").scrollTop = top; }
  });
  if (focused && document.getElementById(focused)) { document.getElementById(focused).focus({ preventScroll: true }); }
  const said = fresh.querySelector("[data-message]");
  return said ? said.dataset.message : "";
}

function answered(response) {
  if (response.status === 401) { say(desk.dataset.signedOut, true); }
  if (!response.ok) { throw new Error("status " + response.status); }
  return response;
}

function refresh() {
  return fetch(desk.dataset.address + "/parts" + desk.dataset.query, { headers: { Accept: "text/html" } })
    .then(answered).then((response) => response.text()).then(show);
}

// Keys that come quickly are done one after the other, each on what the one before it left.
function act(name) {
  turn = turn.then(() => {
    const button = document.getElementById("act-" + name);
    return button.disabled ? null : send(name);
  });
}

function send(name) {
  desk.dataset.busy = "";
  const body = new FormData();
  body.append("ticket", document.getElementById("ticket").dataset.ticket);
  return fetch(desk.dataset.address + "/" + name + desk.dataset.query,
    { method: "POST", body: body, headers: { "X-CSRF-Token": desk.dataset.csrf } })
    .then(answered).then((response) => response.text()).then((html) => say(show(html)))
    .catch((error) => { if (error.message !== "status 401") { say(desk.dataset.failed); } return refresh().catch(() => {}); })
    .finally(() => { delete desk.dataset.busy; });
}

function contact(button) {
  const row = button.closest(".person");
  const shown = row.querySelector(".contact");
  if (shown) {
    shown.remove();
    button.setAttribute("aria-expanded", "false");
    return;
  }
  const body = new FormData();
  fetch(desk.dataset.address + "/appointments/" + button.dataset.contact + desk.dataset.query,
    { method: "POST", body: body, headers: { "X-CSRF-Token": desk.dataset.csrf } })
    .then(answered).then((response) => response.text())
    .then((html) => { row.insertAdjacentHTML("beforeend", html); button.setAttribute("aria-expanded", "true"); })
    .catch(() => say(desk.dataset.failed));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && button.dataset.act) { act(button.dataset.act); }
  if (button && button.dataset.contact) { contact(button); }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) { return; }
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
  const button = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
  if (button) { event.preventDefault(); act(button.dataset.act); }
});

const live = new Live(desk.dataset.events, { board: () => live.read(), queue: () => live.read(), agenda: () => live.read() }, refresh,
  (good) => { if (!good) { say(desk.dataset.stale, true); } else if (message.textContent === desk.dataset.stale) { say(""); } });
setInterval(() => live.read(), 30000); // the minutes that people have waited go on
