// Keeping a page up to date: events are a hint to read the state again; without them the page asks by itself.
// Every reconnection reads the state afresh, because what was said meanwhile is not said again.

const SILENT_MS = 40000; // the central sends a heartbeat every 15 s; a line that is silent for longer is dead
const ASK_MS = 5000; // how often a page asks by itself while it has no line

export class Live {
  // handlers: {event name: function(data)}; refresh: reads the state, gives a promise; told: hears true or false.
  constructor(address, handlers, refresh, told) {
    this.address = address;
    this.handlers = handlers;
    this.refresh = refresh;
    this.told = told;
    this.heardAt = Date.now();
    this.connected = false;
    this.losses = 0;
    this.open();
    setInterval(() => this.look(), ASK_MS);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) { this.read(); } });
    window.addEventListener("online", () => { this.read(); });
    window.addEventListener("offline", () => { this.lost(); });
  }

  open() {
    if (!window.EventSource) { this.read(); return; }
    this.source = new EventSource(this.address);
    this.source.addEventListener("hello", () => { this.heard(); this.read(); });
    this.source.addEventListener("beat", () => { this.heard(); });
    this.source.onerror = () => {
      this.lost();
      // The browser tries again by itself, but not after an answer that was an error.
      if (this.source.readyState === EventSource.CLOSED) { this.reopenSoon(); }
    };
    Object.keys(this.handlers).forEach((name) => {
      this.source.addEventListener(name, (event) => { this.heard(); this.handlers[name](JSON.parse(event.data)); });
    });
  }

  reopenSoon() {
    this.source.close();
    clearTimeout(this.reopening);
    this.reopening = setTimeout(() => this.open(), 3000);
  }

  heard() {
    this.connected = true;
    this.heardAt = Date.now();
  }

  lost() {
    this.connected = false;
    this.losses += 1;
    this.told(false);
  }

  look() {
    if (this.connected && Date.now() - this.heardAt > SILENT_MS) {
      this.lost();
      this.reopenSoon();
    }
    if (!this.connected) { this.read(); }
  }

  // An answer that was on its way when the line was lost does not say that it is back.
  read() {
    const before = this.losses;
    return this.refresh().then(() => { if (this.losses === before) { this.told(true); } }, () => this.told(false));
  }
}
