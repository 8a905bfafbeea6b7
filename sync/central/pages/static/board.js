// The wall of the waiting room. Written for old browsers too: see watch.js.
(function () {
  "use strict";

  var NEW_FOR_MS = 14000; // how long a call stands out
  var STALE_CALL_MS = 60000; // a call that is older was missed: it is shown, not spoken
  var STALE_SIGN_MS = 2500; // a line that comes back at once is nobody's business
  var board = document.getElementById("board");
  var language = document.documentElement.lang;
  var counters = JSON.parse(board.getAttribute("data-counters"));
  var services = JSON.parse(board.getAttribute("data-services"));
  var here = "location=" + encodeURIComponent(board.getAttribute("data-location"));
  var heard = -1; // the newest call that was announced or passed over; -1 before the first state has been read
  var shown = { day: "", revision: -1 };
  var shownAt = 0;
  var newUntil = {}; // by the order of a call
  var words = {}; // what is said of each service beside how many wait
  var goodAt = Date.now();
  var staleTimer = 0;
  var ahead_ms = 0; // what the central's clock is ahead of the television's, which nobody sets

  function at(id) { return document.getElementById(id); }

  function time(moment) {
    return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: board.getAttribute("data-timezone") }).format(moment);
  }

  function text(name, className, content) {
    var made = document.createElement(name);
    made.className = className;
    made.textContent = content;
    return made;
  }

  // What is written again would be read aloud again by a screen reader.
  function say(one, content) {
    if (one.textContent !== content) { one.textContent = content; }
  }

  function fill(list, items) {
    while (list.firstChild) { list.removeChild(list.firstChild); }
    items.forEach(function (item) { list.appendChild(item); });
  }

  // A long name becomes smaller until it fits; words are broken only when nothing else helps.
  function fit(one, fits) {
    var sizes = [1, 0.85, 0.72, 0.6, 0.5, 0.42, 0.36];
    one.classList.remove("fit-last");
    for (var index = 0; index < sizes.length; index += 1) {
      one.style.setProperty("--fit", sizes[index]);
      if (one.scrollWidth <= one.clientWidth && fits()) { return sizes[index]; }
    }
    one.classList.add("fit-last");
    return sizes[sizes.length - 1];
  }

  function each(list, does) { return Array.prototype.map.call(list.children, does); }

  // Names that had to become smaller become equally small.
  function fitLast() {
    var sizes = each(at("last"), function (item) {
      return fit(item.lastChild, function () { return item.lastChild.offsetHeight <= item.clientHeight; });
    });
    var least = Math.min.apply(null, sizes.concat(1));
    each(at("last"), function (item, index) {
      if (sizes[index] < 1) { item.lastChild.style.setProperty("--fit", least); }
    });
  }

  function fitAll() {
    fit(at("counter"), function () { return at("call").scrollHeight <= at("call").clientHeight; });
    fitLast();
    each(at("waiting"), function (item) { fit(item.firstChild, function () { return true; }); });
  }

  function isNew(call) { return newUntil[call.order] > Date.now(); }

  function counterOf(call) { return counters[call.counter] || call.counter; }

  function row(call) {
    var item = text("li", isNew(call) ? "new" : "", "");
    item.appendChild(text("span", "code", call.code));
    item.appendChild(text("span", "at", counterOf(call)));
    return item;
  }

  function serviceItem(slug, number) {
    var item = text("li", "", "");
    item.appendChild(text("span", "name", services[slug]));
    item.appendChild(document.createTextNode(" "));
    var count = text("span", "count", "");
    count.appendChild(text("b", "", String(number)));
    count.appendChild(document.createTextNode(" " + board.getAttribute("data-waiting")));
    item.appendChild(count);
    item.appendChild(document.createTextNode(" "));
    item.appendChild(text("span", "wait", words[slug] || ""));
    return item;
  }

  function draw(state) {
    var newest = state.over ? null : state.calls[0];
    at("call").hidden = !newest;
    at("welcome").hidden = Boolean(newest);
    if (newest) {
      say(at("code"), newest.code);
      at("code").classList[newest.code.length > 4 ? "add" : "remove"]("long");
      say(at("counter"), counterOf(newest));
    }
    var look = "board-now" + (newest && isNew(newest) ? " new" : "");
    if (at("now").className !== look) { at("now").className = look; }
    fill(at("last"), state.calls.slice(1).map(row));
    board.classList[newest ? "remove" : "add"]("is-empty");
    board.classList[state.over ? "add" : "remove"]("is-over");
    fill(at("waiting"), Object.keys(services).map(function (slug) { return serviceItem(slug, state.waiting[slug] || 0); }));
    fitAll();
  }

  // Calls that came since the last look, the oldest first; those that came long ago were missed.
  function announceNew(state) {
    if (!state.calls.length) { return; }
    var now = Date.parse(state.now || state.calls[0].at);
    var fresh = state.calls.filter(function (call) { return call.order > heard && now - Date.parse(call.at) < STALE_CALL_MS; });
    if (heard >= 0) {
      fresh.reverse().forEach(function (call) {
        newUntil[call.order] = Date.now() + NEW_FOR_MS;
        announcer.announce(call);
      });
    }
  }

  // What was read after the last look is newer, whatever it says; what was told may be late.
  function isOlder(state, startedAt) {
    return state.day === shown.day && state.revision < shown.revision && !(startedAt >= shownAt);
  }

  function show(state, startedAt) {
    if (isOlder(state, startedAt)) { return; }
    if (state.day !== shown.day) { newUntil = {}; }
    announceNew(state);
    heard = state.calls.length ? state.calls[0].order : 0;
    if (state.services) {
      ahead_ms = Date.parse(state.now) - Date.now();
      words = state.services;
      say(at("hours"), state.hours);
      at("hours").hidden = !state.hours || state.over;
      say(at("hello"), state.greeting[0]);
      say(at("invite"), state.greeting[1]);
    }
    shown = state;
    shownAt = Date.now();
    draw(state);
  }

  function mark(good) {
    if (good) {
      goodAt = Date.now();
      clearTimeout(staleTimer);
      staleTimer = 0;
      board.classList.remove("is-stale");
      at("stale").hidden = true;
    } else if (!staleTimer) {
      staleTimer = setTimeout(function () {
        board.classList.add("is-stale");
        at("stale-text").textContent = board.getAttribute("data-stale").replace("{time}", time(goodAt + ahead_ms));
        at("stale").hidden = false;
      }, STALE_SIGN_MS);
    }
  }

  function tick() {
    say(at("clock"), time(Date.now() + ahead_ms));
    var over = Object.keys(newUntil).filter(function (order) { return newUntil[order] <= Date.now(); });
    over.forEach(function (order) { delete newUntil[order]; });
    if (over.length && shown.calls) { draw(shown); }
  }

  var announcer = new Announcer({
    chime: board.getAttribute("data-chime"),
    speech: function (call) { return board.getAttribute("data-speaks") ? "/board/speech?" + here + "&call=" + call.order : ""; },
    rang: function (call) {
      if (!call) { return; }
      newUntil[call.order] = Date.now() + NEW_FOR_MS;
      board.setAttribute("data-rang", String(Number(board.getAttribute("data-rang") || 0) + 1));
      if (shown.calls) { draw(shown); }
    },
    blocked: function (yes) { at("sound").hidden = !yes; }
  });

  var watch = new Watch({
    events: "/events?" + here,
    state: "/board/state?" + here + "&lang=" + language,
    every_ms: 5000,
    handlers: {
      board: function (data) { show(JSON.parse(data)); mark(true); watch.readSoon(3000); },
      queue: function () { watch.readSoon(1000); },
      agenda: function () { watch.readSoon(5000); }
    },
    show: function (answer, startedAt) { show(JSON.parse(answer), startedAt); },
    told: mark
  });

  at("sound").addEventListener("click", function () { announcer.play(announcer.chime, function () {}); });
  window.addEventListener("resize", fitAll);
  if (document.fonts && document.fonts.ready) { document.fonts.ready.then(fitAll); }
  setInterval(tick, 1000);
  setInterval(function () { watch.read(); }, 30000); // waits go on, also across midnight
}());
