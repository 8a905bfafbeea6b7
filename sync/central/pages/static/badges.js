// While a manager waits for a card at a terminal: look whether one was held to it. Once one was, the form stays as it is.
const EVERY_MS = 3000;
const part = document.getElementById("waits");

function waiting() {
  return part.querySelector(".wait") && !part.querySelector(".shown");
}

async function look() {
  if (!waiting() || document.hidden) { return; }
  const answer = await fetch("/badges/waits", { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) { return; }
  const text = await answer.text();
  if (!waiting()) { return; }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  if (fresh.querySelector(".shown") || !fresh.querySelector(".wait")) { part.innerHTML = text; }
}

if (part) { setInterval(() => { look().catch(() => {}); }, EVERY_MS); }
