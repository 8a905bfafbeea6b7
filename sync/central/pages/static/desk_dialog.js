// The desk's one sheet: a menu or a form over the desk, worked with keys alone.

const KEYS = "infopunt-desk-keys";

export class Sheet {
  constructor(dialog, body, restore) {
    this.dialog = dialog;
    this.body = body;
    this.restore = restore;
    this.opener = "";
    // The browser tells of a closing only later: by then the next one may be open.
    dialog.addEventListener("close", () => { if (this.isOpen) { return; } body.replaceChildren(); dialog.removeAttribute("aria-labelledby"); this.restore(this.opener); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) { this.close(); } });
    dialog.addEventListener("change", (event) => {
      if (event.target.id === "keys-on") { localStorage.setItem(KEYS, event.target.checked ? "on" : "off"); }
    });
  }

  get isOpen() { return this.dialog.open; }

  holds(button) { return this.body.contains(button); }

  open(name) { this.show(document.getElementById("menu-" + name)); }

  show(template) {
    if (!this.isOpen) { this.opener = document.activeElement ? document.activeElement.id : ""; }
    this.body.replaceChildren(document.importNode(template.content, true));
    const keys = this.body.querySelector("#keys-on");
    if (keys) { keys.checked = this.keysAreOn(); }
    this.dialog.setAttribute("aria-labelledby", "sheet-title");
    if (!this.isOpen) { this.dialog.showModal(); }
    const first = this.body.querySelector("[data-first], button:not([disabled])");
    (first || document.getElementById("sheet-close")).focus();
    if (first && first.select) { first.select(); }
  }

  close() { if (this.isOpen) { this.dialog.close(); } }

  // Single keys can be switched off, for whoever dictates or presses keys by accident (WCAG 2.1.4).
  keysAreOn() { return localStorage.getItem(KEYS) !== "off"; }

  // A digit chooses; the enter key in a note keeps it, and with shift makes a new line. The browser closes on Escape.
  key(event) {
    if (event.target.tagName === "TEXTAREA") {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); event.target.form.requestSubmit(); }
      return;
    }
    if (event.target.tagName === "SELECT" || event.target.type === "text") { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { this.step(event); return; }
    const chosen = this.body.querySelector('[data-digit="' + CSS.escape(event.key) + '"]:not([disabled])');
    if (!chosen || event.key === "Enter") { return; }
    event.preventDefault();
    if (chosen.type === "radio") { chosen.checked = true; chosen.focus(); } else { chosen.click(); }
  }

  step(event) {
    if (event.target.type === "radio") { return; }
    const all = Array.from(this.body.querySelectorAll("button:not([disabled])"));
    const place = all.indexOf(event.target);
    if (place < 0) { return; }
    event.preventDefault();
    all[(place + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length].focus();
  }
}
