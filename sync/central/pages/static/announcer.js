// Announcing calls one after the other: the chime, then the number as speech, never cut off by the next one.
(function () {
  "use strict";

  var LONGEST_MS = 20000; // a sound that does not end by itself is over then
  var STALE_MS = 60000; // who has had to wait so long for others to be announced has been seen on the screen
  var PAUSE_MS = 500;

  // wish: {chime: address, speech: function(call) gives an address or "", rang: function(call), blocked: function(yes)}.
  function Announcer(wish) {
    this.wish = wish;
    this.waiting = [];
    this.busy = false;
    this.chime = new Audio(wish.chime);
    this.chime.preload = "auto";
    this.voice = new Audio();
  }

  Announcer.prototype.announce = function (call) {
    this.waiting.push({ call: call, since: Date.now() });
    if (!this.busy) { this.next(); }
  };

  Announcer.prototype.next = function () {
    var announcer = this;
    var one = this.waiting.shift();
    while (one && Date.now() - one.since > STALE_MS) { one = this.waiting.shift(); }
    this.busy = Boolean(one);
    if (!one) { return; }
    var speech = this.wish.speech(one.call);
    if (speech) { this.voice.src = speech; this.voice.preload = "auto"; this.voice.load(); }
    this.wish.rang(one.call);
    this.play(this.chime, function (heard) {
      if (!speech || !heard) { announcer.pause(); return; }
      announcer.play(announcer.voice, function () { announcer.pause(); });
    });
  };

  Announcer.prototype.pause = function () {
    var announcer = this;
    setTimeout(function () { announcer.next(); }, PAUSE_MS);
  };

  // Plays to the end; `done` hears whether there was sound. A television plays only after a touch, unless it was told
  // otherwise: then it asks for that touch.
  Announcer.prototype.play = function (sound, done) {
    var announcer = this;
    var guard = 0;
    function end(heard) {
      if (!done) { return; }
      clearTimeout(guard);
      sound.onended = sound.onerror = sound.onplaying = null;
      var tell = done;
      done = null;
      tell(heard);
    }
    guard = setTimeout(function () { end(false); }, LONGEST_MS);
    sound.onended = function () { end(true); };
    sound.onerror = function () { end(false); };
    sound.onplaying = function () { announcer.wish.blocked(false); };
    try { sound.currentTime = 0; } catch (error) { /* not loaded yet: it begins at the start anyway */ }
    var playing = sound.play();
    if (playing) {
      playing.then(null, function (error) {
        if (error && error.name === "NotAllowedError") { announcer.wish.blocked(true); }
        end(false);
      });
    }
  };

  window.Announcer = Announcer;
}());
