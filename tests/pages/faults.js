// What a machine can see of WCAG 2.2 AA on a page; gives what is wrong, in words.
() => {
  const faults = [];
  const shown = (one) => one.checkVisibility() && !one.closest("[hidden]");
  const start = (one) => one.outerHTML.slice(0, 100);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const labels = (one) => Array.from(one.labels || []).map((label) => label.innerText).join(" ");
  const name = (one) => (one.getAttribute("aria-label") || labels(one) || one.innerText || "").trim();

  if (!document.documentElement.lang) { faults.push("no language"); }
  if (!document.title.includes("\u00b7")) { faults.push("no title"); }
  if (all("h1").length !== 1) { faults.push("not one h1"); }
  if (all("main").length !== 1) { faults.push("not one main"); }

  let last = 0;
  all("h1, h2, h3, h4").forEach((one) => {
    const level = Number(one.tagName[1]);
    if (level > last + 1) { faults.push("heading skips a level: " + one.innerText); }
    last = level;
  });
  all("a, button, input:not([type=hidden]), select, textarea").forEach((one) => {
    if (shown(one) && !name(one)) { faults.push("no name: " + start(one)); }
  });
  all("[aria-labelledby]").forEach((one) => {
    if (!document.getElementById(one.getAttribute("aria-labelledby"))) { faults.push("label is not there: " + start(one)); }
  });
  const ids = all("[id]").map((one) => one.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => faults.push("id stands twice: " + id));
  all("script:not([src]), [style]:not([style^='--fit:']), [onclick]").forEach((one) => faults.push("inline: " + start(one)));
  all("button, .button, .tile, .row, input:not([type=hidden]), select").forEach((one) => {
    const box = one.getBoundingClientRect();
    if (shown(one) && (box.width < 24 || box.height < 24)) { faults.push("smaller than 24 px: " + start(one)); }
  });
  if (document.documentElement.scrollWidth > window.innerWidth) { faults.push("scrolls sideways"); }
  return faults;
}
