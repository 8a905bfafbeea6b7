// A queue number on a visitor's phone. Sound and vibration only after the visitor asked for them.
(function () {
  "use strict";

  var NEAR_MS = 5000; // how often a page without a line asks
  var LOST_MS = 20000; // and one whose number nobody knows yet, or that is over
  var CALLED_PATTERN = [400, 200, 400, 200, 400];
  var follow = document.getElementById("follow");
  var language = document.documentElement.lang;
  var chime = new Audio(follow.getAttribute("data-chime"));
  var wantsAlert = false;
  var goodAt = Date.now();
  var title = document.title;
  var called = Number(ticket().getAttribute("data-call"));
  var watch = null;
  var last = "";

  function at(id) { return document.getElementById(id); }

  function ticket() { return at("ticket").firstElementChild; }

  function state() { return ticket().getAttribute("data-state"); }

  function time(moment) {
    return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: follow.getAttribute("data-timezone") }).format(moment);
  }

  function live() { return state() === "waiting" || state() === "called" || state() === "parked" || state() === "no_show"; }

  function alertNow() {
    if (!wantsAlert) { return; }
    if (navigator.vibrate) { navigator.vibrate(CALLED_PATTERN); }
    chime.currentTime = 0;
    var playing = chime.play();
    if (playing) { playing.then(null, function () { /* the phone is silent: the page says it, too */ }); }
  }

  // Only the fragment that our own central made, of its own texts.
  function show(html) {
    if (html !== last) { at("ticket").innerHTML = last = html; }
    var call = Number(ticket().getAttribute("data-call"));
    if (state() === "called" && call > called) { alertNow(); }
    called = call;
    document.title = state() === "called" ? ticket().getAttribute("data-code") + " \u00b7 " + title : title;
    at("alert").hidden = !(state() === "waiting" || state() === "parked");
    listen();
  }

  function told(good) {
    if (good) { goodAt = Date.now(); }
    at("updated").className = "follow-updated " + (good ? "soft" : "is-stale");
    at("updated-text").textContent = follow.getAttribute(good ? "data-updated" : "data-stale").replace("{time}", time(goodAt));
  }

  // The line of the waiting room says no more than its board shows; what it says is only a reason to look.
  function listen() {
    var place = ticket().getAttribute("data-location");
    var events = live() && place ? "/events?location=" + encodeURIComponent(place) : "";
    if (watch.wish.events === events) { return; }
    watch.wish.events = events;
    watch.wish.every_ms = events ? NEAR_MS : LOST_MS;
    watch.open();
  }

  function board(data) {
    var mine = JSON.parse(data).calls.some(function (call) { return call.code === ticket().getAttribute("data-code"); });
    if (mine) { watch.read(); } else { watch.readSoon(4000); }
  }

  watch = new Watch({
    events: "",
    state: follow.getAttribute("data-parts"),
    every_ms: NEAR_MS,
    handlers: { board: board, queue: function () { watch.readSoon(8000); } },
    show: show,
    told: told
  });
  last = at("ticket").innerHTML;
  show(last);

  at("alert-on").addEventListener("click", function () {
    wantsAlert = true;
    at("alert-on").hidden = true;
    at("alert-is-on").hidden = false;
    // Played once now, so that the phone lets it play later.
    alertNow();
  });
  setInterval(function () { if (live()) { watch.read(); } }, 30000);
}());
