// Keeping a wall or a phone up to date: events are a hint to read the state again; without them the page asks by itself.
// Written for old browsers too (no modules, no fetch, no arrows): a television is seldom renewed. live.js is its younger
// brother for the pages of those who work here.
(function () {
  "use strict";

  var SILENT_MS = 40000; // the central sends a heartbeat every 15 s; a line that is silent for longer is dead
  var SLEPT_MS = 20000; // a clock that ticks every second and was silent for so long: the machine slept
  var PATIENCE_MS = 10000; // for one answer
  var REOPEN_MS = 3000; // after an answer that was an error; twice as long each time it is one again
  var REOPEN_AT_MOST_MS = 60000;

  // wish: {events: address or "", handlers: {name: function(data)}, state: address, every_ms: how often to ask without a
  // line, show: function(text, startedAt) for what was read, told: function(good)}.
  function Watch(wish) {
    var watch = this;
    this.wish = wish;
    this.connected = false;
    this.reading = null;
    this.again = false;
    this.reopen_ms = REOPEN_MS;
    this.heardAt = this.tickedAt = this.askedAt = Date.now();
    this.open();
    setInterval(function () { watch.tick(); }, 1000);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { watch.read(); } });
    window.addEventListener("online", function () { watch.read(); });
    window.addEventListener("offline", function () { watch.lost(); });
  }

  Watch.prototype.open = function () {
    var watch = this;
    clearTimeout(this.reopening);
    if (this.source) { this.source.close(); this.source = null; }
    if (!window.EventSource || !this.wish.events) { this.read(); return; }
    var source = this.source = new EventSource(this.wish.events);
    source.addEventListener("hello", function () { watch.heard(); watch.read(); });
    source.addEventListener("beat", function () { watch.heard(); });
    source.onerror = function () {
      watch.lost();
      // The browser tries again by itself, but not after an answer that was an error.
      if (source.readyState === 2) {
        watch.reopening = setTimeout(function () { watch.open(); }, watch.reopen_ms);
        watch.reopen_ms = Math.min(2 * watch.reopen_ms, REOPEN_AT_MOST_MS);
      }
    };
    Object.keys(this.wish.handlers).forEach(function (name) {
      source.addEventListener(name, function (event) {
        watch.heard();
        watch.wish.handlers[name](event.data);
      });
    });
  };

  Watch.prototype.heard = function () {
    this.connected = true;
    this.heardAt = Date.now();
    this.reopen_ms = REOPEN_MS;
  };

  Watch.prototype.lost = function () {
    this.connected = false;
    this.wish.told(false);
  };

  Watch.prototype.tick = function () {
    var now = Date.now();
    var slept = now - this.tickedAt > SLEPT_MS;
    this.tickedAt = now;
    if (slept || (this.connected && now - this.heardAt > SILENT_MS)) {
      this.lost();
      this.open();
    }
    if (slept || (!this.connected && now - this.askedAt >= this.wish.every_ms)) { this.read(); }
  };

  // Reads once more when it is asked to while it is reading: what it reads may be from before.
  Watch.prototype.read = function () {
    if (this.reading) { this.again = true; return; }
    var watch = this;
    var request = this.reading = new XMLHttpRequest();
    var startedAt = this.askedAt = Date.now();
    function ended(good) {
      if (watch.reading !== request) { return; }
      watch.reading = null;
      watch.wish.told(good);
      if (watch.again) { watch.again = false; watch.read(); }
    }
    request.onload = function () {
      var good = request.status === 200;
      try { if (good) { watch.wish.show(request.responseText, startedAt); } } finally { ended(good); }
    };
    request.onerror = request.ontimeout = function () { ended(false); };
    request.open("GET", this.wish.state);
    request.timeout = PATIENCE_MS;
    request.send();
  };

  // Soon, and not all pages at once.
  Watch.prototype.readSoon = function (within_ms) {
    var watch = this;
    if (this.soon) { return; }
    this.soon = setTimeout(function () { watch.soon = 0; watch.read(); }, Math.random() * within_ms);
  };

  window.Watch = Watch;
}());
