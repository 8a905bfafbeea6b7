import { Live } from "./live.js";

const NEW_FOR_MS = 12000; // how long the newest call stands out
const board = document.getElementById("board");
const language = document.documentElement.lang;
const counters = JSON.parse(board.dataset.counters);
const services = JSON.parse(board.dataset.services);
const at = (id) => document.getElementById(id);
let shownOrder = -1; // the newest call on the screen; -1 before the first state has been read
let goodAt = Date.now();
let newTimer = 0;

const chime = new Audio(board.dataset.chime);
chime.preload = "auto";

function time(moment) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: board.dataset.timezone }).format(moment);
}

// A television plays sound only after a touch, unless it was told otherwise: then it asks for that touch.
function ring() {
  chime.currentTime = 0;
  const playing = chime.play();
  if (playing) { playing.then(() => { at("sound").hidden = true; board.dataset.rang = String(Number(board.dataset.rang || 0) + 1); }, () => { at("sound").hidden = false; }); }
}

function announce() {
  ring();
  at("now").classList.add("new");
  clearTimeout(newTimer);
  newTimer = setTimeout(() => at("now").classList.remove("new"), NEW_FOR_MS);
}

function fill(list, items) {
  while (list.firstChild) { list.removeChild(list.firstChild); }
  items.forEach((item) => list.appendChild(item));
}

// A long name becomes smaller until it fits; words are broken only when nothing else helps.
function fit(text, fits) {
  text.classList.remove("fit-last");
  for (const size of [1, 0.85, 0.72, 0.6, 0.5, 0.42]) {
    text.style.setProperty("--fit", size);
    if (text.scrollWidth <= text.clientWidth && fits()) { return; }
  }
  text.classList.add("fit-last");
}

function fitAll() {
  fit(at("counter"), () => at("call").scrollHeight <= at("call").clientHeight);
  Array.from(at("last").children).forEach((item) => fit(item.lastChild, () => item.lastChild.offsetHeight <= item.clientHeight));
}

function row(call) {
  const item = document.createElement("li");
  const code = document.createElement("span");
  const place = document.createElement("span");
  code.className = "code";
  place.className = "at";
  code.textContent = call.code;
  place.textContent = counters[call.counter] || call.counter;
  item.append(code, place);
  return item;
}

function waitingRow(slug, number) {
  const item = document.createElement("li");
  const count = document.createElement("b");
  count.textContent = String(number);
  item.append(services[slug] + " ", count);
  return item;
}

function show(state) {
  const newest = state.calls[0];
  const order = newest ? newest.order : 0;
  const today = state.day === board.dataset.day;
  if (today && order < shownOrder) { return; } // an older state that came late
  at("call").hidden = !newest;
  at("welcome").hidden = Boolean(newest);
  if (newest) {
    at("code").textContent = newest.code;
    at("code").classList.toggle("long", newest.code.length > 4);
    at("counter").textContent = counters[newest.counter] || newest.counter;
  }
  fill(at("last"), state.calls.slice(1).map(row));
  board.classList.toggle("is-empty", !newest);
  fill(at("waiting"), Object.keys(services).map((slug) => waitingRow(slug, state.waiting[slug] || 0)));
  fitAll();
  if (shownOrder >= 0 && order > shownOrder && newest) { announce(); }
  shownOrder = order;
  board.dataset.day = state.day;
  goodAt = Date.now();
}

function refresh() {
  return fetch("/board/state?location=" + encodeURIComponent(board.dataset.location))
    .then((response) => { if (!response.ok) { throw new Error("status " + response.status); } return response.json(); })
    .then(show);
}

function mark(good) {
  if (good) { goodAt = Date.now(); }
  board.classList.toggle("is-stale", !good);
  at("stale").hidden = good;
  at("stale-text").textContent = board.dataset.stale.replace("{time}", time(goodAt));
}

at("sound").addEventListener("click", ring);
window.addEventListener("resize", fitAll);
if (document.fonts) { document.fonts.ready.then(fitAll); }
setInterval(() => { at("clock").textContent = time(Date.now()); }, 1000);
const live = new Live("/events?location=" + encodeURIComponent(board.dataset.location), { board: (state) => { show(state); mark(true); }, queue: () => live.read() }, refresh, mark);
setInterval(() => live.read(), 60000); // also across midnight
